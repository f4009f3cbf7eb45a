import { ANSWER } from '../../flow/conversations.ts'
import type { ConversationRecord } from './record.ts'
import type { PlacedRecord } from './record-columns.ts'

/** Records that wait for their other direction. */
const MOST_WAITING = 16_384
/** Exporters write both directions within seconds of each other; a longer wait would put records out of order. */
const LONGEST_WAIT_US = 60e6
/** Clocks of two directions of one connection differ by no more. */
const SLACK_US = 1e6
const TCP = 6

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
    const key = keyOf(record)
    const other = this.#waiting.get(key)
    if (other === undefined) {
      this.#waiting.set(key, placed)
      return
    }
    this.#waiting.delete(key)
    if (areOne(other.record, record)) {
      this.#joined += 1
      const [first, reply] = inOrder(other, placed)
      this.#emit({ ...first, record: joined(first.record, reply.record) })
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

/** The same for both directions. */
function keyOf({ source, source_port, destination, destination_port, protocol }: ConversationRecord): string {
  const one = `${source ?? ''} ${String(source_port)}`
  const other = `${destination ?? ''} ${String(destination_port)}`
  return one < other ? `${String(protocol)} ${one} ${other}` : `${String(protocol)} ${other} ${one}`
}

/** Whether two records with one key are the two directions of one time. */
function areOne(one: ConversationRecord, other: ConversationRecord): boolean {
  if (one.source !== other.destination || one.source_port !== other.destination_port) return false
  const begin_us = Math.max(one.time_us, other.time_us)
  return begin_us <= Math.min(endOf(one), endOf(other)) + SLACK_US
}

function endOf({ time_us, duration_us }: ConversationRecord): number {
  return time_us + (duration_us > 0 ? duration_us : 0)
}

/**
 * The direction that began first opened the connection; of two that began at once, the one with a SYN where the other has
 * none, else the one that stands first in the file.
 */
function inOrder(one: PlacedRecord, other: PlacedRecord): readonly [PlacedRecord, PlacedRecord] {
  const by_time = one.record.time_us - other.record.time_us
  const is_turned = by_time === 0 ? !hasSyn(one.record) && hasSyn(other.record) : by_time > 0
  return is_turned ? [other, one] : [one, other]
}

const hasSyn = ({ tcp_flags }: ConversationRecord): boolean => tcp_flags?.includes('S') === true

function joined(first: ConversationRecord, reply: ConversationRecord): ConversationRecord {
  const { forward_packets: backward_packets, forward_bytes: backward_bytes } = reply
  const is_refused = first.protocol === TCP && hasSyn(first) && reply.tcp_flags !== null && !hasSyn(reply)
  return {
    ...first,
    ...{ backward_packets, backward_bytes },
    duration_us: Math.max(endOf(first), endOf(reply)) - first.time_us,
    answer: is_refused ? ANSWER.unanswered : ANSWER.untold,
  }
}
