const ISO = /^(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?Z?$/

/**
 * Microseconds since 1970 of an ISO 8601 time in UTC, as the corrected release writes it; NaN for any other text.
 * Below 2^53 microseconds (the year 2255) a double holds the value exactly.
 */
export function parseTimestampUs(text: string): number {
  const parts = ISO.exec(text)
  if (parts === null) return NaN
  const [, year, month, day, hour, minute, second, fraction] = parts
  const whole_ms = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second))
  return whole_ms * 1000 + (fraction === undefined ? 0 : Math.floor(Number(fraction.padEnd(6, '0').slice(0, 6))))
}
