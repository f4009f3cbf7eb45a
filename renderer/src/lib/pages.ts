import { type QueryFunctionContext, type QueryKey, useInfiniteQuery } from '@tanstack/react-query'
import { useMemo } from 'react'

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
  const query = useInfiniteQuery({
    queryKey: [name, 'pages', input],
    queryFn: (context: QueryFunctionContext<QueryKey, string | null>) => {
      const { pageParam } = context
      return ask(pageParam === null ? {} : { cursor: pageParam }, context)
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  })
  const pages = query.data?.pages
  return {
    ...query,
    items: useMemo(() => pages?.flatMap((page) => page.items) ?? [], [pages]),
    total: query.data?.pages[0]?.total ?? 0,
  }
}
