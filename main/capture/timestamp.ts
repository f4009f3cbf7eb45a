import type { TimeFormat } from './dialects.ts'

const ISO = /^(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z?)$/
const DAY_FIRST = /^(\d{1,2})\/(\d{1,2})\/(\d{4}) (\d{1,2}):(\d\d)(?::(\d\d))?(?: ?([AP])M)?$/i

/** Years in which a flow can have been seen; beyond 2255 a double does not hold every microsecond. */
const FIRST_YEAR = 1970
const LAST_YEAR = 2200

/** On a clock of twelve hours without am and pm, hours below this are afternoon: captures began in the morning. */
const FIRST_MORNING_HOUR = 8

const UTC_ISO: Pick<TimeFormat, 'clock_hours' | 'utc_offset_minutes'> = { clock_hours: 24, utc_offset_minutes: 0 }

/**
 * Microseconds since 1970 (UTC) of the start of a flow: ISO 8601, or `d/m/yyyy h:mm[:ss]` with or without AM and PM. NaN
 * for any other text, and for a day or an hour that no calendar or clock has.
 */
export function parseTimestampUs(
  text: string,
  format: Pick<TimeFormat, 'clock_hours' | 'utc_offset_minutes'> = UTC_ISO,
): number {
  const iso = ISO.exec(text)
  if (iso !== null) {
    const [year, month, day, hour, minute] = iso.slice(1, 6).map(Number) as FiveNumbers
    const fraction_us = Number((iso[7] ?? '').padEnd(6, '0').slice(0, 6))
    const offset_minutes = iso[8] === 'Z' ? 0 : format.utc_offset_minutes
    return toUs({ year, month, day, hour, minute, second: Number(iso[6] ?? 0) }, offset_minutes) + fraction_us
  }
  const day_first = DAY_FIRST.exec(text)
  if (day_first === null) return NaN
  const [day, month, year, written_hour, minute] = day_first.slice(1, 6).map(Number) as FiveNumbers
  const hour = hourOfDay(written_hour, day_first[7]?.toUpperCase(), format.clock_hours)
  return toUs({ year, month, day, hour, minute, second: Number(day_first[6] ?? 0) }, format.utc_offset_minutes)
}

type FiveNumbers = [number, number, number, number, number]

interface CalendarTime {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
}

function hourOfDay(hour: number, half: string | undefined, clock_hours: 12 | 24): number {
  if (half !== undefined) return hour < 1 || hour > 12 ? NaN : (hour % 12) + (half === 'P' ? 12 : 0)
  return clock_hours === 12 && hour < FIRST_MORNING_HOUR ? hour + 12 : hour
}

function toUs({ year, month, day, hour, minute, second }: CalendarTime, utc_offset_minutes: number): number {
  const midnight_ms = Date.UTC(year, month - 1, day)
  const date = new Date(midnight_ms)
  const is_date = date.getUTCMonth() === month - 1 && date.getUTCDate() === day
  if (!is_date || year < FIRST_YEAR || year > LAST_YEAR || !isTimeOfDay(hour, minute, second)) return NaN
  return midnight_ms * 1000 + ((hour * 60 + minute - utc_offset_minutes) * 60 + second) * 1e6
}

export function isTimeOfDay(hour: number, minute: number, second: number): boolean {
  return hour < 24 && minute < 60 && second < 60
}
