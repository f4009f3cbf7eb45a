import { Reasons } from '../../components/reasons.tsx'
import { useOperation } from '../../lib/queries.ts'
import { besideBenign, combinationOf, formatFeature, standingOf } from '../../lib/reasons.ts'

/** Why a flow got its threat type. */
export function FlowReasons({ id }: { id: string }) {
  const { data, error, refetch } = useOperation('flows.explain', { id, limit: 8 })
  const weighed = (data?.reasons ?? []).map((reason) => ({
    ...reason,
    standing: standingOf(reason.value, reason.benign_range),
  }))
  const rows = weighed.map((reason) => {
    const { feature, value, benign_range, contribution } = reason
    return {
      ...{ feature, contribution },
      detail: `${formatFeature(feature, value)} · ${besideBenign(feature, value, benign_range)}`,
      combination: combinationOf(reason, weighed),
    }
  })
  return <Reasons explanation={data} rows={rows} error={error} onRetry={() => void refetch()} />
}
