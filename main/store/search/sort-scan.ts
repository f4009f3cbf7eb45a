import type { FlowOrder, SortValue } from './sort-value.ts'

/** A flow with what it is sorted by. */
export interface SortedFlow {
  readonly value: SortValue
  readonly id: number
}

type Direction = FlowOrder['direction']

/** Which of two flows comes first, as `Array.sort` has it; of equal ones the newer one, and what has no value is last. */
export function compareSorted(one: SortedFlow, other: SortedFlow, direction: Direction): number {
  return comparePlace(one.value, one.id, other, direction)
}

/** The same without an object for a flow that may not be kept: most are not. */
function comparePlace(value: SortValue, id: number, other: SortedFlow, direction: Direction): number {
  const order = compareValues(value, other.value, direction)
  return order === 0 ? other.id - id : order
}

function compareValues(one: SortValue, other: SortValue, direction: Direction): number {
  if (one === other) return 0
  if (one === null) return 1
  if (other === null) return -1
  const sign = direction === 'asc' ? 1 : -1
  if (typeof one !== typeof other) return typeof one === 'number' ? -sign : sign
  return one < other ? -sign : sign
}

/** What a scan takes from a place. */
export interface SortTaker {
  /** Counts so many flows that match. */
  readonly count: (flows: number) => void
  /** Takes a flow, unless it was given out already or comes too late to be kept. */
  readonly offer: (value: SortValue, id: number) => void
  /** The last of the flows that are kept, once there are as many as may be: what comes after it is not kept. */
  readonly last: () => SortedFlow | undefined
}

/**
 * Sorts flows by looking at all of them, keeping only those that come first, and can stop after any place and go on later.
 * Nothing is given out before the last place was looked at.
 */
export class SortScan<Place extends { readonly rows: number }> {
  /** The flow that was given out last; null before the first. */
  position: SortedFlow | null
  /** Flows that match, given out already or not. */
  matches = 0
  readonly #places: readonly Place[]
  readonly #look: (place: Place, taker: SortTaker) => void
  readonly #keep: number
  readonly #direction: Direction
  readonly #rows: number
  #rows_done = 0
  #next = 0
  /** In order once it was cut; new ones follow. */
  #found: SortedFlow[] = []
  #last: SortedFlow | undefined
  #has_let_go = false

  /**
   * @param after the flow that the scan goes on behind
   * @param keep flows that are kept
   */
  constructor(
    places: readonly Place[],
    after: SortedFlow | null,
    keep: number,
    direction: Direction,
    look: (place: Place, taker: SortTaker) => void,
  ) {
    this.position = after
    this.#places = places
    this.#keep = keep
    this.#direction = direction
    this.#look = look
    this.#rows = places.reduce((sum, { rows }) => sum + rows, 0)
  }

  get isWhole(): boolean {
    return this.#next === this.#places.length
  }

  /** Whether a page of so many flows takes another scan: this one kept too few of them. */
  isSpentFor(limit: number): boolean {
    return this.isWhole && this.#has_let_go && this.#found.length < limit
  }

  /** Whether there is nothing left to give. */
  get isDone(): boolean {
    return this.isWhole && this.#found.length === 0
  }

  /** Share of the flows that were looked at. */
  get progress(): number {
    return this.#rows === 0 ? 1 : this.#rows_done / this.#rows
  }

  /** Looks at places until all are done or the time is up; at one place at least. */
  advance(until_ms: number): void {
    if (this.isWhole) return
    const taker: SortTaker = {
      count: (flows) => {
        this.matches += flows
      },
      offer: this.#offer,
      last: () => this.#last,
    }
    while (this.#next < this.#places.length) {
      const place = this.#places[this.#next]!
      this.#next += 1
      this.#rows_done += place.rows
      this.#look(place, taker)
      if (performance.now() >= until_ms) break
    }
    if (this.#next === this.#places.length) this.#cut()
  }

  /** The next flows in order, none while the scan is under way, and whether more follow. */
  give(limit: number): { found: SortedFlow[]; has_more: boolean } {
    if (!this.isWhole) return { found: [], has_more: true }
    const found = this.#found.splice(0, limit)
    this.position = found.at(-1) ?? this.position
    return { found, has_more: this.#found.length > 0 || this.#has_let_go }
  }

  readonly #offer = (value: SortValue, id: number): void => {
    if (this.position !== null && comparePlace(value, id, this.position, this.#direction) <= 0) return
    if (this.#last !== undefined && comparePlace(value, id, this.#last, this.#direction) > 0) {
      this.#has_let_go = true
      return
    }
    this.#found.push({ value, id })
    if (this.#found.length >= 2 * this.#keep) this.#cut()
  }

  #cut(): void {
    this.#found.sort((one, other) => compareSorted(one, other, this.#direction))
    if (this.#found.length <= this.#keep) return
    this.#has_let_go = true
    this.#found.length = this.#keep
    this.#last = this.#found.at(-1)
  }
}
