import { parseQuery } from '../../../contract/query/parse.ts'
import { printQuery } from '../../../contract/query/print.ts'
import { parseTime, printTime } from '../../../contract/query/time-text.ts'
import { combined, EVERYTHING, type QueryTree, type Subject } from '../../../contract/query/tree.ts'
import { formatTime, type TimeZone, zoneName } from './time.ts'

/** A stretch of time as operations and queries take it: its first moment, and the one behind its last. */
export interface TimeRange {
  readonly after: string
  readonly before: string
}

/** @param start milliseconds since 1970 */
export function rangeBetween(start: number, end: number): TimeRange {
  return { after: printTime(start * 1000), before: printTime(end * 1000) }
}

/** The range that stands in the address of a page; one that a person mistyped is none. */
export function readRange(search: URLSearchParams): TimeRange | null {
  const [from_us, to_us] = [parseTime(search.get('after') ?? ''), parseTime(search.get('before') ?? '')]
  if (from_us === undefined || to_us === undefined || from_us >= to_us) return null
  return from_us % 10e6 === 0 && to_us % 10e6 === 0 ? { after: printTime(from_us), before: printTime(to_us) } : null
}

/** The same address with a range, or without one. */
export function writeRange(search: URLSearchParams, range: TimeRange | null): URLSearchParams {
  const next = new URLSearchParams(search)
  for (const end of ['after', 'before'] as const) {
    if (range === null) next.delete(end)
    else next.set(end, range[end])
  }
  return next
}

/** What finds flows and alerts of a range. */
export function queryOfRange({ after, before }: TimeRange): string {
  return `after:${after} before:${before}`
}

/** The range that a query narrows a list to; null where it names not both ends of one. */
export function rangeInQuery(q: string, subject: Subject): TimeRange | null {
  const { after, before } = splitQuery(q, subject)
  return after === undefined || before === undefined || after >= before
    ? null
    : { after: printTime(after), before: printTime(before) }
}

/** The query without its range. */
export function withoutRange(q: string, subject: Subject): string {
  const { rest } = splitQuery(q, subject)
  return printQuery(combined('all', rest))
}

/** The ends of the range that a query asks for as a whole, in µs, and what else it asks for. */
function splitQuery(q: string, subject: Subject) {
  const parsed = parseQuery(q, subject)
  const tree = parsed.ok ? parsed.tree : EVERYTHING
  const parts = tree.kind === 'all' ? tree.parts : [tree]
  const endOf = (field: 'after' | 'before') => {
    const ends = parts.filter((part) => isTestOf(part, field))
    return ends.length === 1 ? numberIn(ends[0]) : undefined
  }
  const rest = parts.filter((part) => !isTestOf(part, 'after') && !isTestOf(part, 'before'))
  return { after: endOf('after'), before: endOf('before'), rest }
}

function isTestOf(part: QueryTree, field: string): boolean {
  return part.kind === 'test' && part.field === field
}

function numberIn(part: QueryTree | undefined): number | undefined {
  const value = part?.kind === 'test' ? part.values[0]?.value : undefined
  return value?.kind === 'number' ? value.value : undefined
}

/** A range in words, with its zone. */
export function formatRange({ after, before }: TimeRange, zone: TimeZone): string {
  const isExact = [after, before].some((end) => new Date(end).getTime() % 60_000 !== 0)
  const precision = isExact ? 'second' : 'minute'
  const [from, to] = [formatTime(after, zone, precision), formatTime(before, zone, precision)]
  const end = from.slice(0, 10) === to.slice(0, 10) ? to.slice(11) : to
  return `${from} – ${end} ${zoneName(zone, new Date(after))}`
}

/** The range of the place with this address, so that the next place can have it too. */
export function rangeAt(pathname: string, search: string): TimeRange | null {
  const params = new URLSearchParams(search)
  if (pathname === '/' || pathname.startsWith('/hosts/')) return readRange(params)
  if (pathname === '/flows') return rangeInQuery(params.get('q') ?? '', 'flows')
  return pathname.startsWith('/alerts') ? rangeInQuery(params.get('q') ?? '', 'alerts') : null
}

/** Address of a place that shows a range. */
export function addressInRange(place: string, range: TimeRange | null): string {
  if (range === null) return place
  if (place === '/') return `/?${writeRange(new URLSearchParams(), range).toString()}`
  if (place !== '/flows' && place !== '/alerts') return place
  return `${place}?${new URLSearchParams({ q: queryOfRange(range) }).toString()}`
}
