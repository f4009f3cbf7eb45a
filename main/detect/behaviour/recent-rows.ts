/** Flows of the last while, oldest first: their times and rows, in a ring. Most keys have one flow, so a short one is light. */
export class RecentRows {
  /** Times and rows in turn; room for a power of two of flows. */
  #flows: number[] | null = null
  #head = 0
  #size = 0
  /** How many of the oldest were handed over before. */
  #handed = 0

  get size(): number {
    return this.#size
  }

  /** Time of the flow that is `back` flows before the newest; NaN when there is none. */
  timeBefore(back: number): number {
    const flows = this.#flows
    if (flows === null || back >= this.#size) return NaN
    return flows[((this.#head + this.#size - 1 - back) * 2) & (flows.length - 1)]!
  }

  /** @param most flows kept; of more, the oldest goes */
  add(time_us: number, row: number, most: number): void {
    if (this.#size >= most) this.#drop()
    let flows = this.#flows
    if (flows === null) flows = this.#flows = [NaN, NaN]
    else if (this.#size * 2 === flows.length) flows = this.#grow(flows)
    const at = ((this.#head + this.#size) * 2) & (flows.length - 1)
    flows[at] = time_us
    flows[at + 1] = row
    this.#size += 1
  }

  /** Drops flows before a time. */
  keepFrom(time_us: number): void {
    const flows = this.#flows
    if (flows === null) return
    while (this.#size > 0 && flows[(this.#head * 2) & (flows.length - 1)]! < time_us) this.#drop()
  }

  /** Hands over those that were not handed over before, oldest first; they still count. */
  handOver(take: (row: number, time_us: number) => void): void {
    const flows = this.#flows
    if (flows === null) return
    for (; this.#handed < this.#size; this.#handed += 1) {
      const at = ((this.#head + this.#handed) * 2) & (flows.length - 1)
      take(flows[at + 1]!, flows[at]!)
    }
  }

  #drop(): void {
    if (this.#size === 0) return
    this.#head += 1
    this.#size -= 1
    if (this.#handed > 0) this.#handed -= 1
  }

  #grow(flows: readonly number[]): number[] {
    const start = (this.#head * 2) & (flows.length - 1)
    const grown = [...flows.slice(start), ...flows.slice(0, start), ...flows.map(() => NaN)]
    this.#flows = grown
    this.#head = 0
    return grown
  }
}
