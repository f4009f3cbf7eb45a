import { ANSWER } from '../../flow/conversations.ts'
import { NO_NUMBER } from '../../flow/flow-batch.ts'
import { asks, ECHO_REPLY, isIcmp, questionOf } from '../../flow/icmp.ts'
import type { ConversationRecord } from './record.ts'
import type { PlacedRecord } from './record-columns.ts'

/** Clocks of two directions of one connection differ by no more. */
const SLACK_US = 1e6
const TCP = 6

/** Whether another direction can be found: a record needs a time, and messages of ICMP ask or answer, as errors do not. */
export function hasOther({ time_us, protocol, source_port: type }: ConversationRecord): boolean {
  if (Number.isNaN(time_us)) return false
  return !isIcmp(protocol) || type === NO_NUMBER || questionOf(type) !== undefined
}

/** The same for both directions. Messages of ICMP belong together by their types, which stand in place of source ports. */
export function keyOf({ source, source_port, destination, destination_port, protocol }: ConversationRecord): string {
  if (isIcmp(protocol)) {
    const [one = '', other = ''] = [source ?? '', destination ?? ''].sort()
    return `${String(protocol)} ${one} ${other} ${String(questionOf(source_port))}`
  }
  const one = `${source ?? ''} ${String(source_port)}`
  const other = `${destination ?? ''} ${String(destination_port)}`
  return one < other ? `${String(protocol)} ${one} ${other}` : `${String(protocol)} ${other} ${one}`
}

/** Whether two records with one key are the two directions of one time. */
export function areOne(one: ConversationRecord, other: ConversationRecord): boolean {
  if (one.source !== other.destination) return false
  if (isIcmp(one.protocol) ? !areTypesOfTwo(one, other) : one.source_port !== other.destination_port) return false
  const begin_us = Math.max(one.time_us, other.time_us)
  return begin_us <= Math.min(endOf(one), endOf(other)) + SLACK_US
}

/** Nobody answers a reply: exporters that do not tell types write 0 for both directions. */
function areTypesOfTwo({ source_port: one }: ConversationRecord, { source_port: other }: ConversationRecord): boolean {
  return one !== other || one === ECHO_REPLY || one === NO_NUMBER
}

/** Microseconds since 1970. */
export function endOf({ time_us, duration_us }: ConversationRecord): number {
  return time_us + (duration_us > 0 ? duration_us : 0)
}

/**
 * What asks by ICMP opened the conversation, whatever its time. Else it is the direction that began first; of two that began at
 * once, the one with a SYN where the other has none, else the one that stands first in the file.
 */
function inOrder(one: PlacedRecord, other: PlacedRecord): readonly [PlacedRecord, PlacedRecord] {
  if (isIcmp(one.record.protocol) && one.record.source_port !== other.record.source_port) {
    return asks(one.record.source_port) ? [one, other] : [other, one]
  }
  const by_time = one.record.time_us - other.record.time_us
  const is_turned = by_time === 0 ? !hasSyn(one.record) && hasSyn(other.record) : by_time > 0
  return is_turned ? [other, one] : [one, other]
}

const hasSyn = ({ tcp_flags }: ConversationRecord): boolean => tcp_flags?.includes('S') === true

/** Two directions as one conversation, where the record stands that opened it. */
export function joined(one: PlacedRecord, other: PlacedRecord): PlacedRecord {
  const [opening, answering] = inOrder(one, other)
  const { record: first } = opening
  const { record: reply } = answering
  const { forward_packets: backward_packets, forward_bytes: backward_bytes } = reply
  const is_refused = first.protocol === TCP && hasSyn(first) && reply.tcp_flags !== null && !hasSyn(reply)
  const are_types_untold = isIcmp(first.protocol) && first.source_port === reply.source_port
  const record = {
    ...first,
    ...(are_types_untold && { source_port: NO_NUMBER, destination_port: NO_NUMBER }),
    ...{ backward_packets, backward_bytes },
    duration_us: Math.max(endOf(first), endOf(reply)) - first.time_us,
    answer: is_refused ? ANSWER.unanswered : ANSWER.untold,
  }
  return { ...opening, record }
}
