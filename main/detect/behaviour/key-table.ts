/** What a detector remembers of a key. */
export interface KeyState {
  /** Time of the last flow. */
  last_us: number
  /** How much there is to lose when it is forgotten. */
  weight: number
}

const EMPTY = -1

/**
 * State by key of up to three numbers, in a table of bounded size (open addressing). When it is full, keys that are idle for
 * longer than the window go; if they are fewer than half, those with the least evidence go with them. So a key is lost early
 * only while more than `capacity` keys are active within one window, and one with more evidence than half of them is not.
 */
export class KeyTable<State extends KeyState> {
  readonly capacity: number
  readonly #window_us: number
  readonly #onForgotten: ((state: State) => void) | undefined
  readonly #mask: number
  readonly #slots: Int32Array
  /** Three numbers a key, side by side. */
  readonly #keys: Float64Array
  #states: State[] = []

  /** @param capacity keys at most @param onForgotten called before a state is dropped */
  constructor(capacity: number, window_us: number, onForgotten?: (state: State) => void) {
    this.capacity = capacity
    this.#window_us = window_us
    this.#onForgotten = onForgotten
    const slots = 2 ** Math.ceil(Math.log2(capacity * 2))
    this.#mask = slots - 1
    this.#slots = new Int32Array(slots).fill(EMPTY)
    this.#keys = new Float64Array(capacity * 3)
  }

  get size(): number {
    return this.#states.length
  }

  states(): readonly State[] {
    return this.#states
  }

  find(first: number, second: number, third: number): State | undefined {
    const index = this.#slots[this.#slotOf(first, second, third)]!
    return index === EMPTY ? undefined : this.#states[index]
  }

  /** Adds a key that is not there yet. */
  add(first: number, second: number, third: number, state: State): void {
    if (this.#states.length >= this.capacity) this.shrink(state.last_us)
    const index = this.#states.length
    this.#slots[this.#slotOf(first, second, third)] = index
    this.#putKey(index, first, second, third)
    this.#states.push(state)
  }

  /** The slot of the key, or the empty one where it would be. */
  #slotOf(first: number, second: number, third: number): number {
    let hash = Math.imul(first | 0, 0x9e3779b1) ^ Math.imul(second | 0, 0x85ebca6b) ^ Math.imul(third, 0xc2b2ae35)
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
    let slot = (hash ^ (hash >>> 13)) & this.#mask
    const keys = this.#keys
    for (;;) {
      const index = this.#slots[slot]!
      if (index === EMPTY) return slot
      const at = index * 3
      if (keys[at] === first && keys[at + 1] === second && keys[at + 2] === third) return slot
      slot = (slot + 1) & this.#mask
    }
  }

  #putKey(index: number, first: number, second: number, third: number): void {
    const at = index * 3
    this.#keys[at] = first
    this.#keys[at + 1] = second
    this.#keys[at + 2] = third
  }

  /** Forgets keys that are idle, or at least half of all. */
  shrink(now_us: number): void {
    const old = this.#states
    const oldest_us = now_us - this.#window_us
    const weights = Float64Array.from(old, ({ last_us, weight }) => (last_us < oldest_us ? -1 : weight)).sort()
    // At least half go; of equal evidence, the keys that came first.
    const limit = Math.max(0, weights[weights.length >> 1]!)
    let excess = (old.length >> 1) - weights.findIndex((weight) => weight >= limit)
    const kept: State[] = []
    this.#slots.fill(EMPTY)
    old.forEach((state, index) => {
      const is_idle = state.last_us < oldest_us
      if (is_idle || state.weight < limit || (state.weight === limit && excess-- > 0)) {
        this.#onForgotten?.(state)
        return
      }
      const place = kept.length
      const first = this.#keys[index * 3]!
      const second = this.#keys[index * 3 + 1]!
      const third = this.#keys[index * 3 + 2]!
      this.#putKey(place, first, second, third)
      kept.push(state)
      this.#slots[this.#slotOf(first, second, third)] = place
    })
    this.#states = kept
  }
}
