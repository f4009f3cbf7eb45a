import { HELD_FLOWS, HeldFlows } from './held-flows.ts'

/**
 * After the end of a segment, flows that began up to so long before it are taken as if they began at its end: flow meters
 * write a flow when it is over, and CICFlowMeter ends one after two minutes.
 */
const LATEST_OF_SEGMENT_US = 180e6

/** Flows of one time up to which insertion sorts them faster. */
const MOST_INSERTED = 24

/**
 * Flows that wait. CICFlowMeter writes a flow when it ends, so rows are in no strict order of their start; detectors see them
 * in one. Flows of the same microsecond are put in an order of what is in them, so that the order of rows changes nothing.
 */
export class OrderWindow {
  readonly flows = new HeldFlows()
  /** Places in the columns: those of the flows that wait, then free ones. */
  readonly #places = counted(HELD_FLOWS)
  readonly #keys = new Float64Array(HELD_FLOWS)
  #size = 0
  /** How many of the places are in order of time, from the last time. */
  #sorted = 0
  #released_us = -Infinity
  /** Flows before this time are too late. */
  #closed_us = -Infinity
  /** Flows that came too late to be put in order; they were not given on. */
  late = 0

  get is_full(): boolean {
    return this.#size === HELD_FLOWS
  }

  /** Place in {@link flows} for what is known of a flow; -1 when it is too late. The window must not be full. */
  add(time_us: number, row: number): number {
    if (time_us < this.#closed_us) {
      this.late += 1
      return -1
    }
    const place = this.#places[this.#size]!
    this.flows.time_us[place] = Math.max(time_us, this.#released_us)
    this.flows.row[place] = row
    this.#size += 1
    return place
  }

  /** Places of the earlier half, or of all, in order; {@link drop} them when they are done with. */
  earlier(is_all: boolean): Uint32Array {
    const places = this.#places.subarray(0, this.#size)
    const { time_us } = this.flows
    if (!isSorted(places, time_us)) {
      const added = places.subarray(this.#sorted)
      sortByTime(added, time_us, this.#keys.subarray(0, added.length))
      mergeByTime(places, this.#sorted, time_us)
    }
    this.#orderEqualTimes(places)
    return places.slice(0, is_all ? this.#size : this.#size >> 1)
  }

  /** Frees the places that {@link earlier} answered. */
  drop(released: Uint32Array): void {
    const last = released.at(-1)
    if (last === undefined) return
    this.#released_us = this.flows.time_us[last]!
    this.#closed_us = this.#released_us
    this.#places.copyWithin(0, released.length, this.#size)
    this.#size -= released.length
    this.#places.set(released, this.#size)
    this.#sorted = this.#size
  }

  /** To be called once all are released at the end of a segment: what is a little late is still taken. */
  endSegment(): void {
    this.#closed_us = this.#released_us - LATEST_OF_SEGMENT_US
  }

  #orderEqualTimes(places: Uint32Array): void {
    const { time_us } = this.flows
    for (let end = 1, start = 0; end <= places.length; end += 1) {
      if (end < places.length && time_us[places[end]!] === time_us[places[start]!]) continue
      if (end - start > 1) this.#orderAlike(places, start, end)
      start = end
    }
  }

  /** Puts flows of one time in order. */
  #orderAlike(places: Uint32Array, start: number, end: number): void {
    const { flows } = this
    if (end - start > MOST_INSERTED) {
      places.subarray(start, end).sort((one, other) => flows.compare(one, other))
      return
    }
    for (let at = start + 1; at < end; at += 1) {
      const place = places[at]!
      let before = at - 1
      for (; before >= start && flows.compare(places[before]!, place) > 0; before -= 1) {
        places[before + 1] = places[before]!
      }
      places[before + 1] = place
    }
  }
}

/** The numbers from 0. */
function counted(length: number): Uint32Array {
  const numbers = new Uint32Array(length)
  for (let at = 0; at < length; at += 1) numbers[at] = at
  return numbers
}

function isSorted(places: Uint32Array, time_us: Float64Array): boolean {
  for (let at = 1; at < places.length; at += 1) if (time_us[places[at]!]! < time_us[places[at - 1]!]!) return false
  return true
}

/** @param keys room for as many numbers as there are places */
function sortByTime(places: Uint32Array, time_us: Float64Array, keys: Float64Array): void {
  const [first_us, last_us] = boundsOf(places, time_us)
  const byTime = (one: number, other: number) => time_us[one]! - time_us[other]!
  if (last_us - first_us >= 2 ** 36) {
    places.sort(byTime)
    return
  }
  // Time and place in one number, for the sort of numbers is many times as fast; a part of a microsecond has no room in it.
  for (let at = 0; at < places.length; at += 1) {
    const place = places[at]!
    const offset_us = time_us[place]! - first_us
    if (!Number.isInteger(offset_us)) {
      places.sort(byTime)
      return
    }
    keys[at] = offset_us * HELD_FLOWS + place
  }
  keys.sort()
  for (let at = 0; at < places.length; at += 1) {
    const key = keys[at]!
    places[at] = key - Math.floor(key / HELD_FLOWS) * HELD_FLOWS
  }
}

/** Puts two parts that are in order in one order. @param middle where the second begins */
function mergeByTime(places: Uint32Array, middle: number, time_us: Float64Array): void {
  const later = places.slice(middle)
  let [left, right] = [middle - 1, later.length - 1]
  for (let at = places.length - 1; left >= 0 && right >= 0; at -= 1) {
    const is_left = time_us[places[left]!]! > time_us[later[right]!]!
    places[at] = is_left ? places[left]! : later[right]!
    if (is_left) left -= 1
    else right -= 1
  }
  if (right >= 0) places.set(later.subarray(0, right + 1))
}

function boundsOf(places: Uint32Array, time_us: Float64Array): [first_us: number, last_us: number] {
  let first_us = Infinity
  let last_us = -Infinity
  for (const place of places) {
    const time = time_us[place]!
    if (time < first_us) first_us = time
    if (time > last_us) last_us = time
  }
  return [first_us, last_us]
}
