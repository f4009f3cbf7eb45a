import { Reasons } from '../../components/reasons.tsx'
import { useOperation } from '../../lib/queries.ts'
import { besideBenign, formatValue } from '../../lib/reasons.ts'

/** Why a flow got its threat type. */
export function FlowReasons({ id }: { id: string }) {
  const { data, error, refetch } = useOperation('flows.explain', { id, limit: 8 })
  const rows = (data?.reasons ?? []).map(({ feature, value, benign_range, contribution }) => ({
    feature,
    detail: [formatValue(value), besideBenign(value, benign_range)].filter(Boolean).join(' · '),
    contribution,
  }))
  return <Reasons explanation={data} rows={rows} error={error} onRetry={() => void refetch()} />
}
