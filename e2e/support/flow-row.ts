import type { Conversation, Packet } from './packets.ts'

const IDLE_US = 5_000_000

interface Spread {
  readonly total: number
  readonly mean: number
  readonly std: number
  readonly max: number
  readonly min: number
}

function spreadOf(values: readonly number[]): Spread {
  const total = values.reduce((sum, value) => sum + value, 0)
  const mean = values.length === 0 ? 0 : total / values.length
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  const std = values.length < 2 ? 0 : Math.sqrt(squares / (values.length - 1))
  return { total, mean, std, max: Math.max(0, ...values), min: values.length === 0 ? 0 : Math.min(...values) }
}

const gapsOf = (packets: readonly Packet[]) =>
  packets.slice(1).map(({ at_us }, place) => at_us - (packets[place]?.at_us ?? 0))

const lengthsOf = (packets: readonly Packet[]) => packets.map(({ bytes }) => bytes)

const headersOf = (packets: readonly Packet[]) => packets.reduce((sum, { header_bytes }) => sum + header_bytes, 0)

const flagged = (packets: readonly Packet[], flag: string) => packets.filter(({ flags }) => flags.includes(flag)).length

function activeAndIdle(packets: readonly Packet[]): { active: Spread; idle: Spread } {
  const idle = gapsOf(packets).filter((gap) => gap > IDLE_US)
  const active: number[] = []
  let start = 0
  packets.forEach(({ at_us }, place) => {
    const before = packets[place - 1]?.at_us ?? 0
    if (at_us - before <= IDLE_US) return
    if (before > start) active.push(before - start)
    start = at_us
  })
  return { active: spreadOf(active), idle: spreadOf(idle) }
}

const PART_NAMES = { total: 'Total', mean: 'Mean', std: 'Std', max: 'Max', min: 'Min' } as const

const named = (prefix: string, spread: Spread, parts: readonly (keyof Spread)[] = ['mean', 'std', 'max', 'min']) =>
  Object.fromEntries(parts.map((part) => [`${prefix} ${PART_NAMES[part]}`, spread[part]]))

/** Every feature of a conversation as CICFlowMeter names and counts it; the names are the columns of the file. */
export function featuresOf({ packets, windows, protocol }: Conversation): Record<string, number> {
  const forward = packets.filter((packet) => packet.forward)
  const backward = packets.filter((packet) => !packet.forward)
  const all = spreadOf(lengthsOf(packets))
  const sent = spreadOf(lengthsOf(forward))
  const received = spreadOf(lengthsOf(backward))
  const duration = packets.at(-1)?.at_us ?? 0
  const perSecond = (amount: number) => (duration === 0 ? NaN : (amount * 1e6) / duration)
  const { active, idle } = activeAndIdle(packets)
  return {
    'Flow Duration': duration,
    'Total Fwd Packet': forward.length,
    'Total Bwd packets': backward.length,
    'Total Length of Fwd Packet': sent.total,
    'Total Length of Bwd Packet': received.total,
    ...named('Fwd Packet Length', sent, ['max', 'min', 'mean', 'std']),
    ...named('Bwd Packet Length', received, ['max', 'min', 'mean', 'std']),
    'Flow Bytes/s': perSecond(all.total),
    'Flow Packets/s': perSecond(packets.length),
    ...named('Flow IAT', spreadOf(gapsOf(packets))),
    ...named('Fwd IAT', spreadOf(gapsOf(forward)), ['total', 'mean', 'std', 'max', 'min']),
    ...named('Bwd IAT', spreadOf(gapsOf(backward)), ['total', 'mean', 'std', 'max', 'min']),
    'Fwd PSH Flags': flagged(forward, 'P'),
    'Bwd PSH Flags': flagged(backward, 'P'),
    'Fwd URG Flags': 0,
    'Bwd URG Flags': 0,
    'Fwd RST Flags': flagged(forward, 'R'),
    'Bwd RST Flags': flagged(backward, 'R'),
    'Fwd Header Length': headersOf(forward),
    'Bwd Header Length': headersOf(backward),
    'Fwd Packets/s': perSecond(forward.length),
    'Bwd Packets/s': perSecond(backward.length),
    ...named('Packet Length', all, ['min', 'max', 'mean', 'std']),
    'Packet Length Variance': all.std ** 2,
    'FIN Flag Count': flagged(packets, 'F'),
    'SYN Flag Count': flagged(packets, 'S'),
    'RST Flag Count': flagged(packets, 'R'),
    'PSH Flag Count': flagged(packets, 'P'),
    'ACK Flag Count': flagged(packets, 'A'),
    'URG Flag Count': 0,
    'CWR Flag Count': 0,
    'ECE Flag Count': 0,
    'Down/Up Ratio': backward.length / forward.length,
    'Average Packet Size': all.mean,
    'Fwd Segment Size Avg': sent.mean,
    'Bwd Segment Size Avg': received.mean,
    'Fwd Bytes/Bulk Avg': 0,
    'Fwd Packet/Bulk Avg': 0,
    'Fwd Bulk Rate Avg': 0,
    'Bwd Bytes/Bulk Avg': 0,
    'Bwd Packet/Bulk Avg': 0,
    'Bwd Bulk Rate Avg': 0,
    'Subflow Fwd Packets': 0,
    'Subflow Fwd Bytes': Math.floor(sent.total / packets.length),
    'Subflow Bwd Packets': 0,
    'Subflow Bwd Bytes': Math.floor(received.total / packets.length),
    'FWD Init Win Bytes': windows[0],
    'Bwd Init Win Bytes': windows[1],
    'Fwd Act Data Pkts': forward.filter(({ bytes }) => bytes > 0).length,
    'Fwd Seg Size Min': Math.min(...forward.map(({ header_bytes }) => header_bytes)),
    ...named('Active', active),
    ...named('Idle', idle),
    'Total TCP Flow Time': protocol === 6 ? duration : 0,
  }
}
