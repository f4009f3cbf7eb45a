import { type CaptureLines, columnOf } from './captures.ts'

/** A flow of a simulated capture, as any instrument on the same wire would count it. */
export interface WireFlow {
  /** Microseconds since 1970 (UTC). */
  readonly time_us: number
  readonly duration_us: number
  readonly source: string
  readonly source_port: number
  readonly destination: string
  readonly destination_port: number
  readonly protocol: number
  readonly packets: readonly [forward: number, backward: number]
  readonly payload: readonly [forward: number, backward: number]
  /** Bytes of TCP or UDP headers. */
  readonly headers: readonly [forward: number, backward: number]
  /** Whether the target answered with resets alone. */
  readonly is_refused: boolean
}

const TCP = 6

const FIRST_US = Date.UTC(2026, 2, 10, 9, 0, 7) * 1000 + 1000

/** A host tries ports of another, one a second from 1000 up, and each is refused. */
export function portScan(ports: number): WireFlow[] {
  return Array.from({ length: ports }, (_, at) => ({
    ...{ time_us: FIRST_US + at * 1e6, duration_us: 2000, protocol: TCP, is_refused: true },
    ...{ source: '10.0.0.5', source_port: 50_000 + at, destination: '10.0.0.9', destination_port: 1000 + at },
    ...{ packets: [1, 1], payload: [0, 0], headers: [40, 20] },
  }))
}

/** Flows of a simulated capture in the layout of the corrected release. */
export function wireFlows({ header, rows }: CaptureLines): WireFlow[] {
  const at = (name: string) => columnOf(header, name)
  const [source, source_port, destination, destination_port] = ['Src IP', 'Src Port', 'Dst IP', 'Dst Port'].map(at)
  const [time, duration, protocol, resets] = ['Timestamp', 'Flow Duration', 'Protocol', 'Bwd RST Flags'].map(at)
  const pairs = [
    ['Total Fwd Packet', 'Total Bwd packets'],
    ['Total Length of Fwd Packet', 'Total Length of Bwd Packet'],
    ['Fwd Header Length', 'Bwd Header Length'],
  ].map((names) => names.map(at))
  return rows.map((row) => {
    const cells = row.split(',')
    const text = (column: number | undefined) => cells[column ?? -1] ?? ''
    const pair = (of: readonly number[] = []) => [Number(text(of[0])), Number(text(of[1]))] as const
    const written = text(time)
    const packets = pair(pairs[0])
    const payload = pair(pairs[1])
    return {
      // The clock has microseconds, and Date has not.
      time_us: Date.parse(`${written.slice(0, 19).replace(' ', 'T')}Z`) * 1000 + Number(written.slice(20)),
      duration_us: Number(text(duration)),
      source: text(source),
      source_port: Number(text(source_port)),
      destination: text(destination),
      destination_port: Number(text(destination_port)),
      protocol: Number(text(protocol)),
      ...{ packets, payload, headers: pair(pairs[2]) },
      is_refused:
        Number(text(protocol)) === TCP && packets[1] > 0 && payload[0] + payload[1] === 0 && Number(text(resets)) > 0,
    }
  })
}

/** Lengths of IP packets, both ways. */
export function ipBytes({ packets, payload, headers }: WireFlow): readonly [forward: number, backward: number] {
  return [payload[0] + headers[0] + packets[0] * 20, payload[1] + headers[1] + packets[1] * 20]
}

/** Lengths of Ethernet frames, both ways. */
export function frameBytes(flow: WireFlow): readonly [forward: number, backward: number] {
  const [forward, backward] = ipBytes(flow)
  return [forward + flow.packets[0] * 14, backward + flow.packets[1] * 14]
}

/** Microseconds as seconds with six decimals. */
export const seconds = (time_us: number): string =>
  `${String(Math.floor(time_us / 1e6))}.${String(time_us % 1e6).padStart(6, '0')}`
