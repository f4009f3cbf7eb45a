/** Microseconds since 1970 as ISO 8601 in UTC, with as many decimals as there are: 2017-07-03T11:57:41.826651Z. */
export function isoFromUs(time_us: number): string {
  const whole_s = Math.floor(time_us / 1e6)
  const fraction_us = Math.round(time_us - whole_s * 1e6)
  const seconds = new Date(whole_s * 1000).toISOString().slice(0, 19)
  if (fraction_us === 0) return `${seconds}Z`
  return `${seconds}.${String(fraction_us).padStart(6, '0').replace(/0+$/, '')}Z`
}

export function isoFromUsOrNull(time_us: number | null): string | null {
  return time_us === null ? null : isoFromUs(time_us)
}

/**
 * A time of AnomalyX's own clock, which counts milliseconds, in ISO 8601: always with three decimals, so that such times
 * have the same order as text that they have as times.
 */
export function isoFromClock(time_us: number): string {
  return new Date(time_us / 1000).toISOString()
}

export function isoFromClockOrNull(time_us: number | null): string | null {
  return time_us === null ? null : isoFromClock(time_us)
}

export function nowUs(): number {
  return Date.now() * 1000
}
