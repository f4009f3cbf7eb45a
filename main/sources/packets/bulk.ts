import {
  BACKWARD_BULK,
  BACKWARD_PAYLOAD,
  BACKWARD_PAYLOAD_AT,
  BULK_BEGIN,
  BULK_BYTES,
  BULK_LAST,
  BULK_PACKETS,
  BULK_TIME,
  BULKS,
  FIRST,
  FORWARD_BULK,
  FORWARD_PAYLOAD,
  FORWARD_PAYLOAD_AT,
  NO_TIME,
  RUN_BYTES,
  RUN_PACKETS,
} from './flow-layout.ts'
import type { FlowTable } from './flow-table.ts'

/** So many payload packets of one side in a row are a bulk transfer. */
const BULK_FROM_PACKETS = 4
const BULK_TIMEOUT_US = 1_000_000

/**
 * Adds a packet with payload to the bulk transfer of its side: packets of one side, at most a second apart, with no
 * payload of the other side between them.
 * @param is_alone whether the other side is not looked at
 */
export function addPayload(
  table: FlowTable,
  flow: number,
  is_forward: boolean,
  time_us: number,
  payload: number,
  is_alone: boolean,
): void {
  const bulk = table.flows.wordsOf(flow)[table.flows.wordBase(flow) + (is_forward ? FORWARD_BULK : BACKWARD_BULK)]!
  const record = bulk === 0 ? beginSecond(table, flow, is_forward, time_us, payload) : bulk
  if (record === 0) return
  const { bulks } = table
  const floats = bulks.floatsOf(record)
  const words = bulks.wordsOf(record)
  const float = bulks.floatBase(record)
  const word = bulks.wordBase(record)
  const is_interrupted = !is_alone && lastPayload(table, flow, !is_forward) > floats[float + BULK_BEGIN]!
  const gap_us = time_us - floats[float + BULK_LAST]!
  floats[float + BULK_LAST] = time_us
  if (words[word + RUN_PACKETS] === 0 || is_interrupted || gap_us > BULK_TIMEOUT_US) {
    floats[float + BULK_BEGIN] = time_us
    words[word + RUN_PACKETS] = 1
    words[word + RUN_BYTES] = payload
    return
  }
  const packets = words[word + RUN_PACKETS]! + 1
  words[word + RUN_PACKETS] = packets
  if (packets < BULK_FROM_PACKETS) {
    words[word + RUN_BYTES]! += payload
  } else if (packets === BULK_FROM_PACKETS) {
    words[word + BULKS]! += 1
    words[word + BULK_PACKETS]! += packets
    floats[float + BULK_BYTES]! += words[word + RUN_BYTES]! + payload
    floats[float + BULK_TIME]! += time_us - floats[float + BULK_BEGIN]!
  } else {
    words[word + BULK_PACKETS]! += 1
    floats[float + BULK_BYTES]! += payload
    floats[float + BULK_TIME]! += gap_us
  }
}

/**
 * Many flows have one payload packet in a direction: it is kept in the flow itself, and a record begins with the second.
 * @returns the record; 0 when there is none yet
 */
function beginSecond(table: FlowTable, flow: number, is_forward: boolean, time_us: number, payload: number): number {
  const { flows, bulks } = table
  const words = flows.wordsOf(flow)
  const word = flows.wordBase(flow)
  const halves = flows.halvesOf(flow)
  const half = word * 2 + (is_forward ? FORWARD_PAYLOAD : BACKWARD_PAYLOAD)
  const at = word + (is_forward ? FORWARD_PAYLOAD_AT : BACKWARD_PAYLOAD_AT)
  const first_us = flows.floatsOf(flow)[flows.floatBase(flow) + FIRST]!
  const offset_us = time_us - first_us
  const is_only = words[at] === NO_TIME
  if (is_only && offset_us >= 0 && offset_us < NO_TIME) {
    words[at] = offset_us
    halves[half] = payload
    return 0
  }
  const record = bulks.take()
  words[word + (is_forward ? FORWARD_BULK : BACKWARD_BULK)] = record
  // A packet far from the first one does not fit there: its record begins empty.
  if (is_only) return record
  const only_us = first_us + words[at]!
  const float = bulks.floatBase(record)
  bulks.floatsOf(record)[float + BULK_BEGIN] = only_us
  bulks.floatsOf(record)[float + BULK_LAST] = only_us
  bulks.wordsOf(record)[bulks.wordBase(record) + RUN_PACKETS] = 1
  bulks.wordsOf(record)[bulks.wordBase(record) + RUN_BYTES] = halves[half]!
  return record
}

/** Time of the last payload packet of a side; minus infinity when it had none. */
function lastPayload({ flows, bulks }: FlowTable, flow: number, is_forward: boolean): number {
  const words = flows.wordsOf(flow)
  const word = flows.wordBase(flow)
  const record = words[word + (is_forward ? FORWARD_BULK : BACKWARD_BULK)]!
  if (record !== 0) return bulks.floatsOf(record)[bulks.floatBase(record) + BULK_LAST]!
  const offset_us = words[word + (is_forward ? FORWARD_PAYLOAD_AT : BACKWARD_PAYLOAD_AT)]!
  if (offset_us === NO_TIME) return Number.NEGATIVE_INFINITY
  return flows.floatsOf(flow)[flows.floatBase(flow) + FIRST]! + offset_us
}
