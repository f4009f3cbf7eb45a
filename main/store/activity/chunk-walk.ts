/** Some flows that are counted together. */
interface WalkPlace {
  readonly id: number
  readonly rows: number
}

/** Goes through chunks once each, as long as there is time, and on from there the next time. */
export class ChunkWalk<Place extends WalkPlace> {
  readonly #look: (place: Place) => void
  readonly #known = new Set<number>()
  readonly #left: Place[] = []
  #rows = 0
  #rows_done = 0

  constructor(look: (place: Place) => void) {
    this.#look = look
  }

  /** Share of the flows that were looked at, or passed over. */
  get progress(): number {
    return this.#left.length === 0 ? 1 : this.#rows_done / this.#rows
  }

  /** Adds places that it does not know yet. */
  extend(places: Iterable<Place>): void {
    for (const place of places) {
      if (this.#known.has(place.id)) continue
      this.#known.add(place.id)
      this.#left.push(place)
      this.#rows += place.rows
    }
  }

  /** Looks at one place at least, where one is left. */
  advance(until_ms: number): void {
    for (let place = this.#left.pop(); place !== undefined; place = this.#left.pop()) {
      this.#look(place)
      this.#rows_done += place.rows
      if (performance.now() >= until_ms) return
    }
  }
}
