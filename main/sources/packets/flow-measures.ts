import { addPayload } from './bulk.ts'
import type { Convention } from './convention.ts'
import {
  ACTIVE,
  ACTIVE_BEGIN,
  ACTIVE_COUNT,
  ACTIVE_DATA_PACKETS,
  BACKWARD_BYTES,
  BACKWARD_GAP,
  BACKWARD_HEADERS,
  BACKWARD_LENGTH,
  BACKWARD_MAX,
  BACKWARD_MIN,
  BACKWARD_PACKETS,
  BACKWARD_PSH,
  BACKWARD_RST,
  BACKWARD_URG,
  FIRST,
  FIRST_PACKET,
  FIRST_PAYLOAD,
  FLAG_COUNTS,
  FORWARD_BYTES,
  FORWARD_GAP,
  FORWARD_HEADERS,
  FORWARD_LENGTH,
  FORWARD_MAX,
  FORWARD_MIN,
  FORWARD_PACKETS,
  GAP,
  IDLE,
  IDLE_COUNT,
  LAST_BACKWARD,
  LAST_FORWARD,
  LENGTH,
  PERIODS,
  STATE,
  STATE_LAST_BACKWARD,
  STATE_OVERFLOWN,
  SUBFLOW_COUNT,
  WINDOWS,
} from './flow-layout.ts'
import type { FlowTable } from './flow-table.ts'
import { DETAIL, KIND, LENGTHS, PSH, RST, TCP, URG } from './packet-record.ts'
import { addToMean, addToSummary } from './running.ts'

/** A silence longer than this ends an active period. */
const ACTIVITY_TIMEOUT_US = 5_000_000
/** In the original convention a silence longer than this begins a subflow. */
const SUBFLOW_TIMEOUT_US = 1_000_000

/** Adds packets to what is measured of their flows: sections 3, 5 and 7 of the reference's description. */
export class FlowMeasures {
  readonly #table: FlowTable
  readonly #is_original: boolean

  constructor(table: FlowTable, convention: Convention) {
    this.#table = table
    this.#is_original = convention === 'original'
  }

