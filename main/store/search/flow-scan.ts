import type { PredictionCursor } from '../flows.ts'

/** Flows that are looked at together. */
export interface ScanPlace {
  /** None of them is newer than this one. */
  readonly newest: PredictionCursor
  readonly rows: number
}

/** What a scan takes from a place. */
export interface ScanTaker {
  /** Whether a flow would be taken: it is neither given out already nor too old to be kept. */
  readonly isOpenFor: (timestamp_us: number, id: number) => boolean
  readonly take: (timestamp_us: number, id: number) => void
}

export function isNewer(one: PredictionCursor, other: PredictionCursor): boolean {
  return one.timestamp_us > other.timestamp_us || (one.timestamp_us === other.timestamp_us && one.id > other.id)
}

/**
 * A search through flows, newest first, that can stop after any place and go on later. Found flows are given out once no
 * place that is left can have a newer one.
 */
export class FlowScan<Place extends ScanPlace> {
  /** Flows that are older than this one are still to be given out. */
  position: PredictionCursor
  /** Flows found since the scan began. */
  matches = 0
  readonly #places: readonly Place[]
  readonly #look: (place: Place, taker: ScanTaker) => void
  readonly #keep: number
  readonly #rows: number
  #rows_done = 0
  #next = 0
  /** Newest first. */
  readonly #found: PredictionCursor[] = []
  /** The oldest flow that was kept when others were let go: what is older takes a scan that begins there. */
  #floor: PredictionCursor | undefined

  /**
   * @param places those with the newest flow first
   * @param before where the scan begins: that flow is not part of it
   * @param keep flows that are kept at once
   */
  constructor(
    places: readonly Place[],
    before: PredictionCursor,
    keep: number,
    look: (place: Place, taker: ScanTaker) => void,
  ) {
    this.position = before
    this.#places = places
    this.#keep = keep
    this.#look = look
    this.#rows = places.reduce((sum, { rows }) => sum + rows, 0)
  }

  /** Whether every place was looked at, so that `matches` counts all flows there are. */
  get isWhole(): boolean {
    return this.#next === this.#places.length && this.#floor === undefined
  }

  /** Whether a page of so many flows takes another scan: of those that this one may keep there are too few. */
  isSpentFor(limit: number): boolean {
    return this.isWhole ? this.#found.length === 0 : this.#isFull && this.#found.length < limit
  }

  /** Share of the flows that were looked at, or passed over because none of them can match. */
  get progress(): number {
    return this.#rows === 0 ? 1 : this.#rows_done / this.#rows
  }

  /** Looks at places until so many flows are certain, all are done or the time is up; at one place at least. */
  advance(limit: number, until_ms: number): void {
    while (this.#next < this.#places.length && !this.#isFull && !this.#isCertain(limit - 1)) {
      const place = this.#places[this.#next]!
      this.#next += 1
      this.#rows_done += place.rows
      this.#look(place, { isOpenFor: this.#isOpenFor, take: this.#take })
      if (performance.now() >= until_ms) return
    }
  }

  /** The next flows that are certain, and where to go on; null at the end. */
  give(limit: number): { found: PredictionCursor[]; next: PredictionCursor | null } {
    let certain = 0
    while (certain < limit && this.#isCertain(certain)) certain += 1
    const found = this.#found.splice(0, certain)
    const last = found.at(-1)
    if (last !== undefined) this.position = last
    else this.#moveOn()
    return { found, next: this.isWhole && this.#found.length === 0 ? null : this.position }
  }

  /** Everything newer than the places that are left was given out. */
  #moveOn(): void {
    const bound = this.#bound
    if (bound === undefined || this.#isFull) return
    const beyond = { timestamp_us: bound.timestamp_us, id: bound.id + 1 }
    if (isNewer(this.position, beyond)) this.position = beyond
  }

  /** No place that is left has a newer flow than this; undefined when none is left. */
  get #bound(): PredictionCursor | undefined {
    return this.#places[this.#next]?.newest
  }

  /** Whether no place that is left has a flow that would be kept. */
  get #isFull(): boolean {
    const bound = this.#bound
    return this.#floor !== undefined && (bound === undefined || !isNewer(bound, this.#floor))
  }

  #isCertain(at: number): boolean {
    const found = this.#found[at]
    const bound = this.#bound
    return found !== undefined && (bound === undefined || isNewer(found, bound))
  }

  readonly #isOpenFor = (timestamp_us: number, id: number): boolean => {
    const { position } = this
    if (timestamp_us > position.timestamp_us || (timestamp_us === position.timestamp_us && id >= position.id))
      return false
    const floor = this.#floor
    return (
      floor === undefined || timestamp_us > floor.timestamp_us || (timestamp_us === floor.timestamp_us && id > floor.id)
    )
  }

  readonly #take = (timestamp_us: number, id: number): void => {
    this.matches += 1
    const found = this.#found
    const flow = { timestamp_us, id }
    let low = 0
    let high = found.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (isNewer(found[middle]!, flow)) low = middle + 1
      else high = middle
    }
    found.splice(low, 0, flow)
    if (found.length <= this.#keep) return
    found.pop()
    this.#floor = found.at(-1)
  }
}
