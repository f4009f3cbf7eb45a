import { expect, test } from 'vitest'

import { pcapFile } from '../../testing/packets/files.ts'
import { ethernet, icmp, ipv4, ipv6, type Segment, tcp, tcpFrame, udp, udpFrame } from '../../testing/packets/frames.ts'
import { CaptureMeter, type MeterOptions } from './capture-meter.ts'
import { headerOf } from './columns.ts'
import type { Convention } from './convention.ts'
import { FlowRows } from './flow-row.ts'

const BEGIN_US = 1_700_000_000_000_000
type Timed = readonly [seconds: number, frame: Buffer]

const there = (flags: string, payload_bytes = 0, more: Segment = {}) => tcpFrame({ flags, payload_bytes, ...more })
const back = (flags: string, payload_bytes = 0) =>
  tcpFrame({
    ...{ source: '10.0.0.2', destination: '10.0.0.1', source_port: 80, destination_port: 40_000 },
    ...{ flags, payload_bytes, window: 500 },
  })

function meter(packets: readonly Timed[], options: Partial<MeterOptions> & { convention?: Convention } = {}) {
  const convention = options.convention ?? 'corrected'
  const names = headerOf(convention).split(',')
  const rows = new FlowRows(convention)
  const flows: Record<string, string>[] = []
  const capture = new CaptureMeter({ convention, ...options }, (flow) => {
    const cells = rows.row(flow).split(',')
    flows.push(Object.fromEntries(names.map((name, column) => [name, cells[column] ?? ''])))
  })
  capture.push(pcapFile(packets.map(([seconds, bytes]) => ({ time_us: BEGIN_US + Math.round(seconds * 1e6), bytes }))))
  while (capture.drain(1));
  return { flows, report: capture.report() }
}

test('a connection is one flow, measured on both sides', () => {
  const { flows } = meter([
    [0, there('S', 0, { option_bytes: 8 })],
    [0.01, back('SA')],
    [0.02, there('A')],
    [0.03, there('PA', 100)],
    [0.05, back('PA', 1460)],
    [0.06, back('PA', 40)],
    [0.09, there('FA')],
    [0.1, back('FA')],
  ])
  expect(flows).toHaveLength(1)
  expect(flows[0]).toMatchObject({
    'Flow ID': '10.0.0.1-10.0.0.2-40000-80-6',
    'Src IP': '10.0.0.1',
    'Dst Port': '80',
    Timestamp: '2023-11-14 22:13:20',
    'Flow Duration': '100000',
    'Total Fwd Packet': '4',
    'Total Bwd packets': '4',
    'Total Length of Fwd Packet': '100.0',
    'Total Length of Bwd Packet': '1500.0',
    'Flow Bytes/s': '16000.0',
    'Fwd Header Length': '88',
    'Bwd Packet Length Max': '1460.0',
    'SYN Flag Count': '2',
    'FIN Flag Count': '2',
    'FWD Init Win Bytes': '8192',
    'Bwd Init Win Bytes': '500',
    'Fwd Act Data Pkts': '1',
    'Fwd Seg Size Min': '20',
    'Total TCP Flow Time': '100000',
    Label: 'NeedManualLabel',
  })
})

test('a SYN after a close opens a flow of its own, one that is still open goes on', () => {
  const closed = [there('S'), back('SA'), there('FA'), back('FA'), there('A')]
  const packets = [...closed, there('S'), back('SA')].map((frame, index) => [index / 100, frame] as const)
  expect(meter(packets).flows.map((flow) => flow['SYN Flag Count'])).toEqual(['2', '2'])
  const open = [there('S'), back('SA'), there('A'), there('S')].map((frame, index) => [index / 100, frame] as const)
  expect(meter(open).flows).toHaveLength(1)
})

test('a flow ends with the packet that comes more than 120 s after its first', () => {
  const { flows } = meter([
    [0, there('A', 1)],
    [120, there('A', 1)],
    [120.000001, back('A', 1)],
  ])
  expect(flows.map((flow) => [flow['Flow Duration'], flow['Src IP'], flow['Total TCP Flow Time']])).toEqual([
    ['120000000', '10.0.0.1', '120000000'],
    // The direction is kept and the time of the connection counts on.
    ['0', '10.0.0.1', '120000001'],
  ])
  expect(flows[1]).toMatchObject({ 'Total Fwd Packet': '0', 'Total Bwd packets': '1', 'Flow IAT Mean': 'NaN' })
})

test('the original convention ends flows with a backward FIN and writes none of one packet', () => {
  const packets = [there('S'), back('SA'), there('FA'), there('FA'), back('FA'), there('A')]
  const { flows, report } = meter(
    packets.map((frame, index) => [index / 100, frame] as const),
    { convention: 'original' },
  )
  expect(flows).toHaveLength(1)
  expect(flows[0]).toMatchObject({
    Timestamp: '14/11/2023 10:13:20 PM',
    'Total Fwd Packet': '2',
    'FIN Flag Count': '2',
  })
  expect(report).toMatchObject({ dropped: 1, unwritten: 1, packets: { read: 6, metered: 6 } })
})

