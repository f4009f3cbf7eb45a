import type { PlacedRecord } from './record-columns.ts'
import { areOne, endOf, hasOther, joined, keyOf } from './two-directions.ts'

/** Records that wait for their other direction. */
const MOST_WAITING = 16_384
/** Conversations that may go past a record that waits: detectors put no more than twice as many back in order. */
const MOST_PASSING = 32_768
/** Exporters write both directions within seconds of each other; a longer wait would put records out of order. */
const LONGEST_WAIT_US = 60e6

interface Waiting {
  readonly placed: PlacedRecord
  /** How many conversations were given on before it came. */
  readonly given_before: number
}

/**
 * Puts the two records of a connection, one for each direction, into one conversation. A record waits for a bounded time and
 * among a bounded number of others; one whose other direction does not come is a conversation without an answer. A record with
 * packets of both directions is a conversation as it stands.
 */
export class DirectionJoin {
  readonly #waiting = new Map<string, Waiting>()
  readonly #emit: (placed: PlacedRecord) => void
  #two_way = 0
  #joined = 0
  #alone = 0

  /** @param emit given each conversation, where the record stands that opened it */
  constructor(emit: (placed: PlacedRecord) => void) {
    this.#emit = emit
  }

  add(placed: PlacedRecord): void {
    const { record } = placed
    this.#letGo(record.time_us)
    if (record.backward_packets > 0) {
      this.#two_way += 1
      this.#emit(placed)
      return
    }
    if (!hasOther(record)) {
      this.#giveAlone(placed)
      return
    }
    const key = keyOf(record)
    const other = this.#waiting.get(key)
    if (other === undefined) {
      this.#waiting.set(key, { placed, given_before: this.#given })
      return
    }
    this.#waiting.delete(key)
    if (areOne(other.placed.record, record)) {
      this.#joined += 1
      this.#emit(joined(other.placed, placed))
      return
    }
    this.#giveAlone(other.placed)
    this.#waiting.set(key, { placed, given_before: this.#given })
  }

  /** Gives on what still waits. */
  finish(): void {
    for (const { placed } of this.#waiting.values()) this.#giveAlone(placed)
    this.#waiting.clear()
  }

  /** What was seen of directions so far, in a sentence; null where every record tells both. */
  notice(): string | null {
    const [two_way, joined, alone] = [this.#two_way, this.#joined, this.#alone].map((each) => each.toLocaleString('en'))
    if (this.#joined > 0) {
      const told =
        this.#two_way > 0 ? `${two_way} records tell both directions` : 'Each direction is a record of its own'
      return `${told}: ${this.#two_way > 0 ? 'of the others, ' : ''}${joined} pairs were joined into one conversation each; ${alone} records have no other direction within a minute, and count as unanswered.`
    }
    if (this.#alone === 0) return null
    return this.#two_way > 0
      ? `${two_way} records tell both directions; ${alone} have packets of one alone, and count as unanswered.`
      : `Each direction is a record of its own, and none of the ${alone} records has its other one within a minute: they count as unanswered.`
  }

  get #given(): number {
    return this.#two_way + this.#joined + this.#alone
  }

  /** The map keeps the order in which records came. */
  #letGo(now_us: number): void {
    for (const [key, { placed, given_before }] of this.#waiting) {
      const is_due = endOf(placed.record) + LONGEST_WAIT_US < now_us || this.#given - given_before >= MOST_PASSING
      if (!is_due && this.#waiting.size < MOST_WAITING) return
      this.#waiting.delete(key)
      this.#giveAlone(placed)
    }
  }

  #giveAlone(placed: PlacedRecord): void {
    this.#alone += 1
    this.#emit(placed)
  }
}
