import { parseTime } from '../../../contract/query/time-text.ts'
import type { Settings } from '../../../contract/settings.ts'

export type TimeZone = Settings['time_zone']

/** How much of a time is shown; `exact` keeps every digit of the second that was recorded. */
export type TimePrecision = 'day' | 'minute' | 'second' | 'exact'

const two = (value: number) => String(value).padStart(2, '0')

/** Calendar day and clock of a moment, in the zone a person chose. */
function fieldsOf(moment: Date, zone: TimeZone) {
  const utc = zone === 'utc'
  return {
    day: [
      String(utc ? moment.getUTCFullYear() : moment.getFullYear()).padStart(4, '0'),
      two((utc ? moment.getUTCMonth() : moment.getMonth()) + 1),
      two(utc ? moment.getUTCDate() : moment.getDate()),
    ].join('-'),
    minute: `${two(utc ? moment.getUTCHours() : moment.getHours())}:${two(utc ? moment.getUTCMinutes() : moment.getMinutes())}`,
    second: two(utc ? moment.getUTCSeconds() : moment.getSeconds()),
  }
}

/** A recorded time, such as 2017-07-07 15:56:03, without its zone. */
export function formatTime(time: string | number, zone: TimeZone, precision: TimePrecision = 'second'): string {
  const moment = new Date(time)
  if (Number.isNaN(moment.getTime())) return String(time)
  const { day, minute, second } = fieldsOf(moment, zone)
  switch (precision) {
    case 'day':
      return day
    case 'minute':
      return `${day} ${minute}`
    case 'second':
      return `${day} ${minute}:${second}`
    case 'exact':
      return `${day} ${minute}:${second}${fractionOf(time)}`
  }
}

/** µs since 1970 of a time that a person wrote, in their zone unless it names an offset; undefined for other text. */
export function readTimeIn(text: string, zone: TimeZone): number | undefined {
  const at_us = parseTime(text)
  if (at_us === undefined || zone === 'utc' || /(Z|[+-]\d{2}:?\d{2})$/i.test(text.slice(11))) return at_us
  const moment = new Date(Math.floor(at_us / 1000))
  const [year, month, day] = [moment.getUTCFullYear(), moment.getUTCMonth(), moment.getUTCDate()]
  const [hours, minutes, seconds] = [moment.getUTCHours(), moment.getUTCMinutes(), moment.getUTCSeconds()]
  return new Date(year, month, day, hours, minutes, seconds).getTime() * 1000 + (at_us % 1e6)
}

/** Digits after the second as recorded: a `Date` would drop microseconds. */
function fractionOf(time: string | number): string {
  return typeof time === 'string' ? (/:\d\d(\.\d+)/.exec(time)?.[1] ?? '') : ''
}

/** From first to last; the day is not repeated when it is the same. */
export function formatTimeRange(first: string, last: string, zone: TimeZone): string {
  const from = formatTime(first, zone, 'minute')
  const to = formatTime(last, zone, 'minute')
  if (from === to) return from
  return `${from} – ${from.slice(0, 10) === to.slice(0, 10) ? to.slice(11) : to}`
}

/** Name of the zone at a moment: UTC, or the offset of the local one. */
export function zoneName(zone: TimeZone, at = new Date()): string {
  if (zone === 'utc') return 'UTC'
  const offset = -at.getTimezoneOffset()
  if (offset === 0) return 'UTC+00:00'
  const size = Math.abs(offset)
  return `UTC${offset < 0 ? '−' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`
}

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

/** A tick of a time axis, as long as the span of the axis asks for. */
export function formatTick(time: number, span: number, zone: TimeZone): string {
  const { day, minute, second } = fieldsOf(new Date(time), zone)
  if (span <= 5 * MINUTE) return `${minute}:${second}`
  if (span <= DAY) return minute
  if (span <= 14 * DAY) return `${day.slice(5)} ${minute}`
  return span <= 2 * 365 * DAY ? day : day.slice(0, 4)
}
