/** Flows of the last while, oldest first: their times and rows. */
export class RecentRows {
  #times: number[] = []
  #rows: number[] = []
  #head = 0
  /** Place of the first flow that was not handed over. */
  #fresh = 0
  readonly #most: number

  /** @param most flows kept; of more, the oldest goes */
  constructor(most: number) {
    this.#most = most
  }

  get size(): number {
    return this.#times.length - this.#head
  }

  /** Time of the flow that is `back` flows before the newest; NaN when there is none. */
  timeBefore(back: number): number {
    const at = this.#times.length - 1 - back
    return at < this.#head ? NaN : this.#times[at]!
  }

  add(time_us: number, row: number): void {
    this.#times.push(time_us)
    this.#rows.push(row)
    if (this.size > this.#most) this.#drop()
  }

  /** Drops flows before a time. */
  keepFrom(time_us: number): void {
    while (this.#head < this.#times.length && this.#times[this.#head]! < time_us) this.#drop()
  }

  /** Hands over those that were not handed over before, oldest first; they still count. */
  handOver(take: (row: number, time_us: number) => void): void {
    for (let at = Math.max(this.#fresh, this.#head); at < this.#times.length; at += 1) {
      take(this.#rows[at]!, this.#times[at]!)
    }
    this.#fresh = this.#times.length
  }

  #drop(): void {
    this.#head += 1
    if (this.#head * 2 < this.#times.length || this.#head < 16) return
    this.#times = this.#times.slice(this.#head)
    this.#rows = this.#rows.slice(this.#head)
    this.#fresh = Math.max(0, this.#fresh - this.#head)
    this.#head = 0
  }
}
