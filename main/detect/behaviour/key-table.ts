/**
 * State by key of up to three numbers, in a table of bounded size (open addressing). When it is full, keys that are idle for
 * longer than the window go; if they are fewer than half, those with the least evidence go with them. So a key is lost early
 * only while more than `capacity` keys are active within one window, and one with more evidence than half of them is not.
 *
 * What every key has is in columns, so that a key met once costs no object. Places of keys change when one is added.
 */
export class KeyTable<State> {
  readonly capacity: number
  /** Time of the last flow of each key. */
  readonly last_us: Float64Array
  /** How much there is to lose when a key is forgotten. */
  readonly weights: Float64Array
  /** A number and a row of each key for its detector; what they begin as is not told. */
  readonly numbers: Float64Array
  readonly rows: Float64Array
  readonly #window_us: number
  readonly #onForgotten: ((state: State) => void) | undefined
  readonly #mask: number
  /** One more than the place of a key; 0 for none. */
  readonly #slots: Int32Array
  /** Three numbers a key, side by side. */
  readonly #keys: Float64Array
  readonly #states: (State | undefined)[] = []

  /** @param capacity keys at most @param onForgotten called before a state is dropped */
  constructor(capacity: number, window_us: number, onForgotten?: (state: State) => void) {
    this.capacity = capacity
    this.#window_us = window_us
    this.#onForgotten = onForgotten
    const slots = 2 ** Math.ceil(Math.log2(capacity * 2))
    this.#mask = slots - 1
    this.#slots = new Int32Array(slots)
    this.#keys = new Float64Array(capacity * 3)
    this.last_us = new Float64Array(capacity)
    this.weights = new Float64Array(capacity)
    this.numbers = new Float64Array(capacity)
    this.rows = new Float64Array(capacity)
  }

  get size(): number {
    return this.#states.length
  }

  states(): readonly State[] {
    return this.#states.filter((state) => state !== undefined)
  }

  /** Place of the key; -1 when it is not there. */
  find(first: number, second: number, third: number): number {
    return this.#slots[this.#slotOf(first, second, third)]! - 1
  }

  /** State of the key at a place; undefined until it is set, and for no place. */
  stateAt(place: number): State | undefined {
    return place < 0 ? undefined : this.#states[place]
  }

  setState(place: number, state: State): void {
    this.#states[place] = state
  }

  /** Adds a key that is not there yet, and answers its place. */
  add(first: number, second: number, third: number, time_us: number, state?: State): number {
    if (this.#states.length >= this.capacity) this.shrink(time_us)
    const place = this.#states.length
    this.#slots[this.#slotOf(first, second, third)] = place + 1
    const at = place * 3
    this.#keys[at] = first
    this.#keys[at + 1] = second
    this.#keys[at + 2] = third
    this.last_us[place] = time_us
    this.weights[place] = 0
    this.#states.push(state)
    return place
  }

  /** The slot of the key, or the empty one where it would be. */
  #slotOf(first: number, second: number, third: number): number {
    let hash = Math.imul(first | 0, 0x9e3779b1) ^ Math.imul(second | 0, 0x85ebca6b) ^ Math.imul(third, 0xc2b2ae35)
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
    let slot = (hash ^ (hash >>> 13)) & this.#mask
    const keys = this.#keys
    const slots = this.#slots
    for (;;) {
      const place = slots[slot]! - 1
      if (place < 0) return slot
      const at = place * 3
      if (keys[at] === first && keys[at + 1] === second && keys[at + 2] === third) return slot
      slot = (slot + 1) & this.#mask
    }
  }

  /** Forgets keys that are idle, or at least half of all. */
  shrink(now_us: number): void {
    const states = this.#states
    const size = states.length
    const { last_us, weights } = this
    const oldest_us = now_us - this.#window_us
    const sorted = new Float64Array(size)
    for (let at = 0; at < size; at += 1) sorted[at] = last_us[at]! < oldest_us ? -1 : weights[at]!
    sorted.sort()
    // At least half go; of equal evidence, the keys that came first.
    const limit = Math.max(0, sorted[size >> 1]!)
    let lighter = 0
    while (sorted[lighter]! < limit) lighter += 1
    let excess = (size >> 1) - lighter
    let kept = 0
    this.#slots.fill(0)
    for (let at = 0; at < size; at += 1) {
      const weight = weights[at]!
      if (last_us[at]! < oldest_us || weight < limit || (weight === limit && excess-- > 0)) {
        const state = states[at]
        if (state !== undefined) this.#onForgotten?.(state)
        continue
      }
      this.#move(at, kept)
      kept += 1
    }
    states.length = kept
  }

  #move(from: number, to: number): void {
    const keys = this.#keys
    this.last_us[to] = this.last_us[from]!
    this.weights[to] = this.weights[from]!
    this.#states[to] = this.#states[from]
    this.numbers[to] = this.numbers[from]!
    this.rows[to] = this.rows[from]!
    for (let number = 0; number < 3; number += 1) keys[to * 3 + number] = keys[from * 3 + number]!
    this.#slots[this.#slotOf(keys[to * 3]!, keys[to * 3 + 1]!, keys[to * 3 + 2]!)] = to + 1
  }
}
