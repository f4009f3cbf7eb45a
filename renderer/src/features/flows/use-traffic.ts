import { useQueries } from '@tanstack/react-query'
import { useState } from 'react'

import type { Flow, FlowTraffic } from '../../../../contract/flows.ts'
import { call } from '../../lib/client.ts'
import { queryKey } from '../../lib/queries.ts'
import type { FlowColumn } from './columns-in-room.ts'
import { isFeature } from './feature-columns.ts'

/**
 * Duration, packets and bytes of flows and the features that are shown, which are read after the flows: they are the largest
 * part of what is stored.
 * @param pages of flows, each of which is read by itself; those without flows are left out
 */
export function useTraffic(
  pages: readonly (readonly Flow[])[],
  columns: readonly FlowColumn[],
): ReadonlyMap<string, FlowTraffic> {
  // In one order, so that moving a column asks for nothing.
  const features = columns.filter(isFeature).sort()
  const inputs = pages.filter(({ length }) => length > 0).map((flows) => ({ ids: flows.map(({ id }) => id), features }))
  const queries = useQueries({
    queries: inputs.map((input) => ({
      queryKey: queryKey('flows.traffic', input),
      queryFn: () => call('flows.traffic', input),
    })),
  })
  const answers = queries.map(({ data }) => data)
  const [known, setKnown] = useState<Known>(NOTHING)
  if (answers.length !== known.answers.length || answers.some((answer, at) => answer !== known.answers[at])) {
    // What is being read anew is shown as it was until it is there.
    const shown = new Set(inputs.flatMap(({ ids }) => ids))
    const kept = [...known.by_id].filter(([id]) => shown.has(id))
    const read = answers.flatMap((answer) => answer?.items ?? []).map((each) => [each.id, each] as const)
    setKnown({ answers, by_id: new Map([...kept, ...read]) })
  }
  return known.by_id
}

interface Known {
  readonly answers: readonly unknown[]
  readonly by_id: ReadonlyMap<string, FlowTraffic>
}

const NOTHING: Known = { answers: [], by_id: new Map() }
