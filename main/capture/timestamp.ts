const ISO = /^(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?Z?$/

/** Years in which a flow can have been seen; beyond 2255 a double does not hold every microsecond. */
const FIRST_YEAR = 1970
const LAST_YEAR = 2200

/**
 * Microseconds since 1970 of an ISO 8601 time in UTC, as the corrected release writes it; NaN for any other text, and
 * for a day or an hour that no calendar or clock has.
 */
export function parseTimestampUs(text: string): number {
  const parts = ISO.exec(text)
  if (parts === null) return NaN
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map(Number) as SixNumbers
  const midnight_ms = Date.UTC(year, month - 1, day)
  const date = new Date(midnight_ms)
  const is_date = date.getUTCMonth() === month - 1 && date.getUTCDate() === day
  if (!is_date || year < FIRST_YEAR || year > LAST_YEAR || !isTimeOfDay(hour, minute, second)) return NaN
  const fraction_us = Number((parts[7] ?? '').padEnd(6, '0').slice(0, 6))
  return midnight_ms * 1000 + ((hour * 60 + minute) * 60 + second) * 1e6 + fraction_us
}

type SixNumbers = [number, number, number, number, number, number]

export function isTimeOfDay(hour: number, minute: number, second: number): boolean {
  return hour < 24 && minute < 60 && second < 60
}
