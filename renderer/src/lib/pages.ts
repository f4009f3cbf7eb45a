import { useInfiniteQuery } from '@tanstack/react-query'
import { useMemo } from 'react'

import type { Page } from '../../../contract/common.ts'
import type { OperationName } from '../../../contract/operations.ts'

/** A list read page by page; `ask` is given what the next page is asked by. */
export function usePages<Item>(
  name: OperationName,
  input: Readonly<Record<string, unknown>>,
  ask: (page: { cursor?: string }) => Promise<Page<Item>>,
) {
  const query = useInfiniteQuery({
    queryKey: [name, 'pages', input],
    queryFn: ({ pageParam }: { pageParam: string | null }) => ask(pageParam === null ? {} : { cursor: pageParam }),
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
