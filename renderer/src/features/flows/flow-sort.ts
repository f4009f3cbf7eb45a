import type { OperationInput } from '../../../../contract/operations.ts'
import { FLOW_SORTS } from '../../../../contract/flows.ts'
import { parseTime } from '../../../../contract/query/time-text.ts'
import type { FlowColumn } from './columns-in-room.ts'

/** The order of the whole list, not only of a page of it. */
export interface Sort {
  readonly by: FlowColumn
  readonly direction: 'asc' | 'desc'
}

/** Changes the order that was asked for last, which may not be on the screen yet. */
export type SortChange = (make: (now: Sort) => Sort) => void

export const NEWEST_FIRST: Sort = { by: 'timestamp', direction: 'desc' }

const KNOWN: ReadonlySet<string> = new Set(FLOW_SORTS)

/** Columns that begin with the first of the alphabet, or the smallest address or number; others with the most. */
const BEGINS_WITH_LEAST: ReadonlySet<FlowColumn> = new Set([
  ...(['threat_type', 'source_ip', 'destination_ip', 'protocol', 'label', 'capture_id', 'line_number'] as const),
])

export function isSameSort(one: Sort, other: Sort): boolean {
  return one.by === other.by && one.direction === other.direction
}

/** The order after a column was chosen to sort by: of the one that it is sorted by already, the other direction. */
export function nextSort({ by, direction }: Sort, column: FlowColumn): Sort {
  if (by === column) return { by, direction: direction === 'asc' ? 'desc' : 'asc' }
  return { by: column, direction: BEGINS_WITH_LEAST.has(column) ? 'asc' : 'desc' }
}

/** The order in the query string of the address; a wrong one is newest first. */
export function readSort(search: URLSearchParams): Sort {
  const by = search.get('sort') ?? ''
  return KNOWN.has(by)
    ? { by: by as FlowColumn, direction: search.get('order') === 'asc' ? 'asc' : 'desc' }
    : NEWEST_FIRST
}

/** The time in the query string that a list begins at; null for none, and for a list in another order. */
export function readStart(search: URLSearchParams): string | null {
  const at = search.get('at') ?? ''
  return parseTime(at) === undefined || !isSameSort(readSort(search), NEWEST_FIRST) ? null : at
}

/** The query string with an order; newest first is not written. */
export function withSort(search: URLSearchParams, sort: Sort): URLSearchParams {
  const next = new URLSearchParams(search)
  next.delete('sort')
  next.delete('order')
  if (isSameSort(sort, NEWEST_FIRST)) return next
  next.set('sort', sort.by)
  next.set('order', sort.direction)
  return next
}

/** What the list is asked by. */
export function sortInput(sort: Sort): Pick<OperationInput<'flows.list'>, 'sort' | 'order'> {
  return isSameSort(sort, NEWEST_FIRST) ? {} : { sort: sort.by, order: sort.direction }
}
