import { expect, test } from 'vitest'

import { ANSWER } from '../../flow/conversations.ts'
import { DirectionJoin } from './direction-join.ts'
import type { ConversationRecord } from './record.ts'

const record = (change: Partial<ConversationRecord>): ConversationRecord => ({
  ...{
    time_text: null,
    time_us: 1e15,
    duration_us: 1e6,
    source: '192.0.2.9',
    source_port: 50_000,
    destination: '198.51.100.5',
  },
  ...{ destination_port: 22, protocol: 6, forward_packets: 5, backward_packets: 0, forward_bytes: 700 },
  ...{ backward_bytes: 0, answer: ANSWER.untold, state: null, tcp_flags: null },
  ...change,
})
const reply = (change: Partial<ConversationRecord> = {}) =>
  record({
    ...{ source: '198.51.100.5', source_port: 22, destination: '192.0.2.9', destination_port: 50_000 },
    ...{ time_us: 1e15 + 100, forward_packets: 4, forward_bytes: 900 },
    ...change,
  })

function joining() {
  const given: ConversationRecord[] = []
  const join = new DirectionJoin(({ record }) => given.push(record))
  const add = (each: ConversationRecord) => join.add({ record: each, file_row: 0, line_number: 1 })
  return { given, join, add }
}

test('a bounded number of records wait, the oldest are given on first', () => {
  const { given, join, add } = joining()
  for (let port = 1; port <= 20_000; port += 1) add(record({ destination_port: port }))
  expect(given.length).toBeGreaterThanOrEqual(20_000 - 16_384)
  expect(given.map(({ destination_port }) => destination_port)).toEqual(given.map((_, at) => at + 1))
  join.finish()
  expect(given).toHaveLength(20_000)
})

test('no record waits longer than a minute behind its end', () => {
  const { given, join, add } = joining()
  add(record({}))
  add(record({ destination_port: 80, time_us: 1e15 + 62e6 }))
  expect(given).toHaveLength(1)
  add(reply())
  join.finish()
  expect(given).toHaveLength(3)
})

test('no record waits while too many others go past it', () => {
  const { given, join, add } = joining()
  add(record({ duration_us: 3600e6 }))
  for (let at = 1; at <= 40_000; at += 1) add(record({ source_port: at, backward_packets: 3 }))
  expect(given.findIndex(({ backward_packets }) => backward_packets === 0)).toBe(32_768)
  add(record({ source_port: 1 }))
  add(record({ source_port: 2, backward_packets: 3, time_us: 1e15 + 62e6 }))
  expect(given.slice(-2).map(({ source_port }) => source_port)).toEqual([1, 2])
  join.finish()
  expect(given).toHaveLength(40_003)
})

test('the pieces of a long connection are joined piece by piece', () => {
  const { given, join, add } = joining()
  const pieces = [0, 300e6, 600e6]
  for (const after_us of pieces) {
    add(record({ time_us: 1e15 + after_us, duration_us: 299e6 }))
    add(reply({ time_us: 1e15 + after_us + 100, duration_us: 299e6 }))
  }
  join.finish()
  expect(given.map(({ time_us, backward_packets }) => [time_us - 1e15, backward_packets])).toEqual(
    pieces.map((after_us) => [after_us, 4]),
  )
})

test('each record is in one conversation, whatever their order', () => {
  const { given, join, add } = joining()
  const records = [record({}), record({ time_us: 1e15 + 2e6 }), reply(), reply({ time_us: 1e15 + 5e6 }), record({})]
  for (const each of records) add(each)
  join.finish()
  const packets = given.reduce((sum, each) => sum + each.forward_packets + each.backward_packets, 0)
  expect(packets).toBe(records.reduce((sum, each) => sum + each.forward_packets, 0))
})

test.each(['AABB', 'ABAB', 'ABBA', 'AAABBB'])('records of several exporters in the order %s are joined', (order) => {
  const { given, join, add } = joining()
  for (const [at, each] of order.split('').entries()) add(each === 'A' ? record({ forward_packets: at }) : reply())
  join.finish()
  expect(given.map(({ source_port, backward_packets }) => [source_port, backward_packets])).toEqual(
    Array(order.length / 2).fill([50_000, 4]),
  )
})

test('the oldest of several is joined first, if it is of the same time', () => {
  const { given, join, add } = joining()
  for (const after_s of [0, 20, 21]) add(record({ time_us: 1e15 + after_s * 1e6, forward_packets: after_s }))
  add(reply({ time_us: 1e15 + 21e6 }))
  join.finish()
  expect(given.map(({ forward_packets, backward_packets }) => [forward_packets, backward_packets])).toEqual([
    [20, 4],
    [0, 0],
    [21, 0],
  ])
})

test('hosts that ping each other are asked and answered each', () => {
  const { given, join, add } = joining()
  const message = (source: string, destination: string, type: number) =>
    add(record({ source, destination, source_port: type, destination_port: 0, protocol: 1, forward_packets: type }))
  for (const type of [8, 0]) {
    message('192.0.2.1', '192.0.2.2', type)
    message('192.0.2.2', '192.0.2.1', type)
  }
  join.finish()
  expect(given.map(({ source, source_port, backward_packets }) => [source, source_port, backward_packets])).toEqual([
    ['192.0.2.2', 8, 0],
    ['192.0.2.1', 8, 0],
  ])
  expect(join.notice()).toContain('2 pairs were joined')
})

test('a bounded number of records with the same ends wait', () => {
  const { given, join, add } = joining()
  for (let at = 1; at <= 100; at += 1) add(record({ forward_packets: at }))
  expect(given.map(({ forward_packets }) => forward_packets)).toEqual(Array.from({ length: 84 }, (_, at) => at + 1))
  join.finish()
  expect(given).toHaveLength(100)
})
