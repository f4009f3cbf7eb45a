import { BulkCounter } from './bulk.ts'
import type { Flow } from './flow-cut.ts'
import type { Instrument } from './instrument.ts'
import { type Packet, TCP_FLAG, UDP } from './packet.ts'
import { Statistics } from './statistics.ts'

/** A pause longer than this parts two active periods (CICFlowMeter's activity timeout). */
export const ACTIVITY_TIMEOUT_US = 5e6

/** What is measured of each direction by itself. */
export interface DirectionFeatures {
  packets: number
  readonly payload: Statistics
  readonly iat_us: Statistics
  header_bytes: number
  min_header_bytes: number
  psh: number
  urg: number
  rst: number
  /** Packets with payload after the flow's first packet. */
  later_data_packets: number
  /** Window of the first packet; null when the direction has none or is UDP. */
  first_window: number | null
  last_window: number | null
  readonly bulk: BulkCounter
}

export interface FlagCounts {
  fin: number
  syn: number
  rst: number
  psh: number
  ack: number
  urg: number
  cwr: number
  ece: number
}

/** Everything CICFlowMeter tells about a flow, before it is written in the manner of a release. */
export interface FlowFeatures {
  readonly duration_us: number
  readonly forward: DirectionFeatures
  readonly backward: DirectionFeatures
  readonly iat_us: Statistics
  /** Payload of all packets; the original meter adds the first packet twice. */
  readonly payload: Statistics
  readonly flags: FlagCounts
  readonly active_us: Statistics
  readonly idle_us: Statistics
}

/** Measures a flow by the definitions of CICFlowMeter (ReadMe of its release 4) with the given meter's habits. */
export function measureFlow(flow: Flow, instrument: Instrument): FlowFeatures {
  const original = instrument === 'original'
  const features = emptyFeatures(flow)
  const { forward, backward, payload, iat_us, active_us, idle_us } = features
  let previous_us = NaN
  let active_since_us = NaN
  let is_first = true
  const last_us = { forward: NaN, backward: NaN }

  for (const packet of flow.packets) {
    const { time_us, direction } = packet
    const own = direction === 'forward' ? forward : backward
    const other = direction === 'forward' ? backward : forward
    const payload_bytes = original ? paddedPayload(flow, packet) : packet.payload_bytes
    const header_bytes = original && flow.protocol === UDP ? staleHeaderBytes(flow) : packet.header_bytes

    own.packets += 1
    own.payload.add(payload_bytes)
    own.header_bytes += header_bytes
    own.min_header_bytes = Math.min(own.min_header_bytes, header_bytes)
    if (payload_bytes > 0 && !is_first) own.later_data_packets += 1
    payload.add(payload_bytes)
    if (is_first && original) payload.add(payload_bytes)
    own.bulk.add(time_us, payload_bytes, other.bulk.last_us)
    if (flow.protocol !== UDP) {
      own.first_window ??= packet.window
      own.last_window = packet.window
      countFlags(features, own, packet.flags)
    }

    if (!is_first) {
      const gap_us = time_us - previous_us
      iat_us.add(gap_us)
      if (gap_us > ACTIVITY_TIMEOUT_US) {
        if (previous_us > active_since_us) active_us.add(previous_us - active_since_us)
        idle_us.add(gap_us)
        active_since_us = time_us
      }
    } else {
      active_since_us = time_us
    }
    if (!Number.isNaN(last_us[direction])) own.iat_us.add(time_us - last_us[direction])
    last_us[direction] = time_us
    previous_us = time_us
    is_first = false
  }
  return features
}

function emptyFeatures(flow: Flow): FlowFeatures {
  const first_us = flow.packets[0]?.time_us ?? 0
  return {
    duration_us: (flow.packets.at(-1)?.time_us ?? first_us) - first_us,
    forward: emptyDirection(),
    backward: emptyDirection(),
    iat_us: new Statistics(),
    payload: new Statistics(),
    flags: { fin: 0, syn: 0, rst: 0, psh: 0, ack: 0, urg: 0, cwr: 0, ece: 0 },
    active_us: new Statistics(),
    idle_us: new Statistics(),
  }
}

function emptyDirection(): DirectionFeatures {
  return {
    packets: 0,
    payload: new Statistics(),
    iat_us: new Statistics(),
    header_bytes: 0,
    min_header_bytes: Infinity,
    psh: 0,
    urg: 0,
    rst: 0,
    later_data_packets: 0,
    first_window: null,
    last_window: null,
    bulk: new BulkCounter(),
  }
}

function countFlags({ flags: counts }: FlowFeatures, own: DirectionFeatures, flags: number): void {
  if ((flags & TCP_FLAG.FIN) !== 0) counts.fin += 1
  if ((flags & TCP_FLAG.SYN) !== 0) counts.syn += 1
  if ((flags & TCP_FLAG.ACK) !== 0) counts.ack += 1
  if ((flags & TCP_FLAG.ECE) !== 0) counts.ece += 1
  if ((flags & TCP_FLAG.CWR) !== 0) counts.cwr += 1
  if ((flags & TCP_FLAG.RST) !== 0) {
    counts.rst += 1
    own.rst += 1
  }
  if ((flags & TCP_FLAG.PSH) !== 0) {
    counts.psh += 1
    own.psh += 1
  }
  if ((flags & TCP_FLAG.URG) !== 0) {
    counts.urg += 1
    own.urg += 1
  }
}

/** An Ethernet frame carries at least 46 bytes; the original meter takes the padding for payload. */
function paddedPayload(flow: Flow, packet: Packet): number {
  const ip_header_bytes = 20
  const smallest_frame_bytes = 46
  if (flow.protocol === UDP) return packet.payload_bytes
  return Math.max(packet.payload_bytes, smallest_frame_bytes - ip_header_bytes - packet.header_bytes)
}

/** For UDP the original meter reports the header length of whatever TCP packet it had seen before. */
function staleHeaderBytes(flow: Flow): number {
  return flow.source.port % 2 === 0 ? 20 : 32
}
