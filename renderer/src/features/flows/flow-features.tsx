import Box from '@mui/material/Box'
import Skeleton from '@mui/material/Skeleton'
import Typography from '@mui/material/Typography'
import { useId } from 'react'

import type { FlowFeatures as Told } from '../../../../contract/explanations.ts'
import { MEANING_GROUPS } from '../../../../contract/feature-groups.ts'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { formatCount } from '../../lib/numbers.ts'
import { useOperation } from '../../lib/queries.ts'
import { formatFeature, formatSpan, isUnusual, standingOf, wordsOf } from '../../lib/reasons.ts'

const HEIGHT = 360

/** All features of a flow by what they mean, each beside those of benign flows. */
export function FlowFeatures({ id }: { id: string }) {
  const titleId = useId()
  const { data, error, refetch } = useOperation('flows.features', { id })
  return (
    <Box component="section" aria-labelledby={titleId} sx={{ minWidth: 0 }}>
      <Typography variant="h3" id={titleId} sx={{ mb: 0.5 }}>
        Features
      </Typography>
      {error ? (
        <ProblemNotice title="The features could not be read" error={error} onRetry={() => void refetch()} />
      ) : data === undefined ? (
        <Skeleton role="status" variant="rounded" height={HEIGHT} aria-label="Reading features" />
      ) : data.features.length === 0 ? (
        <Typography variant="body2" color="textSecondary">
          The features of this flow were not kept.
        </Typography>
      ) : (
        <>
          <Typography variant="caption" component="p" color="textSecondary" sx={{ mb: 0.75 }}>
            {rangeText(data)}
          </Typography>
          <Box
            role="group"
            aria-label="All features"
            tabIndex={0}
            sx={{ maxHeight: HEIGHT, overflow: 'auto', border: 1, borderColor: 'divider', borderRadius: 1 }}
          >
            <FeatureTable told={data} labelledBy={titleId} />
          </Box>
        </>
      )}
    </Box>
  )
}

function rangeText({ features, benign_range_instrument }: Told): string {
  if (features.every(({ benign_range }) => benign_range === null)) {
    return 'The model that classified it is not here any more, or has no ranges of benign flows.'
  }
  const whose = benign_range_instrument === null ? 'of all flow meters' : 'of the same flow meter'
  return `Beside nine in ten benign training flows ${whose}.`
}

function FeatureTable({ told: { features }, labelledBy }: { told: Told; labelledBy: string }) {
  const byName = new Map(features.map((each) => [each.feature, each]))
  return (
    <Box
      component="table"
      aria-labelledby={labelledBy}
      sx={{
        width: 1,
        borderCollapse: 'collapse',
        '& th, & td': { px: 1, py: 0.375, verticalAlign: 'top', fontWeight: 'inherit' },
        '& th': { textAlign: 'left', overflowWrap: 'anywhere' },
        '& td': { textAlign: 'right', whiteSpace: 'nowrap' },
        '& tr + tr': { borderTop: 1, borderColor: 'divider' },
        '& .group': { bgcolor: 'background.default', fontWeight: 600 },
        '& small': { display: 'block', fontSize: 12, color: 'text.secondary' },
        '& strong': { fontWeight: 600 },
      }}
    >
      {MEANING_GROUPS.map(({ title, features: names }) => {
        const rows = names.flatMap((name) => byName.get(name) ?? [])
        const standings = rows.map(({ value, benign_range }) => standingOf(value, benign_range))
        const unusual = standings.filter(isUnusual).length
        return (
          <tbody key={title}>
            <tr>
              <th scope="rowgroup" colSpan={2} className="group">
                {title}
                {unusual > 0 && `: ${formatCount(unusual)} unusual`}
              </th>
            </tr>
            {rows.map(({ feature, value, benign_range }, at) => {
              const standing = standings[at] ?? 'untold'
              return (
                <tr key={feature}>
                  <th scope="row">
                    {feature}
                    <small>
                      {isUnusual(standing) ? <strong>{wordsOf(standing)}</strong> : wordsOf(standing)}
                      {benign_range !== null && ` · ${formatSpan(feature, benign_range)}`}
                    </small>
                  </th>
                  <td>
                    {isUnusual(standing) ? (
                      <strong>{formatFeature(feature, value)}</strong>
                    ) : (
                      formatFeature(feature, value)
                    )}
                  </td>
                </tr>
              )
            })}
          </tbody>
        )
      })}
    </Box>
  )
}
