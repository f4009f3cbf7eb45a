import Box from '@mui/material/Box'
import Skeleton from '@mui/material/Skeleton'
import Typography from '@mui/material/Typography'
import { useId, type ReactNode } from 'react'

import { AnomalyError } from '../../../contract/errors.ts'
import { sentenceOf } from '../lib/client.ts'
import { formatContribution, formatOdds } from '../lib/reasons.ts'
import { threatColour } from '../lib/threats.ts'
import { ProblemNotice } from './problem-notice.tsx'
import { VISUALLY_HIDDEN } from './visually-hidden.ts'

interface Explained {
  threat_type: string
  against: string
  base_value: number
  output: number
  rest: { features: number; contribution: number }
}

export interface ReasonRow {
  feature: string
  /** What is known of the feature's value. */
  detail: string
  /** What else the model weighed it with, where the value alone says nothing. */
  combination?: string | null
  contribution: number
}

interface ReasonsProps {
  explanation: Explained | undefined
  rows: readonly ReasonRow[]
  error: unknown
  onRetry: () => void
  /** What the contributions are of, when it is more than one flow. */
  children?: ReactNode
}

/** Why a prediction was made: a signed bar for each feature, as a table. */
export function Reasons({ explanation, rows, error, onRetry, children }: ReasonsProps) {
  const id = useId()
  return (
    <Box component="section" aria-labelledby={id} sx={{ minWidth: 0 }}>
      <Typography variant="h3" id={id} sx={{ mb: 0.75 }}>
        {explanation ? `Why ${explanation.threat_type} rather than ${explanation.against}` : 'Why'}
      </Typography>
      {error instanceof AnomalyError && error.code === 'not_explainable' ? (
        <Typography variant="body2" color="textSecondary">
          {sentenceOf(error)}
        </Typography>
      ) : error ? (
        <ProblemNotice title="The reasons could not be computed" error={error} onRetry={onRetry} />
      ) : explanation ? (
        <>
          {children}
          <ReasonTable explanation={explanation} rows={rows} labelledBy={id} />
        </>
      ) : (
        <Skeleton role="status" variant="rounded" height={220} aria-label="Computing the reasons" />
      )}
    </Box>
  )
}

function ReasonTable({
  explanation: { threat_type, against, base_value, output, rest },
  rows,
  labelledBy,
}: {
  explanation: Explained
  rows: readonly ReasonRow[]
  labelledBy: string
}) {
  const largest = Math.max(...rows.map(({ contribution }) => Math.abs(contribution)), 1e-9)
  return (
    <>
      <Box
        component="table"
        aria-labelledby={labelledBy}
        sx={{
          width: 1,
          borderCollapse: 'collapse',
          tableLayout: 'fixed',
          '& th': { textAlign: 'left', fontWeight: 'inherit', py: 0.5, pr: 1, overflowWrap: 'anywhere' },
          '& td': { py: 0.5 },
          '& tbody tr': { borderTop: 1, borderColor: 'divider' },
        }}
      >
        <colgroup>
          <col style={{ width: '56%' }} />
          <col />
        </colgroup>
        <thead>
          <Box component="tr" sx={VISUALLY_HIDDEN}>
            <th scope="col">Feature and value</th>
            <th scope="col">Contribution</th>
          </Box>
        </thead>
        <tbody>
          {rows.map(({ feature, detail, combination = null, contribution }) => (
            <tr key={feature}>
              <th scope="row">
                {feature}
                <Typography variant="caption" component="div" color="textSecondary">
                  {detail}
                </Typography>
                {combination !== null && (
                  <Typography variant="caption" component="div" color="textSecondary">
                    {combination}
                  </Typography>
                )}
              </th>
              <td>
                <ContributionBar
                  contribution={contribution}
                  largest={largest}
                  colour={threatColour(contribution >= 0 ? threat_type : against)}
                />
              </td>
            </tr>
          ))}
          {rest.features > 0 && (
            <tr>
              <th scope="row">{rest.features} other features</th>
              <Box component="td" sx={{ textAlign: 'right' }}>
                {formatContribution(rest.contribution)}
              </Box>
            </tr>
          )}
        </tbody>
      </Box>
      <Typography variant="caption" component="p" color="textSecondary" sx={{ mt: 0.75 }}>
        A tree of the model asks for several features at once, so a usual value counts by what it is weighed with: those
        named are the strongest that point the same way. The upper figure is in log-odds, the natural logarithm of the
        lower one: what the feature multiplies the odds of {threat_type} against {against} by, before calibration.
        Log-odds add up: the sum is {formatContribution(base_value)} for an average training flow,{' '}
        {formatContribution(output)} with all contributions.
      </Typography>
    </>
  )
}

/** A bar from the middle: right for the threat type, left against it. */
function ContributionBar({ contribution, largest, colour }: { contribution: number; largest: number; colour: string }) {
  const width = (50 * Math.abs(contribution)) / largest
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', gap: 1 }}>
      <Box aria-hidden sx={{ position: 'relative', flex: 1, height: 14 }}>
        <Box
          style={{ left: contribution < 0 ? `${50 - width}%` : '50%', width: `${width}%`, background: colour }}
          sx={{ position: 'absolute', top: 2, bottom: 2, borderRadius: 0.25 }}
        />
        <Box sx={{ position: 'absolute', left: '50%', top: 0, bottom: 0, width: '1px', bgcolor: 'text.secondary' }} />
      </Box>
      <Box component="span" sx={{ width: 74, flex: 'none', textAlign: 'right' }}>
        {formatContribution(contribution)}
        <Typography variant="caption" component="div" color="textSecondary" noWrap>
          {formatOdds(contribution)}
        </Typography>
      </Box>
    </Box>
  )
}
