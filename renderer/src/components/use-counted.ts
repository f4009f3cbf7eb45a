import { useQuery, useQueryClient } from '@tanstack/react-query'

import type { OperationInput, OperationOutput } from '../../../contract/operations.ts'
import { call } from '../lib/client.ts'
import { queryKey } from '../lib/queries.ts'

/** What is counted over many calls. */
type Counting = 'hosts.get' | 'hosts.active'

/** Time for one call: others wait for the store meanwhile. */
const WAIT_MS = 120

/**
 * What is counted flow by flow: calls follow one another until all flows are counted, and what is counted is shown
 * meanwhile. What was counted before stays on the screen until it is counted again.
 */
export function useCounted<Name extends Counting>(name: Name, input: Omit<OperationInput<Name>, 'wait_ms'>) {
  const client = useQueryClient()
  const asked = { ...input, wait_ms: WAIT_MS } as OperationInput<Name>
  const key = queryKey(name, asked)
  return useQuery<OperationOutput<Name>>({
    queryKey: key,
    queryFn: async ({ signal }) => {
      let answer = await call(name, asked)
      while (answer.progress < 1 && !signal.aborted) {
        const shown = client.getQueryData<OperationOutput<Name>>(key)
        if (shown === undefined || shown.progress < 1) client.setQueryData<OperationOutput<Name>>(key, answer as never)
        answer = await call(name, asked)
      }
      return answer
    },
    // Another capture or time of the same host is no reason to take the page away.
    placeholderData: (before, query) => (isOfSame(query?.queryKey[1], asked) ? before : undefined),
  })
}

/** Whether two questions are about one host, or both about all. */
function isOfSame(before: unknown, asked: object): boolean {
  return typeof before === 'object' && before !== null && nameIn(before) === nameIn(asked)
}

function nameIn({ address, peer }: { address?: unknown; peer?: unknown }): string {
  return JSON.stringify([address, peer])
}
