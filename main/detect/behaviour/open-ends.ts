/** When the flows that are open end: a binary heap, the first end on top. */
export class OpenEnds {
  readonly #ends_us: number[] = []

  get size(): number {
    return this.#ends_us.length
  }

  add(end_us: number): void {
    const ends_us = this.#ends_us
    let at = ends_us.push(end_us) - 1
    while (at > 0) {
      const above = (at - 1) >> 1
      const above_us = ends_us[above]!
      if (above_us <= end_us) break
      ends_us[at] = above_us
      at = above
    }
    ends_us[at] = end_us
  }

  /** Takes out the ends before a time. */
  keepFrom(time_us: number): void {
    while (this.#ends_us.length > 0 && this.#ends_us[0]! < time_us) this.#dropFirst()
  }

  #dropFirst(): void {
    const ends_us = this.#ends_us
    const last_us = ends_us.pop()!
    const size = ends_us.length
    if (size === 0) return
    let at = 0
    for (let below = 1; below < size; below = at * 2 + 1) {
      if (below + 1 < size && ends_us[below + 1]! < ends_us[below]!) below += 1
      const below_us = ends_us[below]!
      if (below_us >= last_us) break
      ends_us[at] = below_us
      at = below
    }
    ends_us[at] = last_us
  }
}
