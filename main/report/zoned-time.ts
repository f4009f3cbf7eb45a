import type { Settings } from '../../contract/settings.ts'
import { html, type Markup } from './markup.ts'

export type TimeZone = Settings['time_zone']

/** Minutes that the clock of a zone is ahead of UTC at a moment. */
export function offsetMinutes(time_ms: number, zone: TimeZone): number {
  return zone === 'utc' ? 0 : -new Date(time_ms).getTimezoneOffset()
}

/** Such as +05:30. */
export function offsetText(minutes: number): string {
  const size = Math.abs(minutes)
  const clock = [Math.floor(size / 60), size % 60].map((part) => String(part).padStart(2, '0')).join(':')
  return `${minutes < 0 ? '-' : '+'}${clock}`
}

/** A moment with the offset of its clock, such as 2017-07-07 15:56:03 +00:00; what is no time stays as it is. */
export function zonedText(time: string | number, zone: TimeZone): string {
  const time_ms = new Date(time).getTime()
  if (Number.isNaN(time_ms)) return String(time)
  const offset = offsetMinutes(time_ms, zone)
  return `${clockText(time_ms, offset)} ${offsetText(offset)}`
}

/** The same for a reader of the page and for programs. */
export function zoned(time: string | number, zone: TimeZone): Markup {
  const time_ms = new Date(time).getTime()
  if (Number.isNaN(time_ms)) return html`${String(time)}`
  return html`<time datetime="${new Date(time_ms).toISOString()}">${zonedText(time, zone)}</time>`
}

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

/** A tick of an axis, as long as its span asks for; the axis names the offset. */
export function tickText(time_ms: number, span_ms: number, offset: number): string {
  const text = clockText(time_ms, offset)
  if (span_ms <= 5 * MINUTE_MS) return text.slice(11)
  if (span_ms <= DAY_MS) return text.slice(11, 16)
  if (span_ms <= 14 * DAY_MS) return text.slice(5, 16)
  return span_ms <= 2 * 365 * DAY_MS ? text.slice(0, 10) : text.slice(0, 4)
}

/** Day and clock at an offset, without it. */
function clockText(time_ms: number, offset: number): string {
  return new Date(time_ms + offset * MINUTE_MS).toISOString().slice(0, 19).replace('T', ' ')
}
