import { MINUTE_US } from './conversation.ts'

const BUCKETS = 1 << 16

/**
 * Rough rates of many keys in little memory: flows a minute, with those of earlier minutes halved each minute. Keys that share
 * a bucket are counted together, so a rate may be too high and is never too low. It tells the few keys that are worth a state
 * of their own from the many that are not.
 */
export class RateSketch {
  /** Minute of the last flow and the count, in turn. */
  readonly #buckets = new Float64Array(BUCKETS * 2)

  /** Counts a flow, and answers the rate with it. */
  add(first: number, second: number, third: number, time_us: number): number {
    let hash = Math.imul(first | 0, 0x9e3779b1) ^ Math.imul(second | 0, 0x85ebca6b) ^ Math.imul(third, 0xc2b2ae35)
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
    const at = ((hash ^ (hash >>> 13)) & (BUCKETS - 1)) * 2
    const minute = Math.floor(time_us / MINUTE_US)
    const passed = minute - this.#buckets[at]!
    const before = this.#buckets[at + 1]!
    const count = (passed === 0 ? before : passed < 16 ? Math.floor(before / 2 ** passed) : 0) + 1
    this.#buckets[at] = minute
    this.#buckets[at + 1] = count
    return count
  }
}
