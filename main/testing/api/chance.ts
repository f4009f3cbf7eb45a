import { Random } from '../../training/random.ts'

/** Choices that a seed decides. */
export class Chance {
  readonly #random: Random

  constructor(seed: number) {
    this.#random = new Random(seed, 7)
  }

  below(count: number): number {
    return this.#random.below(count)
  }

  is(probability: number): boolean {
    return this.#random.fraction() < probability
  }

  pick<Value>(values: readonly Value[]): Value {
    if (values.length === 0) throw new RangeError('there is nothing to pick from')
    return values[this.below(values.length)] as Value
  }
}
