import { RECORD_WORDS } from './packet-record.ts'

/** How many packets may pass each other. */
const WINDOW_PACKETS = 16_384

/** Takes a packet whose turn it is. */
export type PacketTaker = (words: Uint32Array<ArrayBuffer>, base: number, time_us: number) => void

/**
 * Puts packets into the order of their times within a window of {@link WINDOW_PACKETS}. Packets of equal time keep the
 * order of the file; one without a time keeps its place. The caller writes the next packet's record at `base` of `words`
 * and calls `put`.
 */
export class TimeOrder {
  readonly words: Uint32Array<ArrayBuffer>
  base = 0
  /** Packets that were earlier than one before them in the file. */
  moved = 0
  /** Of these, those for which the window was too short: they stand where they came. */
  late = 0
  /**
   * Most packets that one of the moved ones passed. If none was late, a window of one packet more gives the same order.
   */
  farthest = 0
  readonly #taker: PacketTaker
  readonly #window: number
  readonly #times: Float64Array
  /** Records in their order, in a ring that is a power of two. */
  readonly #order: Uint32Array
  readonly #sort_times: Float64Array
  #first = 0
  #count = 0
  #newest_us = Number.NEGATIVE_INFINITY
  #taken_us = Number.NEGATIVE_INFINITY

  /** @param window 1 keeps the order of the file */
  constructor(taker: PacketTaker, window = WINDOW_PACKETS) {
    this.#taker = taker
    this.#window = window
    this.words = new Uint32Array((window + 1) * RECORD_WORDS)
    this.#times = new Float64Array(window + 1)
    this.#order = new Uint32Array(window * 2)
    this.#sort_times = new Float64Array(window * 2)
  }

  put(time_us: number): void {
    const sort_us = time_us === 0 ? Math.max(this.#newest_us, 0) : time_us
    const record = this.base / RECORD_WORDS
    this.#times[record] = time_us
    if (sort_us >= this.#newest_us) {
      this.#newest_us = sort_us
      this.#insert(this.#first + this.#count, record, sort_us)
    } else {
      this.moved += 1
      if (sort_us < this.#taken_us) this.late += 1
      this.#insert(this.#placeOf(sort_us), record, sort_us)
    }
    if (this.#count < this.#window) this.base = this.#count * RECORD_WORDS
    else this.#take()
  }

  finish(): void {
    while (this.#count > 0) this.#take()
  }

  /** Behind every packet that is not later. */
  #placeOf(sort_us: number): number {
    let low = this.#first
    let high = this.#first + this.#count
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#sort_times[middle]! <= sort_us) low = middle + 1
      else high = middle
    }
    return low
  }

  #insert(place: number, record: number, sort_us: number): void {
    const end = this.#first + this.#count
    if (place < end) {
      if (end - place > this.farthest) this.farthest = end - place
      this.#order.copyWithin(place + 1, place, end)
      this.#sort_times.copyWithin(place + 1, place, end)
    }
    this.#order[place] = record
    this.#sort_times[place] = sort_us
    this.#count += 1
  }

  #take(): void {
    const record = this.#order[this.#first]!
    this.#taken_us = Math.max(this.#taken_us, this.#sort_times[this.#first]!)
    this.#first += 1
    this.#count -= 1
    if (this.#first === this.#window) {
      this.#order.copyWithin(0, this.#first, this.#first + this.#count)
      this.#sort_times.copyWithin(0, this.#first, this.#first + this.#count)
      this.#first = 0
    }
    this.#taker(this.words, record * RECORD_WORDS, this.#times[record]!)
    this.base = record * RECORD_WORDS
  }
}
