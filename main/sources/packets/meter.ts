import type { Convention } from './convention.ts'
import {
  BACKWARD_PACKETS,
  EARLIER_TCP_TIME,
  FIRST,
  FIRST_PACKET,
  FORWARD_PACKETS,
  LAST_BACKWARD,
  LAST_FORWARD,
  PERIODS,
  STATE,
  STATE_BACKWARD_FIN,
  STATE_BOTH_FIN,
  STATE_CLOSED,
  STATE_FORWARD_FIN,
  STATE_LAST_BACKWARD,
  STATE_ONE_FIN,
  STATE_TURNED,
} from './flow-layout.ts'
import { FlowMeasures, periodsOf } from './flow-measures.ts'
import { MAX_INDEXED_FLOWS } from './flow-index.ts'
import { FlowTable } from './flow-table.ts'
import { MeteredFlow } from './metered-flow.ts'
import { ACK, DETAIL, FIN, ICMP, ICMPV6, KIND, RST, SYN, TCP } from './packet-record.ts'

/** Time from its first packet after which a packet opens the next flow. */
const FLOW_TIMEOUT_US = 120_000_000
const ANY_FIN = STATE_FORWARD_FIN | STATE_BACKWARD_FIN

/** Takes a finished flow; it is filled again for the next one. */
export type FlowTaker = (flow: MeteredFlow) => void

/** What open flows may take: a million of them, fewer if many need parts that most do not have. */
const MAX_OPEN_BYTES = 336_000_000
const MAX_OPEN_FLOWS = 1_000_000
/** How often their bytes are looked at. */
const PACKETS_BETWEEN_CHECKS = 1024
/** When there are too many, so large a share of them is closed at once: the oldest ones. */
const CLOSED_SHARE = 1 / 16

export interface MeterLimits {
  readonly open_flows: number
  readonly open_bytes: number
}

/**
 * Makes flows of packets by the rules of a convention (section 4 of the reference's description): flows end with a packet
 * that belongs to the next one, or with the capture.
 */
export class Meter {
  /** Flows that were closed to make room, and how many of these were not past the time limit of a flow. */
  closed_for_room = 0
  closed_early = 0
  /** One-packet flows of the original convention, which that tool does not write, and their packets. */
  unwritten_packets = 0
  /** Packets that the original tool drops: FINs of a side after its first. */
  dropped_packets = 0
  /** Flows that were opened so far: the number of the newest one, by which it is told from all others of the capture. */
  opened = 0
  readonly #table: FlowTable
  readonly #measures: FlowMeasures
  readonly #flow: MeteredFlow
  readonly #taker: FlowTaker
  readonly #is_original: boolean
  readonly #limits: MeterLimits
  #newest_us = 0
  #finished = 1
  #packets_to_check = PACKETS_BETWEEN_CHECKS

  /** @param seed of the table's hash; the same flows come out with any */
  constructor(
    convention: Convention,
    taker: FlowTaker,
    seed: number,
    limits: MeterLimits = { open_flows: MAX_OPEN_FLOWS, open_bytes: MAX_OPEN_BYTES },
  ) {
    this.#is_original = convention === 'original'
    this.#taker = taker
    this.#limits = limits
    this.#table = new FlowTable(seed)
    this.#measures = new FlowMeasures(this.#table, convention)
    this.#flow = new MeteredFlow(this.#table, convention)
  }

  get open_flows(): number {
    return this.#table.count
  }

