/** Flows held back to be put in order of time. A flow that comes later than this many flows behind its place is too late. */
export const HELD_FLOWS = 65_536

/** Numbers kept of each flow. */
export const HELD_NUMBERS = 11

/**
 * Flows that wait, column by column. CICFlowMeter writes a flow when it ends, so rows are in no strict order of their start;
 * detectors see them in one. Flows of the same microsecond are put in an order of what is in them, so that the order of rows
 * changes nothing.
 */
export class OrderWindow {
  readonly #times = new Float64Array(HELD_FLOWS)
  readonly #rows = new Float64Array(HELD_FLOWS)
  readonly #numbers = Array.from({ length: HELD_NUMBERS }, () => new Float64Array(HELD_FLOWS))
  readonly #keys = new Float64Array(HELD_FLOWS)
  #size = 0
  #released_us = -Infinity
  /** Flows that came too late to be put in order; they were not given on. */
  late = 0

  get numbers(): readonly Float64Array[] {
    return this.#numbers
  }

  get is_full(): boolean {
    return this.#size === HELD_FLOWS
  }

  /** Place in {@link numbers} for what is known of a flow; -1 when it is too late. The window must not be full. */
  add(time_us: number, row: number): number {
    if (time_us < this.#released_us) {
      this.late += 1
      return -1
    }
    const at = this.#size
    this.#times[at] = time_us
    this.#rows[at] = row
    this.#size += 1
    return at
  }

  /** Gives on the earlier half, or all, in order. @param take gets the place of each flow in {@link numbers} */
  release(is_all: boolean, take: (at: number, time_us: number, row: number) => void): void {
    const size = this.#size
    const order = this.#order()
    const count = is_all ? size : size >> 1
    for (let place = 0; place < count; place += 1) {
      const at = order[place]!
      take(at, this.#times[at]!, this.#rows[at]!)
    }
    if (count > 0) this.#released_us = this.#times[order[count - 1]!]!
    this.#keep(order.subarray(count, size))
  }

  #order(): Uint32Array {
    const size = this.#size
    const times = this.#times
    const order = new Uint32Array(size)
    let is_sorted = true
    let [first, last] = [Infinity, -Infinity]
    for (let at = 0; at < size; at += 1) {
      order[at] = at
      const time = times[at]!
      if (time < last) is_sorted = false
      if (time < first) first = time
      if (time > last) last = time
    }
    if (!is_sorted) {
      if (last - first < 2 ** 36) {
        // Time and place in one number, for the sort of numbers is many times as fast.
        const keys = this.#keys.subarray(0, size)
        for (let at = 0; at < size; at += 1) keys[at] = (times[at]! - first) * HELD_FLOWS + at
        keys.sort()
        for (let at = 0; at < size; at += 1) order[at] = keys[at]! % HELD_FLOWS
      } else order.sort((one, other) => times[one]! - times[other]! || one - other)
    }
    this.#orderEqualTimes(order)
    return order
  }

  #orderEqualTimes(order: Uint32Array): void {
    const times = this.#times
    for (let start = 0; start < order.length;) {
      let end = start + 1
      while (end < order.length && times[order[end]!] === times[order[start]!]) end += 1
      if (end - start > 1) order.subarray(start, end).sort((one, other) => this.#compare(one, other))
      start = end
    }
  }

  #compare(one: number, other: number): number {
    for (const column of this.#numbers) {
      const difference = column[one]! - column[other]!
      if (difference !== 0 && !Number.isNaN(difference)) return difference
    }
    return this.#rows[one]! - this.#rows[other]!
  }

  /** Moves what stays to the front, in its order. */
  #keep(order: Uint32Array): void {
    const moved = new Float64Array(order.length)
    for (const column of [this.#times, this.#rows, ...this.#numbers]) {
      for (let place = 0; place < order.length; place += 1) moved[place] = column[order[place]!]!
      column.set(moved)
    }
    this.#size = order.length
  }
}
