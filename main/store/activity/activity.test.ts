import fc from 'fast-check'
import { expect, test } from 'vitest'

import { decodeFacts, decodeKeys } from '../../scoring/prediction-chunk.ts'
import { ADDRESSES, PORTS } from '../../testing/random-queries.ts'
import { scoredBatch, type ScoredFlow } from '../../testing/scored.ts'
import type { ChunkColumns } from '../search/row-test.ts'
import { HostTally } from './host-tally.ts'
import { TimeBuckets } from './time-buckets.ts'
import { TopCounts } from './top-counts.ts'

/** Bytes of a flow by its row, so that a sum says which flows are in it. */
const bytesOf = (row: number) => ({ forward: 2 ** row, backward: 1000 + row })

function columnsOf(flows: readonly ScoredFlow[]): ChunkColumns {
  const { keys, facts } = scoredBatch({ capture_id: 1, scoring_id: 1 }, flows)
  return {
    keys: decodeKeys(keys),
    facts: decodeFacts(facts),
    capture: { id: 1, name: 'x.csv', has_untimed: true },
    feature: (index) => Float32Array.from(flows, (_, row) => bytesOf(row)[index === 3 ? 'forward' : 'backward']),
  }
}

const address = fc.constantFrom(...ADDRESSES)
const randomFlow: fc.Arbitrary<ScoredFlow> = fc.record(
  {
    threat_type: fc.constantFrom('Benign', 'DDoS', 'PortScan'),
    source_ip: address,
    destination_ip: address,
    destination_port: fc.constantFrom(...PORTS),
    timestamp_us: fc.integer({ min: 0, max: 1e9 }),
  },
  { requiredKeys: ['threat_type'] },
)

test('a tally says of a host, and of a pair, what a plain count of its flows says', () => {
  fc.assert(
    fc.property(
      fc.array(randomFlow, { maxLength: 20 }),
      address,
      fc.option(address, { nil: null }),
      (flows, host, peer) => {
        const tally = new HostTally({ address: host, peer })
        tally.add(columnsOf(flows))
        const fits = (other: string | undefined) => peer === null || other === peer
        const numbered = flows.map((flow, row) => ({ ...flow, ...bytesOf(row) }))
        const from = numbered.filter((flow) => flow.source_ip === host && fits(flow.destination_ip))
        const to = numbered.filter((flow) => flow.destination_ip === host && fits(flow.source_ip))
        const own = numbered.filter((flow) => from.includes(flow) || to.includes(flow))
        const sum = (those: typeof own, field: 'forward' | 'backward') =>
          those.reduce((total, flow) => total + flow[field], 0)
        const counts = tally.counts(99, [])
        expect(counts).toMatchObject({
          flows: own.length,
          as_source: { flows: from.length, bytes_sent: sum(from, 'forward'), bytes_received: sum(from, 'backward') },
          as_target: { flows: to.length, bytes_sent: sum(to, 'backward'), bytes_received: sum(to, 'forward') },
          both_ends: from.filter((flow) => to.includes(flow)).length,
          flows_without_time: own.filter(({ timestamp_us }) => timestamp_us === undefined).length,
        })
        for (const { threat_type, flows: of_type } of counts.by_threat_type)
          expect(own.filter((flow) => flow.threat_type === threat_type)).toHaveLength(of_type)
        for (const { port, flows: at_port } of counts.ports.items)
          expect(own.filter((flow) => flow.destination_port === port)).toHaveLength(at_port)
        for (const each of counts.peers.items) {
          const between = own.filter(({ source_ip, destination_ip }) =>
            source_ip === host ? destination_ip === each.address : source_ip === each.address,
          )
          expect(between).toHaveLength(each.flows)
        }
      },
    ),
  )
})

test('counts of too many keys say that they are the least, and keep those with the most', () => {
  const counts = new TopCounts<string>(4)
  for (let turn = 0; turn < 10; turn += 1) {
    counts.add('busy', [5, 1])
    counts.add(`once-${String(turn)}`, [1, 0])
  }
  expect(counts.is_exact).toBe(false)
  expect(counts.most(1)).toEqual([{ key: 'busy', figures: [50, 10] }])
})

test('counts of equal keys come in the order of the keys', () => {
  const counts = new TopCounts<number>()
  for (const key of [9, 3, 7]) counts.add(key, [1])
  expect(counts.most(2).map(({ key }) => key)).toEqual([3, 7])
  expect(counts.is_exact).toBe(true)
})

const TYPES = ['Benign', 'DDoS']
const DAY_US = 86_400e6

test('time buckets keep every flow, however many buckets there would be', () => {
  const buckets = new TimeBuckets(8)
  for (let at = 0; at < 500; at += 1) buckets.add(at * 7200e6, at % 2)
  const { buckets: rows, width, outside } = buckets.series(TYPES)
  expect(outside).toBeNull()
  expect(rows.reduce((sum, { flows }) => sum + flows, 0)).toBe(500)
  expect(rows.filter(({ threat_type }) => threat_type === 'DDoS').reduce((sum, { flows }) => sum + flows, 0)).toBe(250)
  expect(width % 8640).toBe(0)
})

test('time buckets leave a flow of another age outside, and count it', () => {
  const buckets = new TimeBuckets()
  for (let at = 0; at < 100; at += 1) buckets.add(17_000 * DAY_US + at * 60e6, 0)
  buckets.add(0, 1)
  const { buckets: rows, width, outside } = buckets.series(TYPES)
  expect(outside).toEqual({ flows: 1, first: 0, last: 0 })
  expect(rows.reduce((sum, { flows }) => sum + flows, 0)).toBe(100)
  expect(width).toBeLessThan(60)
})
