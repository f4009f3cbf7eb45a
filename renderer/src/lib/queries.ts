import { keepPreviousData, QueryClient, useQuery } from '@tanstack/react-query'

import type { OperationInput, OperationName, OperationOutput } from '../../../contract/operations.ts'
import { call } from './client.ts'

/** Lists and charts that go on showing the answer to the question before until the new one is there. */
const STEADY: readonly OperationName[] = ['charts.overview', 'flows.list', 'flows.traffic', 'alerts.list']

/** Caches answers until an event says that they changed. */
export function createQueryClient(): QueryClient {
  const client = new QueryClient({
    defaultOptions: {
      // The default waits for a network, which this machine may never have.
      queries: { networkMode: 'always', retry: false, staleTime: Infinity, refetchOnWindowFocus: false },
      mutations: { networkMode: 'always', retry: false },
    },
  })
  for (const name of STEADY) client.setQueryDefaults([name], { placeholderData: keepPreviousData })
  return client
}

export function queryKey<Name extends OperationName>(name: Name, input: OperationInput<Name>) {
  return [name, input] as const
}

interface OperationOptions<Name extends OperationName, Selected> {
  enabled?: boolean
  /** The part of the answer that matters: nothing is drawn again while it stays the same. */
  select?: (answer: OperationOutput<Name>) => Selected
}

/** The answer of one operation, cached and refreshed by events. */
export function useOperation<Name extends OperationName, Selected = OperationOutput<Name>>(
  name: Name,
  input: OperationInput<Name>,
  { enabled = true, select }: OperationOptions<Name, Selected> = {},
) {
  return useQuery<OperationOutput<Name>, Error, Selected>({
    queryKey: queryKey(name, input),
    queryFn: () => call(name, input),
    enabled,
    ...(select ? { select } : {}),
  })
}
