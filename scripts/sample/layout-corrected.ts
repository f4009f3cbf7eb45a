import type { DirectionFeatures, FlowFeatures } from './flow-features.ts'
import type { Flow } from './flow-cut.ts'
import { TCP } from './packet.ts'
import type { Statistics } from './statistics.ts'

/** Header of the corrected release: 91 columns. */
export const CORRECTED_HEADER =
  'id,Flow ID,Src IP,Src Port,Dst IP,Dst Port,Protocol,Timestamp,Flow Duration,Total Fwd Packet,Total Bwd packets,' +
  'Total Length of Fwd Packet,Total Length of Bwd Packet,Fwd Packet Length Max,Fwd Packet Length Min,' +
  'Fwd Packet Length Mean,Fwd Packet Length Std,Bwd Packet Length Max,Bwd Packet Length Min,Bwd Packet Length Mean,' +
  'Bwd Packet Length Std,Flow Bytes/s,Flow Packets/s,Flow IAT Mean,Flow IAT Std,Flow IAT Max,Flow IAT Min,' +
  'Fwd IAT Total,Fwd IAT Mean,Fwd IAT Std,Fwd IAT Max,Fwd IAT Min,Bwd IAT Total,Bwd IAT Mean,Bwd IAT Std,Bwd IAT Max,' +
  'Bwd IAT Min,Fwd PSH Flags,Bwd PSH Flags,Fwd URG Flags,Bwd URG Flags,Fwd RST Flags,Bwd RST Flags,' +
  'Fwd Header Length,Bwd Header Length,Fwd Packets/s,Bwd Packets/s,Packet Length Min,Packet Length Max,' +
  'Packet Length Mean,Packet Length Std,Packet Length Variance,FIN Flag Count,SYN Flag Count,RST Flag Count,' +
  'PSH Flag Count,ACK Flag Count,URG Flag Count,CWR Flag Count,ECE Flag Count,Down/Up Ratio,Average Packet Size,' +
  'Fwd Segment Size Avg,Bwd Segment Size Avg,Fwd Bytes/Bulk Avg,Fwd Packet/Bulk Avg,Fwd Bulk Rate Avg,' +
  'Bwd Bytes/Bulk Avg,Bwd Packet/Bulk Avg,Bwd Bulk Rate Avg,Subflow Fwd Packets,Subflow Fwd Bytes,' +
  'Subflow Bwd Packets,Subflow Bwd Bytes,FWD Init Win Bytes,Bwd Init Win Bytes,Fwd Act Data Pkts,Fwd Seg Size Min,' +
  'Active Mean,Active Std,Active Max,Active Min,Idle Mean,Idle Std,Idle Max,Idle Min,ICMP Code,ICMP Type,' +
  'Total TCP Flow Time,Label,Attempted Category'

/** One row of the corrected release. Real numbers carry a decimal point, counts do not. */
export function correctedRow(id: number, flow: Flow, features: FlowFeatures, label: string): string {
  const { source, destination, protocol } = flow
  const { duration_us, forward, backward, iat_us, payload, flags, active_us, idle_us } = features
  const packets = forward.packets + backward.packets
  const seconds = duration_us / 1e6
  return [
    id,
    `${source.ip}-${destination.ip}-${String(source.port)}-${String(destination.port)}-${String(protocol)}`,
    source.ip,
    source.port,
    destination.ip,
    destination.port,
    protocol,
    timestamp(flow.packets[0]?.time_us ?? 0),
    duration_us,
    forward.packets,
    backward.packets,
    forward.payload.sum,
    backward.payload.sum,
    ...lengthStatistics(forward.payload),
    ...lengthStatistics(backward.payload),
    real((forward.payload.sum + backward.payload.sum) / seconds),
    real(packets / seconds),
    ...timeStatistics(iat_us),
    forward.iat_us.sum,
    ...timeStatistics(forward.iat_us),
    backward.iat_us.sum,
    ...timeStatistics(backward.iat_us),
    forward.psh,
    backward.psh,
    forward.urg,
    backward.urg,
    forward.rst,
    backward.rst,
    forward.header_bytes,
    backward.header_bytes,
    real(forward.packets / seconds),
    real(backward.packets / seconds),
    payload.min,
    payload.max,
    real(payload.mean),
    real(payload.std),
    real(payload.variance),
    flags.fin,
    flags.syn,
    flags.rst,
    flags.psh,
    flags.ack,
    flags.urg,
    flags.cwr,
    flags.ece,
    real(forward.packets > 0 ? backward.packets / forward.packets : 0),
    real(payload.mean),
    real(forward.payload.mean),
    real(backward.payload.mean),
    ...bulk(forward),
    ...bulk(backward),
    // The meter counts every packet as a subflow of its own, so these are means per packet.
    Math.floor(forward.packets / packets),
    Math.floor(forward.payload.sum / packets),
    Math.floor(backward.packets / packets),
    Math.floor(backward.payload.sum / packets),
    // "Init" is true of the forward direction only: the meter keeps overwriting the backward one.
    forward.first_window ?? 0,
    backward.last_window ?? 0,
    forward.later_data_packets,
    forward.min_header_bytes,
    ...timeStatistics(active_us),
    ...timeStatistics(idle_us),
    -1,
    -1,
    protocol === TCP ? flow.conversation_us : 0,
    label,
    -1,
  ].join(',')
}

function lengthStatistics(of: Statistics): (string | number)[] {
  return [of.max, of.min, real(of.mean), real(of.std)]
}

function timeStatistics(of: Statistics): (string | number)[] {
  return [real(of.mean), real(of.std), of.max, of.min]
}

function bulk({ bulk }: DirectionFeatures): number[] {
  return [bulk.mean_bytes, bulk.mean_packets, bulk.rate]
}

/** Seven digits: what a float32 feature holds. The release has seventeen, which nearly doubles the file. */
function real(value: number): string {
  return Number.isInteger(value) ? `${String(value)}.0` : String(Number(value.toPrecision(7)))
}

/** `2026-03-10 08:30:00.000001`, UTC. */
function timestamp(time_us: number): string {
  const date = new Date(Math.floor(time_us / 1000)).toISOString()
  return `${date.slice(0, 10)} ${date.slice(11, 23)}${String(time_us % 1000).padStart(3, '0')}`
}
