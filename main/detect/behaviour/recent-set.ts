/** Distinct numbers (ports, hosts) first met in the last while, oldest first; of more than `most`, the oldest goes. */
export class RecentSet {
  readonly #since = new Map<number, number>()
  readonly #most: number

  constructor(most: number) {
    this.#most = most
  }

  get size(): number {
    return this.#since.size
  }

  has(value: number): boolean {
    return this.#since.has(value)
  }

  /** Whether the number is new. */
  add(value: number, time_us: number): boolean {
    if (this.#since.has(value)) return false
    this.#since.set(value, time_us)
    if (this.#since.size > this.#most) {
      for (const oldest of this.#since.keys()) {
        this.#since.delete(oldest)
        break
      }
    }
    return true
  }

  delete(value: number): void {
    this.#since.delete(value)
  }

  /** Drops what was met before a time. */
  keepFrom(time_us: number): void {
    for (const [value, since_us] of this.#since) {
      if (since_us >= time_us) return
      this.#since.delete(value)
    }
  }

  countSince(time_us: number): number {
    let count = 0
    for (const since_us of this.#since.values()) if (since_us >= time_us) count += 1
    return count
  }

  values(): Iterable<number> {
    return this.#since.keys()
  }
}
