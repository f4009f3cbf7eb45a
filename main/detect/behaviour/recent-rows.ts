/** Flows of the last while, oldest first: their times and rows. Most keys have one flow, so an empty one is light. */
export class RecentRows {
  /** Times and rows in turn. */
  #flows: number[] | null = null
  #head = 0
  /** Place of the first flow that was not handed over. */
  #fresh = 0

  get size(): number {
    return this.#flows === null ? 0 : this.#flows.length / 2 - this.#head
  }

  /** Time of the flow that is `back` flows before the newest; NaN when there is none. */
  timeBefore(back: number): number {
    const flows = this.#flows
    if (flows === null) return NaN
    const at = flows.length / 2 - 1 - back
    return at < this.#head ? NaN : flows[at * 2]!
  }

  /** @param most flows kept; of more, the oldest goes */
  add(time_us: number, row: number, most: number): void {
    if (this.#flows === null) {
      this.#flows = [time_us, row]
      return
    }
    this.#flows.push(time_us, row)
    if (this.size > most) this.#drop(this.#flows)
  }

  /** Drops flows before a time. */
  keepFrom(time_us: number): void {
    const flows = this.#flows
    if (flows === null) return
    while (this.#head * 2 < flows.length && flows[this.#head * 2]! < time_us) this.#drop(flows)
  }

  /** Hands over those that were not handed over before, oldest first; they still count. */
  handOver(take: (row: number, time_us: number) => void): void {
    const flows = this.#flows
    if (flows === null) return
    const count = flows.length / 2
    for (let at = Math.max(this.#fresh, this.#head); at < count; at += 1) take(flows[at * 2 + 1]!, flows[at * 2]!)
    this.#fresh = count
  }

  /** The array shrinks in place once half of it is passed. */
  #drop(flows: number[]): void {
    this.#head += 1
    const size = flows.length / 2 - this.#head
    if (size > this.#head || this.#head < 16) return
    flows.splice(0, this.#head * 2)
    this.#fresh = Math.max(0, this.#fresh - this.#head)
    this.#head = 0
  }
}
