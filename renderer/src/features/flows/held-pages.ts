import type { RowRange } from '../../components/rows-in-view.ts'
import { PAGE_SIZE } from './page-state.ts'

/** Rows above and below those in view that are read before they are scrolled to. */
const ROWS_AHEAD = 50

/** Pages that are held at most, however much is asked for at once. */
const MOST_PAGES = 6

/** Pages that the scroll bar may span: a browser cuts off what is higher than 33 million pixels. */
const LONGEST_PAGES = 5000

/** Pages from the top of what is scrolled at which it is made to begin further up, where there is more. */
const NEAR_TOP_PAGES = 50

export function pageOf(place: number): number {
  return Math.floor(place / PAGE_SIZE)
}

/**
 * The pages that some rows are on, and those near them.
 * @param rows places in the whole list
 */
export function pagesAround({ first, end }: RowRange, rows_ahead = ROWS_AHEAD): number[] {
  const from = pageOf(Math.max(0, first - rows_ahead))
  const to = pageOf(Math.max(0, end - 1 + rows_ahead))
  return Array.from({ length: Math.max(0, to - from) + 1 }, (_, page) => from + page)
}

/**
 * Which pages to hold. One whose beginning is not known yet is reached from the last one that is.
 * @param wishes pages, the most important ones first
 * @param known the last page whose beginning is known
 */
export function pagesToHold(wishes: readonly number[], known: number): number[] {
  const pages = new Set(wishes.map((page) => Math.min(page, known)))
  return [...pages].slice(0, MOST_PAGES).sort((one, other) => one - other)
}

/**
 * Where the pages begin, as those tell that were read: the list may have changed since they were read before.
 * @param path where the pages begin as far as it is known, the second page first
 * @param read where the next page begins, by page; null after the last one
 * @param farthest the last page that is wanted
 * @returns the same array when nothing is new; one step of several otherwise
 */
export function pathAfter(
  path: readonly string[],
  read: ReadonlyMap<number, string | null>,
  farthest: number,
): readonly string[] {
  for (const [page, next] of [...read].sort(([one], [other]) => one - other)) {
    const isOther = page < path.length && path[page] !== next
    const isNew = page === path.length && farthest > page && next !== null
    if (isOther || isNew) return [...path.slice(0, page), ...(next === null ? [] : [next])]
  }
  return path
}

/**
 * The page that a person is on: that of the first row in view, or the last page when the list is scrolled to its end.
 * @param rows those in view
 * @param list_end the place after the last row of the list; null while it is not known
 */
export function pageInView({ first, end }: RowRange, list_end: number | null): number {
  const isAtEnd = list_end !== null && list_end > 0 && end >= list_end
  return pageOf(isAtEnd ? list_end - 1 : first)
}

/**
 * The page that what is scrolled begins with. It moves by many pages at a time, so that rows mostly stay where they are.
 * @param page the one that a person is on
 */
export function originPage(page: number, origin: number): number {
  const isTooFar = page - origin > LONGEST_PAGES
  const isNearTop = origin > 0 && page - origin < NEAR_TOP_PAGES
  return isTooFar || isNearTop ? Math.max(0, page - LONGEST_PAGES / 2) : origin
}
