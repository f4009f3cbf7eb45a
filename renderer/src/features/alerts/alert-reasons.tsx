import Typography from '@mui/material/Typography'

import type { AlertReason } from '../../../../contract/explanations.ts'
import { Reasons } from '../../components/reasons.tsx'
import { formatCount, formatCounted, formatShare } from '../../lib/numbers.ts'
import { useOperation } from '../../lib/queries.ts'
import { besideBenign, combinationOf, formatFeature, standingOf } from '../../lib/reasons.ts'

/** Why the flows of an alert got their threat type. */
export function AlertReasons({ id }: { id: number }) {
  const { data, error, refetch } = useOperation('alerts.explain', { id, limit: 8 })
  const weighed = (data?.reasons ?? []).map((reason) => ({
    ...reason,
    standing: standingOf(reason.values?.median ?? null, reason.benign_range),
  }))
  const rows = weighed.map((reason) => ({
    feature: reason.feature,
    detail: detailOf(reason),
    combination: combinationOf(reason, weighed),
    contribution: reason.contribution,
  }))
  return (
    <Reasons explanation={data} rows={rows} error={error} onRetry={() => void refetch()}>
      {data && data.flow_count > 1 && (
        <Typography variant="caption" component="p" color="textSecondary" sx={{ mb: 0.75 }}>
          Mean over{' '}
          {data.flows_used === data.flow_count
            ? `all ${formatCounted(data.flow_count, 'flow')}`
            : `${formatCount(data.flows_used)} of ${formatCounted(data.flow_count, 'flow')}`}
          .
        </Typography>
      )}
    </Reasons>
  )
}

function detailOf({ feature, values, benign_range, top_share }: AlertReason): string {
  const shown = (value: number) => formatFeature(feature, value)
  const spread =
    values === null
      ? '—'
      : values.low === values.high
        ? shown(values.median)
        : `${shown(values.median)} (${shown(values.low)}\u00a0–\u00a0${shown(values.high)})`
  const leading = top_share === 0 ? '' : `among the top three in ${formatShare(top_share, 1)} of flows`
  return [spread, besideBenign(feature, values?.median ?? null, benign_range), leading].filter(Boolean).join(' · ')
}
