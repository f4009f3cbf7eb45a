import { Random } from '../../main/training/random.ts'

/** Draws from the distributions that traffic follows; equal seeds give equal draws. */
export class Dice {
  readonly #random: Random

  constructor(seed: number, stream: number) {
    this.#random = new Random(seed, stream)
  }

  chance(probability: number): boolean {
    return this.#random.fraction() < probability
  }

  /** Uniform integer from `low` to `high`, both included. */
  integer(low: number, high: number): number {
    return low + this.#random.below(high - low + 1)
  }

  /** Log-normal integer: half of the draws lie below the median, two thirds within a factor of e^spread. */
  around(median: number, spread: number): number {
    return Math.max(1, Math.round(median * Math.exp(spread * this.#normal())))
  }

  pick<T>(values: readonly [T, ...T[]]): T {
    return values[this.#random.below(values.length)] ?? values[0]
  }

  #normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.#random.fraction()))
    return radius * Math.cos(2 * Math.PI * this.#random.fraction())
  }
}