  /**
   * @param packet words of a record (`packet-record.ts`) at `base`
   * @returns the record of the flow that the packet is in (`MeteredFlow.record`), 0 for a packet that is dropped
   */
  add(packet: Uint32Array, base: number, time_us: number): number {
    if (time_us > this.#newest_us) this.#newest_us = time_us
    this.#packets_to_check -= 1
    if (this.#packets_to_check === 0) {
      this.#packets_to_check = PACKETS_BETWEEN_CHECKS
      if (this.#table.bytes > this.#limits.open_bytes) this.#makeRoom()
    }
    const flow = this.#table.find(packet, base)
    if (flow === 0) return this.#open(packet, base, time_us)
    if (this.#is_original) return this.#addOriginal(flow, packet, base, time_us)
    this.#addCorrected(flow, packet, base, time_us)
    return flow
  }

  /**
   * The capture has ended: so have all flows.
   * @param most flows to write now @returns whether there may be more
   */
  finish(most: number): boolean {
    const { flows } = this.#table
    for (let left = most; this.#finished < flows.end; this.#finished += 1) {
      if (left === 0) return true
      if (!this.#isOpen(this.#finished)) continue
      this.#write(this.#finished)
      left -= 1
    }
    return false
  }

  #open(packet: Uint32Array, base: number, time_us: number): number {
    if (this.#table.count >= Math.min(this.#limits.open_flows, MAX_INDEXED_FLOWS)) this.#makeRoom()
    const flow = this.#table.open(packet, base)
    this.opened += 1
    this.#measures.addFirst(flow, packet, base, time_us, true)
    return flow
  }

  #addCorrected(flow: number, packet: Uint32Array, base: number, time_us: number): void {
    const { is_swapped } = this.#table
    const words = this.#table.flows.wordsOf(flow)
    const at = this.#table.flows.wordBase(flow)
    const state = words[at + STATE]!
    const kind = packet[base + KIND]!
    const flags = (kind >>> 16) & 0xff
    const is_closed = (state & STATE_CLOSED) !== 0
    const first_us = this.#table.flows.floatsOf(flow)[this.#table.flows.floatBase(flow) + FIRST]!
    if (time_us - first_us > FLOW_TIMEOUT_US || (is_closed && (flags & SYN) !== 0)) {
      const is_new_connection = is_closed && (flags & (SYN | ACK)) === SYN
      if (is_new_connection || (kind & 0xff) !== TCP) this.#writeAndReopen(flow, packet, base, time_us, is_swapped, 0)
      else this.#continue(flow, packet, base, time_us)
      return
    }
    const protocol = kind & 0xff
    if (protocol === ICMP || protocol === ICMPV6) {
      const own = words[at + FIRST_PACKET]!
      const detail = packet[base + DETAIL]!
      if ((own & 0xff) !== (detail & 0xff) && ((own >>> 8) & 0xff) !== detail >>> 8) {
        this.#writeAndReopen(flow, packet, base, time_us, is_swapped, 0)
        return
      }
    }
    const is_forward = this.#table.isForward(flow, packet, base)
    if (flags !== 0) words[at + STATE] = nextState(state, flags, is_forward)
    this.#measures.add(flow, packet, base, time_us, is_forward)
  }

  /** The next flow of a connection that goes on: it keeps source and destination, and the time counts on. */
  #continue(flow: number, packet: Uint32Array, base: number, time_us: number): void {
    const words = this.#table.flows.wordsOf(flow)
    const at = this.#table.flows.wordBase(flow)
    const was_turned = (words[at + STATE]! & STATE_TURNED) !== 0
    const own_us =
      lastOf(this.#table, flow) - this.#table.flows.floatsOf(flow)[this.#table.flows.floatBase(flow) + FIRST]!
    const gap_us = time_us - lastOf(this.#table, flow)
    const { periods } = this.#table
    const record = words[at + PERIODS]!
    const earlier_us = record === 0 ? 0 : periods.floatsOf(record)[periods.floatBase(record) + EARLIER_TCP_TIME]!
    this.#writeAndReopen(flow, packet, base, time_us, was_turned, earlier_us + own_us + gap_us)
  }

  /** @returns the flow, or 0 for a packet that is dropped */
  #addOriginal(flow: number, packet: Uint32Array, base: number, time_us: number): number {
    const words = this.#table.flows.wordsOf(flow)
    const at = this.#table.flows.wordBase(flow)
    const state = words[at + STATE]!
    const flags = (packet[base + KIND]! >>> 16) & 0xff
    const first_us = this.#table.flows.floatsOf(flow)[this.#table.flows.floatBase(flow) + FIRST]!
    if (time_us - first_us > FLOW_TIMEOUT_US) {
      this.#writeAndReopen(flow, packet, base, time_us, (state & STATE_TURNED) !== 0, 0)
      return flow
    }
    const is_forward = this.#table.isForward(flow, packet, base)
    let is_end = (flags & RST) !== 0
    if ((flags & FIN) !== 0) {
      if (is_forward && (state & STATE_FORWARD_FIN) !== 0) {
        this.dropped_packets += 1
        return 0
      }
      words[at + STATE] = state | (is_forward ? STATE_FORWARD_FIN : STATE_BACKWARD_FIN)
      is_end = !is_forward
    }
    this.#measures.add(flow, packet, base, time_us, is_forward)
    if (is_end) {
      this.#write(flow)
      this.#table.close(flow)
    }
    return flow
  }

  #writeAndReopen(
    flow: number,
    packet: Uint32Array,
    base: number,
    time_us: number,
    is_turned: boolean,
    earlier_us: number,
  ): void {
    this.#write(flow)
    this.#table.reopen(flow)
    this.opened += 1
    const { flows, periods } = this.#table
    if (is_turned) flows.wordsOf(flow)[flows.wordBase(flow) + STATE]! |= STATE_TURNED
    const is_forward = this.#is_original || this.#table.isForward(flow, packet, base)
    this.#measures.addFirst(flow, packet, base, time_us, is_forward)
    if (earlier_us === 0) return
    const record = periodsOf(this.#table, flow)
    periods.floatsOf(record)[periods.floatBase(record) + EARLIER_TCP_TIME] = earlier_us
  }

  #write(flow: number): void {
    if (this.#is_original && this.#packets(flow) === 1) {
      this.unwritten_packets += 1
      return
    }
    this.#flow.fill(flow)
    this.#taker(this.#flow)
  }

  /** Closes flows whose time is over, which only their next packet would do; if that is not enough, the oldest ones. */
  #makeRoom(): void {
    const { flows } = this.#table
    const wanted = Math.max(1, Math.ceil(flows.count * CLOSED_SHARE))
    if (this.#closeOlderThan(this.#newest_us - FLOW_TIMEOUT_US, wanted) === wanted) return
    const starts: number[] = []
    // A sample is enough to know how old the oldest ones are.
    const step = Math.max(1, Math.floor(flows.count / 4096))
    for (let flow = 1; flow < flows.end; flow += step) if (this.#isOpen(flow)) starts.push(this.#firstOf(flow))
    starts.sort((left, right) => left - right)
    const limit_us = starts[Math.ceil(starts.length * CLOSED_SHARE)] ?? Number.POSITIVE_INFINITY
    this.closed_early += this.#closeOlderThan(limit_us, wanted)
  }

  #closeOlderThan(limit_us: number, most: number): number {
    const { flows } = this.#table
    let closed = 0
    for (let flow = 1; flow < flows.end && closed < most; flow += 1) {
      if (!this.#isOpen(flow) || this.#firstOf(flow) > limit_us) continue
      this.#write(flow)
      this.#table.close(flow)
      closed += 1
    }
    this.closed_for_room += closed
    return closed
  }

  #isOpen(flow: number): boolean {
    return this.#packets(flow) > 0
  }

  #packets(flow: number): number {
    const words = this.#table.flows.wordsOf(flow)
    const at = this.#table.flows.wordBase(flow)
    return words[at + FORWARD_PACKETS]! + words[at + BACKWARD_PACKETS]!
  }

  #firstOf(flow: number): number {
    return this.#table.flows.floatsOf(flow)[this.#table.flows.floatBase(flow) + FIRST]!
  }
}

