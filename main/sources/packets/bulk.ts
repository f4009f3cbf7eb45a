import {
  BACKWARD_BULK,
  BACKWARD_RUN,
  BULK_BYTES,
  BULK_PACKETS,
  BULK_TIME,
  BULKS,
  FIRST,
  FORWARD_BULK,
  FORWARD_RUN,
  RUN_BEGIN,
  RUN_LAST,
  RUN_SIZE,
} from './flow-layout.ts'
import type { FlowTable } from './flow-table.ts'

/** So many payload packets of one side in a row are a bulk transfer. */
const BULK_FROM_PACKETS = 4
const BULK_TIMEOUT_US = 1_000_000
const SIZE_SHIFT = 3
const PACKETS_MASK = 7

/**
 * Adds a packet with payload to the run of its side: packets at most a second apart, with no payload of the other side
 * between them. The fourth makes it a bulk transfer.
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
  const { flows } = table
  const words = flows.wordsOf(flow)
  const word = flows.wordBase(flow)
  const run = word + (is_forward ? FORWARD_RUN : BACKWARD_RUN)
  const other = word + (is_forward ? BACKWARD_RUN : FORWARD_RUN)
  const at_us = within32Bits(time_us - flows.floatsOf(flow)[flows.floatBase(flow) + FIRST]!)
  const begin_us = words[run + RUN_BEGIN]! | 0
  const gap_us = at_us - (words[run + RUN_LAST]! | 0)
  const size = words[run + RUN_SIZE]!
  const is_interrupted = !is_alone && words[other + RUN_SIZE] !== 0 && (words[other + RUN_LAST]! | 0) > begin_us
  words[run + RUN_LAST] = at_us
  if (size === 0 || is_interrupted || gap_us > BULK_TIMEOUT_US) {
    words[run + RUN_BEGIN] = at_us
    words[run + RUN_SIZE] = (payload << SIZE_SHIFT) | 1
    return
  }
  const packets = size & PACKETS_MASK
  if (packets < BULK_FROM_PACKETS) words[run + RUN_SIZE] = size + (payload << SIZE_SHIFT) + 1
  if (packets === BULK_FROM_PACKETS) {
    addToBulk(table, flow, is_forward, 0, 1, payload, gap_us)
  } else if (packets + 1 === BULK_FROM_PACKETS) {
    addToBulk(table, flow, is_forward, 1, BULK_FROM_PACKETS, (size >>> SIZE_SHIFT) + payload, at_us - begin_us)
  }
}

function addToBulk(
  { flows, bulks }: FlowTable,
  flow: number,
  is_forward: boolean,
  begun: number,
  packets: number,
  bytes: number,
  elapsed_us: number,
): void {
  const own = flows.wordsOf(flow)
  const at = flows.wordBase(flow) + (is_forward ? FORWARD_BULK : BACKWARD_BULK)
  if (own[at] === 0) own[at] = bulks.take()
  const record = own[at]!
  const words = bulks.wordsOf(record)
  const word = bulks.wordBase(record)
  words[word + BULKS]! += begun
  words[word + BULK_PACKETS]! += packets
  const floats = bulks.floatsOf(record)
  const float = bulks.floatBase(record)
  floats[float + BULK_BYTES]! += bytes
  floats[float + BULK_TIME]! += elapsed_us
}

/** A packet may be before the first of its flow when the capture is not in order; 35 minutes are as good as more. */
function within32Bits(time_us: number): number {
  return Math.max(-0x80000000, Math.min(time_us, 0x7fffffff))
}
