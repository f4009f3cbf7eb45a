/** Microseconds since 1970 of a time stamp in two halves, cut down; NaN when no float holds it exactly. */
export type TimeReader = (high: number, low: number) => number

const HIGH = 4_294_967_296

/**
 * @param resolution option `if_tsresol`: a negative power of ten, or of two with the top bit set
 * @param offset_s option `if_tsoffset`
 */
export function timeReader(resolution: number, offset_s: bigint): TimeReader {
  const is_small_offset = offset_s > -(1n << 32n) && offset_s < 1n << 32n
  const divisor = 10 ** (resolution - 6)
  // The remainder of the upper half must stay below 2^53 with the lower half behind it.
  if (is_small_offset && resolution >= 6 && resolution <= 12) return exactly(divisor, Number(offset_s) * 1_000_000)
  return (high, low) => {
    const ticks = (BigInt(high) << 32n) | BigInt(low)
    const power = BigInt(resolution & 0x7f)
    const time_us =
      (ticks * 1_000_000n) / ((resolution & 0x80) === 0 ? 10n ** power : 1n << power) + offset_s * 1_000_000n
    return inRange(Number(time_us))
  }
}

function exactly(divisor: number, offset_us: number): TimeReader {
  return (high, low) => {
    const whole = Math.floor(high / divisor)
    const rest = (high - whole * divisor) * HIGH + low
    return inRange(whole * HIGH + Math.floor(rest / divisor) + offset_us)
  }
}

function inRange(time_us: number): number {
  return time_us >= 0 && time_us <= Number.MAX_SAFE_INTEGER ? time_us : Number.NaN
}
