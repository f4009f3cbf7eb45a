import { queryOptions, type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query'

import type { OperationInput, OperationOutput } from '../../../../contract/operations.ts'
import { call } from '../../lib/client.ts'
import { queryKey } from '../../lib/queries.ts'

export type FlowPage = OperationOutput<'flows.list'>
export type FlowInput = OperationInput<'flows.list'> & { limit: number }

/** Whether a search is to go on before the page is what was asked for. */
export function isPartial(page: FlowPage, limit: number): boolean {
  return page.next_cursor !== null && page.items.length < limit
}

/**
 * How a page of flows is read. One call searches for a fraction of a second: calls follow one another until the page is full or
 * the end is reached, and what is found is shown meanwhile.
 */
export function flowPageQuery(client: QueryClient, input: FlowInput) {
  const key = queryKey('flows.list', input)
  return queryOptions<FlowPage>({
    queryKey: key,
    queryFn: async ({ signal }) => {
      let page = await call('flows.list', input)
      while (isPartial(page, input.limit) && !signal.aborted) {
        const shown = client.getQueryData<FlowPage>(key)
        // A list that is read again stays as it was until it is read.
        if (shown === undefined || isPartial(shown, input.limit)) client.setQueryData(key, page)
        const limit = input.limit - page.items.length
        const more = await call('flows.list', { ...input, limit, cursor: page.next_cursor ?? '' })
        page = { ...more, items: [...page.items, ...more.items] }
      }
      return page
    },
  })
}

/** A page of flows, with what is found of it until it is read. */
export function useFlowPage(input: FlowInput, enabled = true) {
  const query = useQuery({ ...flowPageQuery(useQueryClient(), input), enabled })
  const { data, isPlaceholderData } = query
  const isSearching = data !== undefined && !isPlaceholderData && isPartial(data, input.limit)
  return { ...query, isSearching }
}
