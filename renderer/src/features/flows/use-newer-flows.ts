import { parseQuery } from '../../../../contract/query/parse.ts'
import { parseTime, printTime } from '../../../../contract/query/time-text.ts'
import { addToQuery } from '../../lib/add-to-query.ts'
import type { Filters } from '../../lib/search-filters.ts'
import { PAGE_SIZE } from './page-state.ts'
import { useFlowPage } from './use-flow-page.ts'

interface NewerFlows {
  /** How many there are; null while they are not counted. */
  readonly count: number | null
  readonly isKnown: boolean
  /** The time at which a page begins that ends about where the list begins; null for the first page of all. */
  readonly pageBefore: string | null
}

/** The flows that come before a list that begins at a time. */
export function useNewerFlows(filters: Filters, at: string | null): NewerFlows {
  const after = parseQuery(`after:${printTime((parseTime(at ?? '') ?? 0) + 1)}`, 'flows')
  const q = after.ok ? addToQuery(filters.q ?? '', after.tree, 'only', 'flows') : ''
  const input = { ...filters, q, sort: 'timestamp', order: 'asc', limit: PAGE_SIZE } as const
  const { data, isSearching, isPlaceholderData } = useFlowPage(input, at !== null)
  if (at === null) return { count: 0, isKnown: true, pageBefore: null }
  if (data === undefined || isSearching || isPlaceholderData) return { count: null, isKnown: false, pageBefore: null }
  const { items, total } = data
  const pageBefore = items.length < PAGE_SIZE ? null : (items.at(-1)?.timestamp ?? null)
  return { count: total, isKnown: true, pageBefore }
}
