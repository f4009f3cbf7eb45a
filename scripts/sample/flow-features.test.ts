import { describe, expect, it } from 'vitest'

import { cutFlows, type Flow } from './flow-cut.ts'
import { measureFlow } from './flow-features.ts'
import type { Instrument } from './instrument.ts'
import { CORRECTED_HEADER, correctedRow } from './layout-corrected.ts'
import { ORIGINAL_HEADER, originalRow } from './layout-original.ts'
import { type Conversation, type Direction, type Packet, TCP, TCP_FLAG, UDP } from './packet.ts'

const { FIN, SYN, RST, PSH, ACK } = TCP_FLAG

const BEGIN_US = Date.UTC(2026, 2, 10, 9, 0) * 1000

function packet(after_us: number, direction: Direction, payload_bytes: number, rest: Partial<Packet> = {}): Packet {
  return { time_us: BEGIN_US + after_us, direction, payload_bytes, header_bytes: 20, flags: 0, window: 0, ...rest }
}

function conversation(protocol: Conversation['protocol'], packets: readonly Packet[]): Conversation {
  return {
    protocol,
    source: { ip: '192.0.2.20', port: 50_001 },
    destination: { ip: '198.51.100.5', port: 53 },
    packets,
  }
}

function firstFlow(of: Conversation, instrument: Instrument): Flow {
  const [flow] = cutFlows(of, instrument)
  if (flow === undefined) throw new Error('The conversation has no packets.')
  return flow
}

function cells(of: Conversation, instrument: Instrument): Map<string, string> {
  const flow = firstFlow(of, instrument)
  const features = measureFlow(flow, instrument)
  const corrected = instrument === 'corrected'
  const names = (corrected ? CORRECTED_HEADER : ORIGINAL_HEADER).split(',')
  const values = (corrected ? correctedRow(7, flow, features, 'BENIGN') : originalRow(flow, features, 'BENIGN')).split(
    ',',
  )
  expect(values).toHaveLength(names.length)
  return new Map(names.map((name, column) => [name.trim(), values[column] ?? '']))
}

function expectCells(actual: ReadonlyMap<string, string>, expected: Readonly<Record<string, string>>): void {
  expect(Object.fromEntries(Object.keys(expected).map((name) => [name, actual.get(name)]))).toEqual(expected)
}

/** A question of 40 bytes, its answer of 100 bytes a millisecond later. */
const LOOK_UP = conversation(UDP, [
  packet(0, 'forward', 40, { header_bytes: 8 }),
  packet(1000, 'backward', 100, { header_bytes: 8 }),
])

/** Handshake, a request of 10 bytes, a reply of 30, six seconds of silence, an abort. */
const REQUEST = conversation(TCP, [
  packet(0, 'forward', 0, { header_bytes: 40, flags: SYN, window: 29_200 }),
  packet(100, 'backward', 0, { header_bytes: 40, flags: SYN | ACK, window: 28_960 }),
  packet(300, 'forward', 0, { header_bytes: 32, flags: ACK, window: 229 }),
  packet(400, 'forward', 10, { header_bytes: 32, flags: PSH | ACK, window: 229 }),
  packet(1000, 'backward', 30, { header_bytes: 32, flags: PSH | ACK, window: 235 }),
  packet(6_001_000, 'forward', 0, { flags: RST }),
])

describe('measureFlow with the corrected meter', () => {
  it('measures a question and its answer', () => {
    expectCells(cells(LOOK_UP, 'corrected'), {
      id: '7',
      'Flow ID': '192.0.2.20-198.51.100.5-50001-53-17',
      Timestamp: '2026-03-10 09:00:00.000000',
      'Flow Duration': '1000',
      'Total Fwd Packet': '1',
      'Total Bwd packets': '1',
      'Flow Bytes/s': '140000.0',
      'Flow Packets/s': '2000.0',
      'Flow IAT Mean': '1000.0',
      'Fwd IAT Total': '0',
      'Packet Length Mean': '70.0',
      'Packet Length Std': '42.42641',
      'Packet Length Variance': '1800.0',
      'Down/Up Ratio': '1.0',
      'Average Packet Size': '70.0',
      'Subflow Fwd Packets': '0',
      'Subflow Bwd Bytes': '50',
      'Fwd Header Length': '8',
      'FWD Init Win Bytes': '0',
      'Fwd Act Data Pkts': '0',
      'Fwd Seg Size Min': '8',
      'Total TCP Flow Time': '0',
      Label: 'BENIGN',
    })
  })

  it('counts flags, windows and the pause of a connection', () => {
    expectCells(cells(REQUEST, 'corrected'), {
      'Flow Duration': '6001000',
      'Total Fwd Packet': '4',
      'Total Bwd packets': '2',
      'Fwd Packet Length Mean': '2.5',
      'Fwd Packet Length Std': '5.0',
      'Flow IAT Max': '6000000',
      'Flow IAT Min': '100',
      'Fwd IAT Total': '6001000',
      'Bwd IAT Mean': '900.0',
      'SYN Flag Count': '2',
      'PSH Flag Count': '2',
      'ACK Flag Count': '4',
      'RST Flag Count': '1',
      'Fwd RST Flags': '1',
      'Bwd PSH Flags': '1',
      'Fwd Header Length': '124',
      'Bwd Header Length': '72',
      'Down/Up Ratio': '0.5',
      'FWD Init Win Bytes': '29200',
      'Bwd Init Win Bytes': '235',
      'Fwd Act Data Pkts': '1',
      'Fwd Seg Size Min': '20',
      'Active Mean': '1000.0',
      'Active Std': '0.0',
      'Active Max': '1000',
      'Idle Mean': '6000000.0',
      'Idle Min': '6000000',
      'Total TCP Flow Time': '6001000',
    })
  })

  it('finds a bulk in four data packets of one direction', () => {
    const bulk = conversation(TCP, [
      packet(0, 'forward', 10, { flags: ACK }),
      ...[100_000, 200_000, 300_000, 600_000].map((after_us) => packet(after_us, 'backward', 500, { flags: ACK })),
    ])
    expectCells(cells(bulk, 'corrected'), {
      'Bwd Bytes/Bulk Avg': '2000',
      'Bwd Packet/Bulk Avg': '4',
      'Bwd Bulk Rate Avg': '4000',
      'Fwd Packet/Bulk Avg': '0',
    })
  })
})

