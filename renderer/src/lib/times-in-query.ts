import { parseQuery } from '../../../contract/query/parse.ts'
import { type Subject, testsOf } from '../../../contract/query/tree.ts'
import type { TimeZone } from './time.ts'

const WITHOUT_OFFSET = /^"?(\d{4})-(\d{2})(?:-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(\.\d{1,6})?)?)?)?"?$/i

/**
 * The same query with the offset of the window's time zone at each time that was typed without one, so that it means what
 * the tables beside it show, and the same wherever its address is opened. A wrong query is left as it is.
 */
export function withOffsets(query: string, subject: Subject, zone: TimeZone): string {
  const parsed = zone === 'utc' ? undefined : parseQuery(query, subject)
  if (parsed?.ok !== true) return query
  return testsOf(parsed.tree)
    .filter(({ field }) => field === 'after' || field === 'before')
    .flatMap(({ values }) => values)
    .sort((one, other) => other.start - one.start)
    .reduce(
      (text, { start, end }) => text.slice(0, start) + inLocalTime(text.slice(start, end)) + text.slice(end),
      query,
    )
}

function inLocalTime(time: string): string {
  const [, year, month, day = '01', hour = '00', minute = '00', second, fraction = ''] = WITHOUT_OFFSET.exec(time) ?? []
  if (year === undefined || month === undefined) return time
  const moment = new Date(
    ...([Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second ?? 0)] as const),
  )
  const seconds = second === undefined ? '' : `:${second}${fraction}`
  return `${year}-${month}-${day}T${hour}:${minute}${seconds}${offsetOf(moment)}`
}

function offsetOf(moment: Date): string {
  const minutes = -moment.getTimezoneOffset()
  const two = (value: number) => String(value).padStart(2, '0')
  const size = Math.abs(minutes)
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`
}
