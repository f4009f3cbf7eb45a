import type { PlacedRecord } from './record-columns.ts'

/** A record that waits for its other direction. */
export interface WaitingRecord {
  readonly key: string
  readonly placed: PlacedRecord
  /** How many conversations were given on before it came. */
  readonly given_before: number
}

interface Place extends WaitingRecord {
  is_gone: boolean
}

/** So many places of records that are gone stay before the others move up. */
const MOST_GONE = 1024

/** Records that wait, in the order in which they came: of all, and of those with one key. Each step takes constant time. */
export class WaitingRecords {
  readonly #by_key = new Map<string, Place[]>()
  #places: Place[] = []
  /** Where in the places the first one is that may still wait. */
  #begin = 0
  #count = 0

  get count(): number {
    return this.#count
  }

  /** @param given_before how many conversations were given on before it came */
  add(key: string, placed: PlacedRecord, given_before: number): void {
    const place: Place = { key, placed, given_before, is_gone: false }
    const same = this.#by_key.get(key)
    if (same === undefined) this.#by_key.set(key, [place])
    else same.push(place)
    this.#places.push(place)
    this.#count += 1
  }

  /** Those with a key, the oldest first. */
  withKey(key: string): readonly WaitingRecord[] {
    return this.#by_key.get(key) ?? []
  }

  remove(record: WaitingRecord): void {
    const same = this.#by_key.get(record.key) ?? []
    const at = same.findIndex((each) => each === record)
    if (at < 0) return
    for (const place of same.splice(at, 1)) place.is_gone = true
    if (same.length === 0) this.#by_key.delete(record.key)
    this.#count -= 1
  }

  /** The one that came first; undefined when none waits. */
  oldest(): WaitingRecord | undefined {
    while (this.#places[this.#begin]?.is_gone === true) this.#begin += 1
    if (this.#begin > MOST_GONE && this.#begin * 2 > this.#places.length) {
      this.#places = this.#places.slice(this.#begin)
      this.#begin = 0
    }
    return this.#places[this.#begin]
  }
}
