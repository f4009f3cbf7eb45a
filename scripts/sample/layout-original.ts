import type { FlowFeatures } from './flow-features.ts'
import type { Flow } from './flow-cut.ts'
import { TCP_FLAG, UDP } from './packet.ts'
import type { Statistics } from './statistics.ts'

/** Header of the original release (MachineLearningCVE): 79 columns, most with a leading space, one of them twice. */
export const ORIGINAL_HEADER =
  ' Destination Port, Flow Duration, Total Fwd Packets, Total Backward Packets,Total Length of Fwd Packets,' +
  ' Total Length of Bwd Packets, Fwd Packet Length Max, Fwd Packet Length Min, Fwd Packet Length Mean,' +
  ' Fwd Packet Length Std,Bwd Packet Length Max, Bwd Packet Length Min, Bwd Packet Length Mean,' +
  ' Bwd Packet Length Std,Flow Bytes/s, Flow Packets/s, Flow IAT Mean, Flow IAT Std, Flow IAT Max, Flow IAT Min,' +
  'Fwd IAT Total, Fwd IAT Mean, Fwd IAT Std, Fwd IAT Max, Fwd IAT Min,Bwd IAT Total, Bwd IAT Mean, Bwd IAT Std,' +
  ' Bwd IAT Max, Bwd IAT Min,Fwd PSH Flags, Bwd PSH Flags, Fwd URG Flags, Bwd URG Flags, Fwd Header Length,' +
  ' Bwd Header Length,Fwd Packets/s, Bwd Packets/s, Min Packet Length, Max Packet Length, Packet Length Mean,' +
  ' Packet Length Std, Packet Length Variance,FIN Flag Count, SYN Flag Count, RST Flag Count, PSH Flag Count,' +
  ' ACK Flag Count, URG Flag Count, CWE Flag Count, ECE Flag Count, Down/Up Ratio, Average Packet Size,' +
  ' Avg Fwd Segment Size, Avg Bwd Segment Size, Fwd Header Length,Fwd Avg Bytes/Bulk, Fwd Avg Packets/Bulk,' +
  ' Fwd Avg Bulk Rate, Bwd Avg Bytes/Bulk, Bwd Avg Packets/Bulk,Bwd Avg Bulk Rate,Subflow Fwd Packets,' +
  ' Subflow Fwd Bytes, Subflow Bwd Packets, Subflow Bwd Bytes,Init_Win_bytes_forward, Init_Win_bytes_backward,' +
  ' act_data_pkt_fwd, min_seg_size_forward,Active Mean, Active Std, Active Max, Active Min,Idle Mean, Idle Std,' +
  ' Idle Max, Idle Min, Label'

/** One row of the original release. Numbers have at most ten digits; a rate over no time is `Infinity` or `NaN`. */
export function originalRow(flow: Flow, features: FlowFeatures, label: string): string {
  const { duration_us, forward, backward, iat_us, payload, active_us, idle_us } = features
  const packets = forward.packets + backward.packets
  const flags = flagColumns(flow)
  const perSecond = (amount: number): string => number(amount / (duration_us / 1e6))
  return [
    flow.destination.port,
    duration_us,
    forward.packets,
    backward.packets,
    forward.payload.sum,
    backward.payload.sum,
    ...lengthStatistics(forward.payload),
    ...lengthStatistics(backward.payload),
    perSecond(forward.payload.sum + backward.payload.sum),
    perSecond(packets),
    ...timeStatistics(iat_us),
    longTime(forward.iat_us.sum),
    ...timeStatistics(forward.iat_us),
    longTime(backward.iat_us.sum),
    ...timeStatistics(backward.iat_us),
    flags.syn,
    0,
    0,
    0,
    forward.header_bytes,
    backward.header_bytes,
    // The rates of one direction are 0 over no time, unlike those of the flow.
    duration_us === 0 ? 0 : perSecond(forward.packets),
    duration_us === 0 ? 0 : perSecond(backward.packets),
    payload.min,
    payload.max,
    number(payload.mean),
    number(payload.std),
    number(payload.variance),
    flags.fin,
    flags.syn,
    0,
    flags.psh,
    flags.ack,
    0,
    0,
    0,
    forward.packets > 0 ? Math.floor(backward.packets / forward.packets) : 0,
    number(payload.sum / packets),
    number(forward.payload.mean),
    number(backward.payload.mean),
    forward.header_bytes,
    0,
    0,
    0,
    0,
    0,
    0,
    forward.packets,
    forward.payload.sum,
    backward.packets,
    backward.payload.sum,
    forward.first_window ?? -1,
    backward.last_window ?? -1,
    forward.later_data_packets,
    forward.min_header_bytes,
    ...timeStatistics(active_us),
    ...timeStatistics(idle_us),
    label,
  ].join(',')
}

/**
 * The flag columns of the original release do not count. Held against the corrected rows of the same traffic they tell
 * about the first packet only: PSH whether it opens a connection, ACK whether it comes in the middle of one,
 * SYN (and its copy, Fwd PSH) whether it pushes, FIN whether it resets.
 */
function flagColumns(flow: Flow): { fin: number; syn: number; psh: number; ack: number } {
  const first = flow.protocol === UDP ? 0 : (flow.packets[0]?.flags ?? 0)
  const has = (flag: number): boolean => (first & flag) !== 0
  const is_reset = has(TCP_FLAG.RST)
  const is_open = has(TCP_FLAG.SYN)
  return {
    fin: Number(is_reset),
    syn: Number(has(TCP_FLAG.PSH)),
    psh: Number(is_open),
    ack: Number(has(TCP_FLAG.ACK) && !is_open && !is_reset),
  }
}

function lengthStatistics(of: Statistics): (string | number)[] {
  return [of.max, of.min, number(of.mean), number(of.std)]
}

function timeStatistics(of: Statistics): string[] {
  return [longTime(of.mean), longTime(of.std), longTime(of.max), longTime(of.min)]
}

/** Times from ten seconds on went through a spreadsheet that kept three digits. */
function longTime(time_us: number): string {
  return time_us >= 1e7 ? String(Number(time_us.toPrecision(3))) : number(time_us)
}

function number(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(10)))
}