  /** The first packet of a flow, whose record holds nothing but its key and state. */
  addFirst(flow: number, packet: Uint32Array, base: number, time_us: number, is_forward: boolean): void {
    const { flows } = this.#table
    const floats = flows.floatsOf(flow)
    const words = flows.wordsOf(flow)
    const float = flows.floatBase(flow)
    const word = flows.wordBase(flow)
    const lengths = packet[base + LENGTHS]!
    const kind = packet[base + KIND]!
    const detail = packet[base + DETAIL]!
    const is_tcp = (kind & 0xff) === TCP
    floats[float + FIRST] = time_us
    flows.halvesOf(flow)[word * 2 + FIRST_PAYLOAD] = lengths & 0xffff
    const smallest_header = is_forward ? lengths >>> 16 : 0
    words[word + FIRST_PACKET] =
      ((is_tcp ? 0 : detail) & 0xffff) | (((kind >>> 16) & 0xff) << 16) | (smallest_header << 24)
    if (is_forward && is_tcp) words[word + WINDOWS] = detail << 16
    // The original counts the first packet twice here.
    if (this.#is_original) addToMean(floats, float + LENGTH, 1, lengths & 0xffff)
    this.#add(flow, packet, base, time_us, is_forward, true)
  }

  add(flow: number, packet: Uint32Array, base: number, time_us: number, is_forward: boolean): void {
    const { flows } = this.#table
    const floats = flows.floatsOf(flow)
    const words = flows.wordsOf(flow)
    const float = flows.floatBase(flow)
    const word = flows.wordBase(flow)
    const packets = words[word + FORWARD_PACKETS]! + words[word + BACKWARD_PACKETS]!
    const was_backward = (words[word + STATE]! & STATE_LAST_BACKWARD) !== 0
    const last_us = floats[float + (was_backward ? LAST_BACKWARD : LAST_FORWARD)]!
    const gap_us = time_us - last_us
    addToSummary(floats, float + GAP, packets, gap_us)
    if (gap_us > ACTIVITY_TIMEOUT_US) this.#silence(flow, last_us, time_us)
    if (this.#is_original && gap_us > SUBFLOW_TIMEOUT_US) this.#increment(flow, SUBFLOW_COUNT)
    const lengths = packet[base + LENGTHS]!
    if (is_forward) {
      const header = lengths >>> 16
      const first = words[word + FIRST_PACKET]!
      if (header < first >>> 24) words[word + FIRST_PACKET] = (first & 0xffffff) | (header << 24)
      if ((lengths & 0xffff) > 0) this.#increment(flow, ACTIVE_DATA_PACKETS)
    }
    this.#add(flow, packet, base, time_us, is_forward, false)
  }

  #add(flow: number, packet: Uint32Array, base: number, time_us: number, is_forward: boolean, is_first: boolean): void {
    const { flows } = this.#table
    const floats = flows.floatsOf(flow)
    const words = flows.wordsOf(flow)
    const halves = flows.halvesOf(flow)
    const float = flows.floatBase(flow)
    const word = flows.wordBase(flow)
    const half = word * 2
    const lengths = packet[base + LENGTHS]!
    const payload = lengths & 0xffff
    const kind = packet[base + KIND]!
    const flags = (kind >>> 16) & 0xff

    const count = words[word + (is_forward ? FORWARD_PACKETS : BACKWARD_PACKETS)]! + 1
    words[word + (is_forward ? FORWARD_PACKETS : BACKWARD_PACKETS)] = count
    words[word + (is_forward ? FORWARD_HEADERS : BACKWARD_HEADERS)]! += lengths >>> 16
    const last = float + (is_forward ? LAST_FORWARD : LAST_BACKWARD)
    if (count > 1) {
      const gap_us = time_us - floats[last]!
      const gaps = float + (is_forward ? FORWARD_GAP : BACKWARD_GAP)
      floats[gaps]! += gap_us
      addToSummary(floats, gaps + 1, count - 1, gap_us)
    }
    floats[last] = time_us

    const sum = is_forward ? FORWARD_BYTES : BACKWARD_BYTES
    const bytes = words[word + sum]! + payload
    words[word + sum] = bytes
    if (bytes > 0xffffffff) this.#overflow(flow, sum, 0x100000000)
    addToMean(floats, float + (is_forward ? FORWARD_LENGTH : BACKWARD_LENGTH), count, payload)
    const min = half + (is_forward ? FORWARD_MIN : BACKWARD_MIN)
    const max = half + (is_forward ? FORWARD_MAX : BACKWARD_MAX)
    if (count === 1 || payload < halves[min]!) halves[min] = payload
    if (payload > halves[max]!) halves[max] = payload
    const packets = words[word + FORWARD_PACKETS]! + words[word + BACKWARD_PACKETS]!
    addToMean(floats, float + LENGTH, this.#is_original ? packets + 1 : packets, payload)

    if (is_forward) {
      words[word + STATE]! &= ~STATE_LAST_BACKWARD
    } else {
      words[word + STATE]! |= STATE_LAST_BACKWARD
      const window = (kind & 0xff) === TCP ? packet[base + DETAIL]! : 0
      words[word + WINDOWS] = (words[word + WINDOWS]! & 0xffff0000) | window
    }
    if (!this.#is_original && time_us === 0) this.#increment(flow, SUBFLOW_COUNT)
    if (flags !== 0) this.#countFlags(flow, flags, is_forward, is_first)
    if (payload > 0)
      addPayload(this.#table, flow, is_forward && !this.#is_original, time_us, payload, this.#is_original)
  }

  #countFlags(flow: number, flags: number, is_forward: boolean, is_first: boolean): void {
    for (let bit = 0; bit < 8; bit += 1) {
      if ((flags & (1 << bit)) !== 0) this.#increment(flow, FLAG_COUNTS + bit)
    }
    if (is_forward) return
    if ((flags & PSH) !== 0) this.#increment(flow, BACKWARD_PSH)
    if ((flags & URG) !== 0) this.#increment(flow, BACKWARD_URG)
    if ((flags & RST) !== 0 && !is_first) this.#increment(flow, BACKWARD_RST)
  }

  #increment(flow: number, counter: number): void {
    const { flows } = this.#table
    const halves = flows.halvesOf(flow)
    const at = flows.wordBase(flow) * 2 + counter
    const count = halves[at]! + 1
    halves[at] = count
    if (count > 0xffff) this.#overflow(flow, counter, 0x10000)
  }

  #overflow(flow: number, counter: number, wrapped: number): void {
    this.#table.overflows.wrap(flow, counter, wrapped)
    this.#table.flows.wordsOf(flow)[this.#table.flows.wordBase(flow) + STATE]! |= STATE_OVERFLOWN
  }

  #silence(flow: number, last_us: number, time_us: number): void {
    const { periods } = this.#table
    const period = periodsOf(this.#table, flow)
    const floats = periods.floatsOf(period)
    const words = periods.wordsOf(period)
    const float = periods.floatBase(period)
    const word = periods.wordBase(period)
    const active_us = last_us - floats[float + ACTIVE_BEGIN]!
    if (active_us > 0) {
      words[word + ACTIVE_COUNT]! += 1
      addToSummary(floats, float + ACTIVE, words[word + ACTIVE_COUNT]!, active_us)
    }
    words[word + IDLE_COUNT]! += 1
    addToSummary(floats, float + IDLE, words[word + IDLE_COUNT]!, time_us - last_us)
    floats[float + ACTIVE_BEGIN] = time_us
  }
}

/** The record of a flow's periods, which most flows do not have. */
export function periodsOf({ flows, periods }: FlowTable, flow: number): number {
  const words = flows.wordsOf(flow)
  const at = flows.wordBase(flow) + PERIODS
  if (words[at] === 0) {
    const record = periods.take()
    words[at] = record
    periods.floatsOf(record)[periods.floatBase(record) + ACTIVE_BEGIN] =
      flows.floatsOf(flow)[flows.floatBase(flow) + FIRST]!
  }
  return words[at]!
}
