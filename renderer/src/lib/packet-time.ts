/** Time of a packet after the first one, such as +0.020900 s; both as recorded, to the microsecond. */
export function formatOffset(first: string, time: string): string {
  const offset_us = microsecondsOf(time) - microsecondsOf(first)
  const sign = offset_us < 0n ? '−' : '+'
  const size = offset_us < 0n ? -offset_us : offset_us
  return `${sign}${size / 1_000_000n}.${String(size % 1_000_000n).padStart(6, '0')} s`
}

/** A `Date` would drop microseconds. */
function microsecondsOf(time: string): bigint {
  const [, fraction = ''] = /\.(\d+)/.exec(time) ?? []
  const whole_s = Math.floor(Date.parse(time.replace(/\.\d+/, '')) / 1000)
  return BigInt(whole_s) * 1_000_000n + BigInt(fraction.slice(0, 6).padEnd(6, '0'))
}
