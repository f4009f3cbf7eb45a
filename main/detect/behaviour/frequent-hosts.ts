/** Hosts counted at once to find one that takes part in most flows. */
const COUNTED_HOSTS = 64
const SLOTS = COUNTED_HOSTS * 4
const EMPTY = -1

/** Counts of the most frequent hosts (Misra and Gries 1982): off by at most flows / COUNTED_HOSTS. */
export class FrequentHosts {
  readonly #codes = new Float64Array(COUNTED_HOSTS)
  /** Counts, each too high by what was taken from all. */
  readonly #counts = new Float64Array(COUNTED_HOSTS)
  #taken = 0
  #size = 0
  readonly #slots = new Int32Array(SLOTS).fill(EMPTY)

  /** Counts a host by its code. */
  add(code: number): void {
    const slot = this.#slotOf(code)
    const place = this.#slots[slot]!
    if (place !== EMPTY) this.#counts[place]! += 1
    else if (this.#size < COUNTED_HOSTS) {
      this.#codes[this.#size] = code
      this.#counts[this.#size] = this.#taken + 1
      this.#slots[slot] = this.#size
      this.#size += 1
    } else this.#takeOneFromAll()
  }

  countOf(code: number): number {
    const place = this.#slots[this.#slotOf(code)]!
    return place === EMPTY ? 0 : this.#counts[place]! - this.#taken
  }

  /** The slot of the host, or the empty one where it would be. */
  #slotOf(code: number): number {
    let slot = Math.imul(code | 0, 0x9e3779b1) >>> 24
    for (;;) {
      const place = this.#slots[slot]!
      if (place === EMPTY || this.#codes[place] === code) return slot
      slot = (slot + 1) & (SLOTS - 1)
    }
  }

  #takeOneFromAll(): void {
    this.#taken += 1
    const size = this.#size
    let kept = 0
    for (let place = 0; place < size; place += 1) {
      if (this.#counts[place] === this.#taken) continue
      this.#codes[kept] = this.#codes[place]!
      this.#counts[kept] = this.#counts[place]!
      kept += 1
    }
    if (kept === size) return
    this.#size = kept
    this.#slots.fill(EMPTY)
    for (let place = 0; place < kept; place += 1) this.#slots[this.#slotOf(this.#codes[place]!)] = place
  }
}
