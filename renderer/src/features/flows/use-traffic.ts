import { useMemo } from 'react'

import type { Flow, FlowTraffic } from '../../../../contract/flows.ts'
import { useOperation } from '../../lib/queries.ts'
import { isFeature } from './feature-columns.ts'
import type { FlowColumn } from './columns-in-room.ts'

/**
 * Duration, packets and bytes of flows and the features that are shown, which are read after the flows: they are the largest
 * part of what is stored.
 */
export function useTraffic(
  flows: readonly Flow[] | undefined,
  columns: readonly FlowColumn[],
): ReadonlyMap<string, FlowTraffic> {
  const ids = flows?.map(({ id }) => id) ?? []
  // In one order, so that moving a column asks for nothing.
  const features = columns.filter(isFeature).sort()
  const { data } = useOperation('flows.traffic', { ids, features }, { enabled: ids.length > 0 })
  const items = data?.items
  return useMemo(() => new Map(items?.map((each) => [each.id, each])), [items])
}
