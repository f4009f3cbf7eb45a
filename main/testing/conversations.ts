import type { ConversationBatch } from '../flow/conversations.ts'

/** A flow as a test writes it; what it leaves out is that of a short TCP session that is answered. */
export interface TestFlow {
  /** Seconds since seven past 12:00:00 UTC on a Monday: a time in whole minutes tells no seconds. */
  readonly at_s: number
  readonly source?: string
  readonly target?: string
  readonly source_port?: number
  readonly port?: number
  readonly protocol?: number
  readonly duration_s?: number
  readonly packets?: readonly [forward: number, backward: number]
  readonly bytes?: readonly [forward: number, backward: number]
}

const MONDAY_NOON_US = Date.UTC(2024, 2, 4, 12, 0, 7) * 1000

/** Flows as a batch of conversations. */
export function conversations(flows: readonly TestFlow[]): ConversationBatch {
  const addresses: string[] = []
  const codes = new Map<string, number>()
  const code = (address: string) => {
    const known = codes.get(address) ?? addresses.push(address)
    codes.set(address, known)
    return known
  }
  const column = (numberOf: (flow: TestFlow) => number) => ({
    values: Float64Array.from(flows, numberOf),
    offset: 0,
    stride: 1,
  })
  return {
    rows: flows.length,
    timestamps_us: Float64Array.from(flows, ({ at_s }) => Math.round(MONDAY_NOON_US + at_s * 1e6)),
    sources: Uint32Array.from(flows, ({ source = '10.0.0.5' }) => code(source)),
    destinations: Uint32Array.from(flows, ({ target = '10.0.0.9' }) => code(target)),
    addresses,
    source_ports: Int32Array.from(flows, ({ source_port = 50_000 }) => source_port),
    destination_ports: Int32Array.from(flows, ({ port = 443 }) => port),
    protocols: Int32Array.from(flows, ({ protocol = 6 }) => protocol),
    duration_us: column(({ duration_s = 0.1 }) => duration_s * 1e6),
    forward_packets: column(({ packets = [5, 5] }) => packets[0]),
    backward_packets: column(({ packets = [5, 5] }) => packets[1]),
    forward_bytes: column(({ bytes = [500, 1500] }) => bytes[0]),
    backward_bytes: column(({ bytes = [500, 1500] }) => bytes[1]),
  }
}

/** What of a flow is that of a connection that nobody answers. */
export const UNANSWERED = { packets: [1, 1], bytes: [0, 0] } as const

/** As many numbers as asked for, from 0. */
export const count = (length: number): number[] => Array.from({ length }, (_, index) => index)