function lastOf({ flows }: FlowTable, flow: number): number {
  const was_backward = (flows.wordsOf(flow)[flows.wordBase(flow) + STATE]! & STATE_LAST_BACKWARD) !== 0
  return flows.floatsOf(flow)[flows.floatBase(flow) + (was_backward ? LAST_BACKWARD : LAST_FORWARD)]!
}

/** The state of a corrected flow behind a packet that is added to it: rules 2 to 4. */
function nextState(state: number, flags: number, is_forward: boolean): number {
  if ((flags & FIN) !== 0) {
    const fins = (state & ANY_FIN) | (is_forward ? STATE_FORWARD_FIN : STATE_BACKWARD_FIN)
    const others = state & ~ANY_FIN
    // A flow that a reset closed stays closed.
    if ((state & ANY_FIN) === 0) return fins | others | ((others & STATE_CLOSED) === 0 ? STATE_ONE_FIN : 0)
    const is_both = (others & STATE_ONE_FIN) !== 0 && fins === ANY_FIN
    return fins | (is_both ? (others & ~STATE_ONE_FIN) | STATE_BOTH_FIN : others)
  }
  if ((flags & RST) !== 0) return (state & ~(STATE_ONE_FIN | STATE_BOTH_FIN)) | STATE_CLOSED
  if ((flags & ACK) !== 0 && (state & STATE_BOTH_FIN) !== 0) return (state & ~STATE_BOTH_FIN) | STATE_CLOSED
  return state
}
