const HIGH = 4_294_967_296

/** Reads the time stamps of one interface. */
export class TimeReader {
  /** Nanoseconds that were cut off the time that was read last. */
  rest_ns = 0
  readonly #power: bigint
  readonly #offset_us: bigint
  readonly #is_exact: boolean
  /** Ticks of a microsecond, where all is exact. */
  readonly #divisor: number
  readonly #small_offset_us: number

  /**
   * @param resolution option `if_tsresol`: a negative power of ten, or of two with the top bit set
   * @param offset_s option `if_tsoffset`
   */
  constructor(resolution: number, offset_s: bigint) {
    const is_small_offset = offset_s > -(1n << 32n) && offset_s < 1n << 32n
    const exponent = BigInt(resolution & 0x7f)
    this.#power = (resolution & 0x80) === 0 ? 10n ** exponent : 1n << exponent
    this.#offset_us = offset_s * 1_000_000n
    // The remainder of the upper half must stay below 2^53 with the lower half behind it.
    this.#is_exact = is_small_offset && resolution >= 6 && resolution <= 12
    this.#divisor = 10 ** (resolution - 6)
    this.#small_offset_us = Number(offset_s) * 1_000_000
  }

  /** Microseconds since 1970 of a time stamp in two halves, cut down; NaN when no float holds it exactly. */
  read(high: number, low: number): number {
    if (!this.#is_exact) return this.#readLarge(high, low)
    const divisor = this.#divisor
    const whole = Math.floor(high / divisor)
    const rest = (high - whole * divisor) * HIGH + low
    const rest_us = Math.floor(rest / divisor)
    this.rest_ns = divisor === 1 ? 0 : Math.floor(((rest - rest_us * divisor) * 1000) / divisor)
    return inRange(whole * HIGH + rest_us + this.#small_offset_us)
  }

  #readLarge(high: number, low: number): number {
    const scaled = ((BigInt(high) << 32n) | BigInt(low)) * 1_000_000_000n
    const time_ns = scaled / this.#power
    this.rest_ns = Number(time_ns % 1000n)
    return inRange(Number(time_ns / 1000n + this.#offset_us))
  }
}

function inRange(time_us: number): number {
  return time_us >= 0 && time_us <= Number.MAX_SAFE_INTEGER ? time_us : Number.NaN
}
