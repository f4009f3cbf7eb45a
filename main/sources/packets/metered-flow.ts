import type { Convention } from './convention.ts'
import { MEASURES } from './columns.ts'
import {
  ACTIVE,
  ACTIVE_COUNT,
  ACTIVE_DATA_PACKETS,
  BACKWARD_BULK,
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
  BULK_BYTES,
  BULK_PACKETS,
  BULK_TIME,
  BULKS,
  EARLIER_TCP_TIME,
  FIRST,
  FIRST_PACKET,
  FIRST_PAYLOAD,
  FLAG_COUNTS,
  FORWARD_BULK,
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
  KEY_DESTINATION,
  KEY_PORTS,
  KEY_SOURCE,
  LAST_BACKWARD,
  LAST_FORWARD,
  LENGTH,
  PERIODS,
  STATE,
  STATE_LAST_BACKWARD,
  STATE_OVERFLOWN,
  STATE_TURNED,
  SUBFLOW_COUNT,
  WIDE_KEY,
  WINDOWS,
} from './flow-layout.ts'
import type { FlowTable } from './flow-table.ts'
import { ICMP, ICMPV6, IS_IPV6, PSH, RST, TCP, URG } from './packet-record.ts'
import { varianceOf } from './running.ts'

const US_PER_S = 1_000_000

/** By bit of the TCP flags, in the order in which they are written: FIN, SYN, RST, PSH, ACK, URG, CWR, ECE. */
const FLAG_ORDER = [0, 1, 2, 3, 4, 5, 7, 6]
const RST_BIT = 2
const PSH_BIT = 3
const URG_BIT = 5

/** A finished flow. One object is filled again for each flow: take what is needed before the next one. */
export class MeteredFlow {
  /** Address words of the key (four each), IPv4 in the first. */
  readonly key_addresses = new Uint32Array(8)
  key_ports = 0
  /** Whether source and destination are those of the key the other way round. */
  is_turned = false
  is_ipv6 = false
  protocol = 0
  first_us = 0
  forward_packets = 0
  backward_packets = 0
  active_periods = 0
  idle_periods = 0
  /** In the order of {@link MEASURES}. */
  readonly measures = new Float64Array(MEASURES.length)
  readonly #table: FlowTable
  readonly #is_original: boolean
  #flow = 0
  #floats = new Float64Array(0)
  #words = new Uint32Array(0)
  #halves = new Uint16Array(0)
  #float = 0
  #word = 0
  #half = 0
  #at = 0

  constructor(table: FlowTable, convention: Convention) {
    this.#table = table
    this.#is_original = convention === 'original'
  }

  /** Its record in the table, which the next flow may have again. */
  get record(): number {
    return this.#flow
  }

  /** Takes over a flow of the table. */
  fill(flow: number): void {
    const { flows } = this.#table
    this.#flow = flow
    this.#floats = flows.floatsOf(flow)
    this.#words = flows.wordsOf(flow)
    this.#halves = flows.halvesOf(flow)
    this.#float = flows.floatBase(flow)
    this.#word = flows.wordBase(flow)
    this.#half = this.#word * 2
    this.#at = 0
    this.#fillKey()
    const was_backward = (this.#words[this.#word + STATE]! & STATE_LAST_BACKWARD) !== 0
    const last_us = this.#floats[this.#float + (was_backward ? LAST_BACKWARD : LAST_FORWARD)]!
    this.first_us = this.#floats[this.#float + FIRST]!
    this.forward_packets = this.#words[this.#word + FORWARD_PACKETS]!
    this.backward_packets = this.#words[this.#word + BACKWARD_PACKETS]!
    const duration_us = last_us - this.first_us
    this.#putTotals(duration_us)
    this.#putGaps()
    this.#putSides(duration_us)
    this.#putLengths()
    this.#putCounts()
    this.#putBulk(this.#words[this.#word + FORWARD_BULK]!)
    this.#putBulk(this.#words[this.#word + BACKWARD_BULK]!)
    this.#putSubflows()
    this.#putPeriods()
    this.#putEnd(duration_us)
  }

  #fillKey(): void {
    const words = this.#words
    const at = this.#word
    const kind = words[at + STATE]!
    this.protocol = kind & 0xff
    this.is_ipv6 = (kind & IS_IPV6) !== 0
    this.is_turned = (kind & STATE_TURNED) !== 0
    this.key_ports = words[at + KEY_PORTS]!
    if (this.is_ipv6) {
      const wide = words[at + WIDE_KEY]!
      const base = this.#table.wide_keys.wordBase(wide)
      this.key_addresses.set(this.#table.wide_keys.wordsOf(wide).subarray(base, base + 8))
    } else {
      this.key_addresses[0] = words[at + KEY_SOURCE]!
      this.key_addresses[4] = words[at + KEY_DESTINATION]!
    }
  }

  #put(value: number): void {
    this.measures[this.#at] = value
    this.#at += 1
  }

  #putTotals(duration_us: number): void {
    const half = this.#half
    const forward = this.forward_packets
    const backward = this.backward_packets
    const forward_bytes = this.#bytes(FORWARD_BYTES)
    const backward_bytes = this.#bytes(BACKWARD_BYTES)
    this.#put(duration_us)
    this.#put(forward)
    this.#put(backward)
    this.#put(forward_bytes)
    this.#put(backward_bytes)
    this.#put(this.#halves[half + FORWARD_MAX]!)
    this.#put(this.#halves[half + FORWARD_MIN]!)
    this.#putMean(this.#float + FORWARD_LENGTH, forward)
    this.#put(this.#halves[half + BACKWARD_MAX]!)
    this.#put(this.#halves[half + BACKWARD_MIN]!)
    this.#putMean(this.#float + BACKWARD_LENGTH, backward)
    this.#put((forward_bytes + backward_bytes) / (duration_us / US_PER_S))
    this.#put((forward + backward) / (duration_us / US_PER_S))
  }

