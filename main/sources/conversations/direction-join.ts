import type { PlacedRecord } from './record-columns.ts'
import { areOne, hasOther, joined, keyOf } from './two-directions.ts'

/** Records that wait for their other direction. */
const MOST_WAITING = 16_384
/** Exporters write both directions within seconds of each other; a longer wait would put records out of order. */
const LONGEST_WAIT_US = 60e6

/**
 * Puts the two records of a connection, one for each direction, into one conversation. A record waits for a bounded time and
 * among a bounded number of others; one whose other direction does not come is a conversation without an answer.
 */
export class DirectionJoin {
  readonly #waiting = new Map<string, PlacedRecord>()
  readonly #emit: (placed: PlacedRecord) => void
  #joined = 0
  #alone = 0

  /** @param emit given each conversation, where the record stands that opened it */
  constructor(emit: (placed: PlacedRecord) => void) {
    this.#emit = emit
  }

  add(placed: PlacedRecord): void {
    const { record } = placed
    if (record.backward_packets > 0) {
      this.#emit(placed)
      return
    }
    this.#letGo(record.time_us)
    if (!hasOther(record)) {
      this.#giveAlone(placed)
      return
    }
    const key = keyOf(record)
    const other = this.#waiting.get(key)
    if (other === undefined) {
      this.#waiting.set(key, placed)
      return
    }
    this.#waiting.delete(key)
    if (areOne(other.record, record)) {
      this.#joined += 1
      this.#emit(joined(other, placed))
      return
    }
    this.#giveAlone(other)
    this.#waiting.set(key, placed)
  }

  /** Gives on what still waits. */
  finish(): void {
    for (const waiting of this.#waiting.values()) this.#giveAlone(waiting)
    this.#waiting.clear()
  }

  /** What was joined so far, in a sentence. */
  notice(): string {
    const count = (records: number) => records.toLocaleString('en')
    return `Each direction is a record of its own: ${count(this.#joined)} pairs were joined into one conversation each; ${count(this.#alone)} records have no other direction within a minute, and count as unanswered.`
  }

  /** The map keeps the order in which records came. */
  #letGo(now_us: number): void {
    for (const [key, waiting] of this.#waiting) {
      const { time_us, duration_us } = waiting.record
      const is_due = time_us + (duration_us > 0 ? duration_us : 0) + LONGEST_WAIT_US < now_us
      if (!is_due && this.#waiting.size < MOST_WAITING) return
      this.#waiting.delete(key)
      this.#giveAlone(waiting)
    }
  }

  #giveAlone(placed: PlacedRecord): void {
    this.#alone += 1
    this.#emit(placed)
  }
}
