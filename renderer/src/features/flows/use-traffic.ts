import { useMemo } from 'react'

import type { Flow, FlowTraffic } from '../../../../contract/flows.ts'
import { useOperation } from '../../lib/queries.ts'

/** Duration, packets and bytes of flows, which are read after the flows: it takes their features, the largest part of what is stored. */
export function useTraffic(flows: readonly Flow[] | undefined): ReadonlyMap<string, FlowTraffic> {
  const ids = flows?.map(({ id }) => id) ?? []
  const { data } = useOperation('flows.traffic', { ids }, { enabled: ids.length > 0 })
  const items = data?.items
  return useMemo(() => new Map(items?.map((each) => [each.id, each])), [items])
}