  /** Mean and deviation. @param at of the mean */
  #putMean(at: number, count: number): void {
    this.#put(this.#floats[at]!)
    this.#put(Math.sqrt(varianceOf(count, this.#floats[at + 1]!)))
  }

  /** Mean, deviation, maximum, minimum. */
  #putSummary(floats: Float64Array, at: number, count: number): void {
    this.#put(floats[at]!)
    this.#put(Math.sqrt(varianceOf(count, floats[at + 1]!)))
    this.#put(floats[at + 2]!)
    this.#put(floats[at + 3]!)
  }

  #putGaps(): void {
    const floats = this.#floats
    const float = this.#float
    const packets = this.forward_packets + this.backward_packets
    if (packets > 1) this.#putSummary(floats, float + GAP, packets - 1)
    else for (let column = 0; column < 4; column += 1) this.#put(Number.NaN)
    this.#put(floats[float + FORWARD_GAP]!)
    this.#putSummary(floats, float + FORWARD_GAP + 1, this.forward_packets - 1)
    this.#put(floats[float + BACKWARD_GAP]!)
    this.#putSummary(floats, float + BACKWARD_GAP + 1, this.backward_packets - 1)
  }

  /** Flags, headers and packets of each side. */
  #putSides(duration_us: number): void {
    const first_flags = (this.#words[this.#word + FIRST_PACKET]! >>> 16) & 0xff
    if (this.#is_original) {
      // It looks at the first packet of a flow only, which is always forward.
      this.#put((first_flags & PSH) !== 0 ? 1 : 0)
      this.#put(0)
      this.#put((first_flags & URG) !== 0 ? 1 : 0)
      this.#put(0)
    } else {
      this.#put(this.#counter(FLAG_COUNTS + PSH_BIT) - this.#counter(BACKWARD_PSH))
      this.#put(this.#counter(BACKWARD_PSH))
      this.#put(this.#counter(FLAG_COUNTS + URG_BIT) - this.#counter(BACKWARD_URG))
      this.#put(this.#counter(BACKWARD_URG))
    }
    const first_resets = (first_flags & RST) !== 0 ? 1 : 0
    this.#put(this.#counter(FLAG_COUNTS + RST_BIT) - this.#counter(BACKWARD_RST) - first_resets)
    this.#put(this.#counter(BACKWARD_RST))
    this.#put(this.#words[this.#word + FORWARD_HEADERS]!)
    this.#put(this.#words[this.#word + BACKWARD_HEADERS]!)
    const duration_s = duration_us / US_PER_S
    this.#put(duration_us > 0 ? this.forward_packets / duration_s : 0)
    this.#put(duration_us > 0 ? this.backward_packets / duration_s : 0)
  }

  #putLengths(): void {
    const halves = this.#halves
    const half = this.#half
    const forward_min = this.forward_packets > 0 ? halves[half + FORWARD_MIN]! : Number.POSITIVE_INFINITY
    const backward_min = this.backward_packets > 0 ? halves[half + BACKWARD_MIN]! : Number.POSITIVE_INFINITY
    const packets = this.forward_packets + this.backward_packets
    const count = this.#is_original ? packets + 1 : packets
    this.#put(Math.min(forward_min, backward_min))
    this.#put(Math.max(halves[half + FORWARD_MAX]!, halves[half + BACKWARD_MAX]!))
    this.#putMean(this.#float + LENGTH, count)
    this.#put(varianceOf(count, this.#floats[this.#float + LENGTH + 1]!))
  }

  #putCounts(): void {
    const forward = this.forward_packets
    const backward = this.backward_packets
    const forward_bytes = this.#bytes(FORWARD_BYTES)
    const backward_bytes = this.#bytes(BACKWARD_BYTES)
    for (const bit of FLAG_ORDER) this.#put(this.#counter(FLAG_COUNTS + bit))
    const ratio = forward === 0 ? 0 : backward / forward
    this.#put(this.#is_original ? Math.trunc(ratio) : ratio)
    const counted_twice = this.#is_original ? this.#halves[this.#half + FIRST_PAYLOAD]! : 0
    this.#put((forward_bytes + backward_bytes + counted_twice) / (forward + backward))
    this.#put(forward === 0 ? 0 : forward_bytes / forward)
    this.#put(backward === 0 ? 0 : backward_bytes / backward)
  }

  #putBulk(record: number): void {
    const { bulks } = this.#table
    const count = record === 0 ? 0 : bulks.wordsOf(record)[bulks.wordBase(record) + BULKS]!
    if (count === 0) {
      for (let column = 0; column < 3; column += 1) this.#put(0)
      return
    }
    const bytes = bulks.floatsOf(record)[bulks.floatBase(record) + BULK_BYTES]!
    const time_us = bulks.floatsOf(record)[bulks.floatBase(record) + BULK_TIME]!
    this.#put(Math.trunc(bytes / count))
    this.#put(Math.trunc(bulks.wordsOf(record)[bulks.wordBase(record) + BULK_PACKETS]! / count))
    this.#put(time_us === 0 ? 0 : Math.trunc(bytes / (time_us / US_PER_S)))
  }

  #putSubflows(): void {
    const counted = this.#counter(SUBFLOW_COUNT)
    // The corrected meter begins one with each packet that has a time.
    const subflows = this.#is_original ? counted : this.forward_packets + this.backward_packets - counted
    const share = (total: number) => this.#put(subflows === 0 ? 0 : Math.floor(total / subflows))
    share(this.forward_packets)
    share(this.#bytes(FORWARD_BYTES))
    share(this.backward_packets)
    share(this.#bytes(BACKWARD_BYTES))
    const windows = this.#words[this.#word + WINDOWS]!
    this.#put(windows >>> 16)
    this.#put(windows & 0xffff)
    this.#put(this.#counter(ACTIVE_DATA_PACKETS))
    this.#put(this.#words[this.#word + FIRST_PACKET]! >>> 24)
  }

  #putPeriods(): void {
    const { periods } = this.#table
    const record = this.#words[this.#word + PERIODS]!
    if (record === 0) {
      this.active_periods = 0
      this.idle_periods = 0
      for (let column = 0; column < 8; column += 1) this.#put(0)
      return
    }
    const floats = periods.floatsOf(record)
    const float = periods.floatBase(record)
    this.active_periods = periods.wordsOf(record)[periods.wordBase(record) + ACTIVE_COUNT]!
    this.idle_periods = periods.wordsOf(record)[periods.wordBase(record) + IDLE_COUNT]!
    this.#putSummary(floats, float + ACTIVE, this.active_periods)
    this.#putSummary(floats, float + IDLE, this.idle_periods)
  }

  #putEnd(duration_us: number): void {
    const { periods } = this.#table
    const is_icmp = this.protocol === ICMP || this.protocol === ICMPV6
    const detail = this.#words[this.#word + FIRST_PACKET]! & 0xffff
    this.#put(is_icmp ? detail & 0xff : -1)
    this.#put(is_icmp ? detail >>> 8 : -1)
    const record = this.#words[this.#word + PERIODS]!
    const earlier_us = record === 0 ? 0 : periods.floatsOf(record)[periods.floatBase(record) + EARLIER_TCP_TIME]!
    this.#put(this.protocol === TCP ? earlier_us + duration_us : 0)
  }

  #counter(index: number): number {
    return this.#halves[this.#half + index]! + this.#beyond(index)
  }

  #bytes(index: number): number {
    return this.#words[this.#word + index]! + this.#beyond(index)
  }

  #beyond(index: number): number {
    const is_overflown = (this.#words[this.#word + STATE]! & STATE_OVERFLOWN) !== 0
    return is_overflown ? this.#table.overflows.beyond(this.#flow, index) : 0
  }
}