describe('measureFlow with the original meter', () => {
  it('takes the first packet twice and the header length from elsewhere', () => {
    expectCells(cells(LOOK_UP, 'original'), {
      'Flow Bytes/s': '140000',
      'Packet Length Mean': '60',
      'Packet Length Std': '34.64101615',
      'Average Packet Size': '90',
      'Down/Up Ratio': '1',
      'Subflow Fwd Bytes': '40',
      Init_Win_bytes_forward: '-1',
      'Fwd Header Length': '32',
      'ACK Flag Count': '0',
    })
  })

  it('takes the padding of short frames for payload', () => {
    const refused = conversation(TCP, [
      packet(0, 'forward', 0, { header_bytes: 24, flags: SYN, window: 1024 }),
      packet(50, 'backward', 0, { flags: RST | ACK }),
    ])
    expectCells(cells(refused, 'original'), {
      'Total Length of Fwd Packets': '2',
      'Total Length of Bwd Packets': '6',
      'PSH Flag Count': '1',
      'RST Flag Count': '0',
      Init_Win_bytes_backward: '0',
    })
  })

  it('writes a rate over no time as Infinity, or NaN when nothing was sent', () => {
    expectCells(cells(conversation(TCP, [packet(0, 'forward', 12, { flags: PSH | ACK })]), 'original'), {
      'Flow Bytes/s': 'Infinity',
      'Flow Packets/s': 'Infinity',
      'Fwd Packets/s': '0',
      'SYN Flag Count': '1',
    })
    expectCells(cells(conversation(TCP, [packet(0, 'forward', 0, { header_bytes: 32 })]), 'original'), {
      'Flow Bytes/s': 'NaN',
    })
  })

  it('keeps three digits of a time from ten seconds on', () => {
    const slow = conversation(UDP, [packet(0, 'forward', 48), packet(12_345_678, 'backward', 48)])
    expectCells(cells(slow, 'original'), {
      'Flow Duration': '12345678',
      'Flow IAT Max': '12300000',
      'Idle Mean': '12300000',
    })
  })
})

describe('cutFlows', () => {
  const close = conversation(TCP, [
    packet(0, 'forward', 5, { flags: PSH | ACK }),
    packet(10, 'backward', 0, { flags: FIN | ACK }),
    packet(20, 'forward', 0, { flags: ACK }),
    packet(30, 'forward', 0, { flags: FIN | ACK }),
    packet(40, 'backward', 0, { flags: ACK }),
  ])

  it('ends a flow at the first FIN with the original meter only', () => {
    expect(cutFlows(close, 'corrected').map(({ packets }) => packets.length)).toEqual([5])
    expect(cutFlows(close, 'original').map(({ packets }) => packets.length)).toEqual([2, 3])
  })

  it('begins a new flow two minutes after the first packet, seen from whoever speaks then', () => {
    const long = conversation(UDP, [
      packet(0, 'forward', 1),
      packet(120e6, 'forward', 1),
      packet(120e6 + 1, 'backward', 1),
    ])
    const [first, second] = cutFlows(long, 'corrected')
    expect(first?.packets).toHaveLength(2)
    expect(second?.source).toEqual(long.destination)
    expect(second?.packets.map(({ direction }) => direction)).toEqual(['forward'])
    expect(second?.conversation_us).toBe(120e6 + 1)
  })
})
