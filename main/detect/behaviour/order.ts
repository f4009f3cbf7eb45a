/** Flows held back to be put in order of time. A flow that comes later than this many flows behind its place is too late. */
export const HELD_FLOWS = 65_536

/** Numbers kept of each flow. */
export const HELD_NUMBERS = 11

/** Flows of one time up to which insertion sorts them faster. */
const MOST_INSERTED = 24

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
  #sorted: Uint32Array = new Uint32Array()
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

  /** Times of the flows that wait, by place. */
  get times(): Float64Array {
    return this.#times
  }

  /** Rows of the flows that wait, by place. */
  get rows(): Float64Array {
    return this.#rows
  }

  /** Places of the earlier half, or of all, in order; {@link drop} them when they are done with. */
  earlier(is_all: boolean): Uint32Array {
    this.#sorted = this.#order()
    return this.#sorted.subarray(0, is_all ? this.#size : this.#size >> 1)
  }

  /** Drops the first flows of the order that {@link earlier} answered. */
  drop(count: number): void {
    const order = this.#sorted
    if (count > 0) this.#released_us = this.#times[order[count - 1]!]!
    this.#keep(order.subarray(count, this.#size))
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
      const time_us = times[order[start]!]!
      let end = start + 1
      while (end < order.length && times[order[end]!] === time_us) end += 1
      if (end - start > MOST_INSERTED) order.subarray(start, end).sort((one, other) => this.#compare(one, other))
      else if (end - start > 1) this.#insertInOrder(order, start, end)
      start = end
    }
  }

  /** Sorts by insertion: for few flows, a call of the sort of arrays costs more. */
  #insertInOrder(order: Uint32Array, start: number, end: number): void {
    for (let place = start + 1; place < end; place += 1) {
      const flow = order[place]!
      let before = place - 1
      for (; before >= start && this.#compare(order[before]!, flow) > 0; before -= 1) order[before + 1] = order[before]!
      order[before + 1] = flow
    }
  }

  #compare(one: number, other: number): number {
    const columns = this.#numbers
    for (let number = 0; number < HELD_NUMBERS; number += 1) {
      const column = columns[number]!
      const [first, second] = [column[one]!, column[other]!]
      if (first < second) return -1
      if (first > second) return 1
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
