/**
 * Distinct numbers (ports, hosts) first met in the last while, oldest first. They are few, so a search from the front is
 * faster than a table, and an empty one is light.
 */
export class RecentSet {
  /** Numbers, and when they were met, in turn; what is behind the size is left over. */
  #met: number[] | null = null
  #size = 0

  get size(): number {
    return this.#size
  }

  has(value: number): boolean {
    return this.#find(value) >= 0
  }

  /** Whether the number is new. @param most numbers kept; of more, the oldest goes */
  add(value: number, time_us: number, most: number): boolean {
    if (this.#find(value) >= 0) return false
    if (this.#size >= most) this.#remove(0, this.#size - most + 1)
    this.#met ??= []
    const at = this.#size * 2
    this.#met[at] = value
    this.#met[at + 1] = time_us
    this.#size += 1
    return true
  }

  delete(value: number): void {
    const at = this.#find(value)
    if (at >= 0) this.#remove(at, 1)
  }

  /** Drops what was met before a time. */
  keepFrom(time_us: number): void {
    const met = this.#met
    if (met === null) return
    let passed = 0
    while (passed < this.#size && met[passed * 2 + 1]! < time_us) passed += 1
    if (passed > 0) this.#remove(0, passed)
  }

  countSince(time_us: number): number {
    const met = this.#met
    let count = 0
    if (met !== null) while (count < this.#size && met[(this.#size - count) * 2 - 1]! >= time_us) count += 1
    return count
  }

  values(): number[] {
    return this.#met?.slice(0, this.#size * 2).filter((_, at) => at % 2 === 0) ?? []
  }

  /** Place of a number; -1 when it was not met. */
  #find(value: number): number {
    const met = this.#met
    if (met !== null) for (let at = 0; at < this.#size; at += 1) if (met[at * 2] === value) return at
    return -1
  }

  #remove(first: number, count: number): void {
    const met = this.#met
    if (met === null) return
    for (let at = first * 2; at < (this.#size - count) * 2; at += 1) met[at] = met[at + count * 2]!
    this.#size -= count
  }
}
