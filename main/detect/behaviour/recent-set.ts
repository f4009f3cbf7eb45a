/**
 * Distinct numbers (ports, hosts) first met in the last while, oldest first. They are few, so a search from the front is
 * faster than a table, and an empty one is light.
 */
export class RecentSet {
  /** Numbers, and when they were met, in turn. */
  #met: number[] | null = null

  get size(): number {
    return this.#met === null ? 0 : this.#met.length / 2
  }

  has(value: number): boolean {
    return this.#find(value) >= 0
  }

  /** Whether the number is new. @param most numbers kept; of more, the oldest goes */
  add(value: number, time_us: number, most: number): boolean {
    if (this.#met === null) {
      this.#met = [value, time_us]
      return true
    }
    if (this.#find(value) >= 0) return false
    this.#met.push(value, time_us)
    if (this.size > most) this.#met.splice(0, 2)
    return true
  }

  delete(value: number): void {
    const at = this.#find(value)
    if (at >= 0) this.#met!.splice(at, 2)
  }

  /** Drops what was met before a time. */
  keepFrom(time_us: number): void {
    const met = this.#met
    if (met === null) return
    let passed = 0
    while (passed < met.length && met[passed + 1]! < time_us) passed += 2
    if (passed > 0) met.splice(0, passed)
  }

  countSince(time_us: number): number {
    const met = this.#met
    let count = 0
    if (met !== null) for (let at = met.length - 1; at > 0 && met[at]! >= time_us; at -= 2) count += 1
    return count
  }

  values(): number[] {
    return this.#met?.filter((_, at) => at % 2 === 0) ?? []
  }

  #find(value: number): number {
    const met = this.#met
    if (met !== null) for (let at = 0; at < met.length; at += 2) if (met[at] === value) return at
    return -1
  }
}
