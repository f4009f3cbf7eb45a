import type { ConversationRecord } from './record.ts'
import type { PlacedRecord } from './record-columns.ts'
import { areOne, endOf, hasOther, joined, keyOf } from './two-directions.ts'
import { type WaitingRecord, WaitingRecords } from './waiting-records.ts'

/** Records that wait for their other direction. */
const MOST_WAITING = 16_384
/** Conversations that may go past a record that waits: detectors put no more than twice as many back in order. */
const MOST_PASSING = 32_768
/** Exporters write both directions within seconds of each other; a longer wait would put records out of order. */
const LONGEST_WAIT_US = 60e6

/** Two or three exporters may write each direction of a connection, all of one before those of the other. */
const MOST_WITH_ONE_KEY = 16

/**
 * Puts the two records of a connection, one for each direction, into one conversation. A record waits for a bounded time and
 * among a bounded number of others; one whose other direction does not come is a conversation without an answer. A record with
 * packets of both directions is a conversation as it stands.
 */
export class DirectionJoin {
  readonly #waiting = new WaitingRecords()
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
    const same = this.#waiting.withKey(key)
    const other = otherOf(record, same)
    if (other !== undefined) {
      this.#waiting.remove(other)
      this.#joined += 1
      this.#emit(joined(other.placed, placed))
      return
    }
    if (same.length >= MOST_WITH_ONE_KEY) this.#stopWaiting(same[0])
    this.#waiting.add(key, placed, this.#given)
  }

  /** Gives on what still waits. */
  finish(): void {
    for (let first = this.#waiting.oldest(); first !== undefined; first = this.#waiting.oldest()) {
      this.#stopWaiting(first)
    }
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

  #letGo(now_us: number): void {
    for (let first = this.#waiting.oldest(); first !== undefined; first = this.#waiting.oldest()) {
      const { placed, given_before } = first
      const is_due = endOf(placed.record) + LONGEST_WAIT_US < now_us || this.#given - given_before >= MOST_PASSING
      if (!is_due && this.#waiting.count < MOST_WAITING) return
      this.#stopWaiting(first)
    }
  }

  #stopWaiting(waiting: WaitingRecord | undefined): void {
    if (waiting === undefined) return
    this.#waiting.remove(waiting)
    this.#giveAlone(waiting.placed)
  }

  #giveAlone(placed: PlacedRecord): void {
    this.#alone += 1
    this.#emit(placed)
  }
}

/**
 * The oldest of the records with one key that is the other direction of a record. Of ICMP, a question before a reply: replies
 * are joined to each other only where no types are told.
 */
function otherOf(record: ConversationRecord, waiting: readonly WaitingRecord[]): WaitingRecord | undefined {
  const others = waiting.filter(({ placed }) => areOne(placed.record, record))
  return others.find(({ placed }) => placed.record.source_port !== record.source_port) ?? others[0]
}
