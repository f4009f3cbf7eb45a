/** Keys that are counted at once; of more, those with the smallest counts are let go. */
const MOST_KEYS = 1 << 17

/** The numbers of a key; the first one is what keys are ranked by. */
export interface Counted<Key> {
  readonly key: Key
  readonly figures: readonly number[]
}

/**
 * Adds up numbers by key in bounded memory. While there was room for all keys the numbers are exact; after that they are
 * the least that is certain, since a key that was let go begins again at 0.
 */
export class TopCounts<Key extends string | number> {
  /** Whether there was room for every key. */
  is_exact = true
  readonly #most_keys: number
  #figures = new Map<Key, number[]>()

  constructor(most_keys = MOST_KEYS) {
    this.#most_keys = most_keys
  }

  /** Keys that are counted: all there are while that is exact. */
  get size(): number {
    return this.#figures.size
  }

  add(key: Key, amounts: readonly number[]): void {
    const figures = this.#figures.get(key)
    if (figures !== undefined) {
      for (let at = 0; at < amounts.length; at += 1) figures[at]! += amounts[at]!
      return
    }
    if (this.#figures.size >= this.#most_keys) this.#letGo()
    this.#figures.set(key, [...amounts])
  }

  /** Those with the most, of equals the first in order. */
  most(count: number): Counted<Key>[] {
    const best: Counted<Key>[] = []
    for (const [key, figures] of this.#figures) {
      const worst = best.at(-1)
      const counted = { key, figures }
      if (best.length === count && worst !== undefined && ranks(worst, counted) < 0) continue
      const place = best.findIndex((other) => ranks(counted, other) < 0)
      best.splice(place < 0 ? best.length : place, 0, counted)
      if (best.length > count) best.pop()
    }
    return best
  }

  #letGo(): void {
    this.is_exact = false
    const counts = Float64Array.from(this.#figures.values(), ([first = 0]) => first).sort()
    const limit = counts[counts.length >>> 1] ?? 0
    for (const [key, [first = 0]] of this.#figures) if (first <= limit) this.#figures.delete(key)
  }
}

/** Below 0 where one comes before the other. */
function ranks<Key extends string | number>(one: Counted<Key>, other: Counted<Key>): number {
  const difference = (other.figures[0] ?? 0) - (one.figures[0] ?? 0)
  if (difference !== 0) return difference
  return one.key < other.key ? -1 : 1
}
