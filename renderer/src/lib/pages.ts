import { type QueryFunctionContext, type QueryKey, useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo, useRef } from 'react'

import type { Page } from '../../../contract/common.ts'
import type { OperationName } from '../../../contract/operations.ts'

/**
 * A list read page by page; `ask` is given what the next page is asked by. Where it takes the signal, an answer is let go of
 * when nobody shows the list any more.
 */
export function usePages<Item>(
  name: OperationName,
  input: Readonly<Record<string, unknown>>,
  ask: (page: { cursor?: string }, context: { readonly signal: AbortSignal }) => Promise<Page<Item>>,
) {
  const client = useQueryClient()
  const asked = useRef<Promise<unknown>>(Promise.resolve())
  const queryKey = [name, 'pages', input]
  const query = useInfiniteQuery({
    queryKey,
    queryFn: (context: QueryFunctionContext<QueryKey, string | null>) => {
      const { pageParam } = context
      return ask(pageParam === null ? {} : { cursor: pageParam }, context)
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  })
  const pages = query.data?.pages
  const { fetchNextPage } = query
  return {
    ...query,
    /** Reads one page more each time it is called, after what is being read: a page puts an end to any other reading. */
    more: () => {
      asked.current = asked.current.then(async () => {
        await client
          .getQueryCache()
          .find({ queryKey })
          ?.promise?.catch(() => undefined)
        await fetchNextPage()
      })
    },
    items: useMemo(() => pages?.flatMap((page) => page.items) ?? [], [pages]),
    total: query.data?.pages[0]?.total ?? 0,
  }
}