test('a silence of more than five seconds is idle, and ends an active period', () => {
  const { flows } = meter([0, 1, 6, 11.1, 12].map((seconds) => [seconds, there('A', 1)]))
  expect(flows[0]).toMatchObject({ 'Active Mean': '6000000.0', 'Idle Mean': '5100000.0', 'Idle Std': '0.0' })
})

test('four payload packets of one side in a row are a bulk transfer', () => {
  const { flows } = meter([
    [0, there('A', 100)],
    [0.1, there('A', 100)],
    [0.2, back('A')],
    [0.3, there('A', 100)],
    [0.4, there('A', 100)],
    [0.5, there('A', 50)],
    [0.6, back('A', 10)],
  ])
  expect(flows[0]).toMatchObject({
    ...{
      'Fwd Bytes/Bulk Avg': '450',
      'Fwd Packet/Bulk Avg': '5',
      'Fwd Bulk Rate Avg': '900',
      'Bwd Bytes/Bulk Avg': '0',
    },
  })
})

test('ICMP is split by type and code together, and other protocols are one flow between two hosts', () => {
  const ping = (type: number, code: number) => ethernet(ipv4(icmp(type, code), { protocol: 1 }))
  const igmp = ethernet(ipv4(Buffer.alloc(8), { protocol: 2 }))
  const gre = ethernet(ipv4(Buffer.alloc(8), { protocol: 47 }))
  const { flows } = meter([
    [0, ping(8, 0)],
    [0.1, ping(0, 0)],
    [0.2, ping(3, 1)],
    [0.3, igmp],
    [0.4, gre],
  ])
  expect(
    flows.map((flow) => [flow['Protocol'], flow['ICMP Type'], flow['ICMP Code'], flow['Total Fwd Packet']]),
  ).toEqual([
    ['1', '8', '0', '2'],
    ['1', '3', '1', '1'],
    ['0', '-1', '-1', '2'],
  ])
})

test('IPv6 is metered like IPv4, with its own addresses', () => {
  const frame = ethernet(ipv6(udp({ payload_bytes: 12 }), 17), 0x86dd)
  const { flows } = meter([[0, frame]])
  expect(flows[0]).toMatchObject({ 'Flow ID': '2001:db8::1-2001:db8::2-40000-53-17', 'Fwd Packet Length Max': '12.0' })
})

test('padding is no payload, a cut payload counts as far as it was captured, and a length of 0 stands for the frame', () => {
  const padded = Buffer.concat([tcpFrame({ payload_bytes: 2 }), Buffer.alloc(30)])
  const offloaded = ethernet(ipv4(tcp({ payload_bytes: 3000 }), { total_length: 0 }))
  const cut = tcpFrame({ payload_bytes: 900 }).subarray(0, 100)
  const { flows } = meter([padded, offloaded, cut].map((frame, index) => [index, frame]))
  expect(flows[0]).toMatchObject({ 'Total Length of Fwd Packet': `${2 + 3000 + 46}.0` })
})

test('packets that are not in order are sorted, unless the order of the file is wanted', () => {
  const packets: Timed[] = [
    [0, there('A')],
    [2, there('A')],
    [1, there('A')],
  ]
  const sorted = meter(packets)
  expect(sorted.flows[0]).toMatchObject({ 'Flow Duration': '2000000', 'Flow IAT Min': '1000000.0' })
  expect(sorted.report).toMatchObject({ out_of_order: 1, left_out_of_order: 0 })
  const as_it_is = meter(packets, { is_file_order: true })
  expect(as_it_is.flows[0]).toMatchObject({ 'Flow Duration': '1000000', 'Flow IAT Min': '-1000000.0' })
  expect(as_it_is.report).toMatchObject({ out_of_order: 1, left_out_of_order: 1 })
})

test('when too many flows are open, those past the time limit are closed first, then the oldest, and it is told', () => {
  const from = (host: number, seconds: number): Timed => [
    seconds,
    udpFrame({ source: `10.1.${host >> 8}.${host & 255}`, payload_bytes: 1 }),
  ]
  const limits = { open_flows: 64, open_bytes: Number.POSITIVE_INFINITY }
  const packets = Array.from({ length: 1000 }, (_, host) => from(host, host < 32 ? 0 : 200 + host / 1000))
  const { flows, report } = meter(packets, { limits })
  expect(flows).toHaveLength(1000)
  expect(new Set(flows.map((flow) => flow['Src IP'])).size).toBe(1000)
  expect(report.closed_for_room).toBeGreaterThan(900)
  expect(report.closed_early).toBe(report.closed_for_room - 32)
})

test('flag counters go on beyond 65,535', () => {
  const frame = there('A')
  const { flows } = meter(Array.from({ length: 70_000 }, (_, index) => [index / 1e6, frame]))
  expect(flows[0]).toMatchObject({ 'ACK Flag Count': '70000', 'Fwd Header Length': '1400000' })
})
