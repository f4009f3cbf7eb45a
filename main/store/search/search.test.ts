import type { Database } from 'better-sqlite3'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { isMatchingFlow, type QueryableFlow } from '../../../contract/query/flow-fields.ts'
import { parseQuery } from '../../../contract/query/parse.ts'
import { printQuery } from '../../../contract/query/print.ts'
import type { QueryTree } from '../../../contract/query/tree.ts'
import { ADDRESSES, PORTS, randomQuery, TYPES } from '../../testing/random-queries.ts'
import { decodeFeatures, packFeatures } from '../../flow/feature-chunk.ts'
import { FEATURE_COUNT } from '../../flow/features.ts'
import { roundShare } from '../../flow/round-share.ts'
import type { ThreatType } from '../../flow/threat-types.ts'
import { useFolder } from '../../testing/folder.ts'
import { scoredBatch, type ScoredFlow } from '../../testing/scored.ts'
import { NEW_CAPTURE } from '../conformance/fixtures.ts'
import type { PredictionCursor, PredictionRow, SearchFilter } from '../flows.ts'
import { handOver } from '../handed.ts'
import { sqliteStore } from '../sqlite/methods.ts'
import { openDatabase } from '../sqlite/open.ts'
import type { StoreDomains } from '../store.ts'

const folder = useFolder()
let database: Database
let store: StoreDomains
let flows: (QueryableFlow & { id: number; alert_id: number | null })[] = []
/** Of some chunks, whose summaries therefore tell more. */
const NARROW = {
  source_ip: '10.0.0.1',
  destination_ip: '192.168.10.50',
  destination_port: 80,
  label: 'Benign',
} as const
const ROWS_OF_CHUNKS = [40, 1, 25, 40, 60]

const optional = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.option(arbitrary, { nil: undefined, freq: 4 })
const randomFlow = fc.record({
  threat_type: fc.constantFrom(...(TYPES.filter((type) => type !== 'Unknown') as ThreatType[])),
  confidence: fc.oneof(fc.constantFrom(0.5, 0.9, 1), fc.double({ min: 0, max: 1, noNaN: true })),
  source_ip: optional(fc.constantFrom(...ADDRESSES)),
  destination_ip: optional(fc.constantFrom(...ADDRESSES)),
  source_port: optional(fc.constantFrom(...PORTS)),
  destination_port: optional(fc.constantFrom(...PORTS)),
  protocol: optional(fc.constantFrom(6, 17, 1, 200)),
  timestamp_us: optional(fc.integer({ min: 0, max: 200 }).map((at_s) => at_s * 1e6)),
  label: optional(fc.constantFrom('Benign' as const, 'DDoS' as const)),
})
const randomFeatures = fc.array(
  fc.oneof(fc.integer({ min: 0, max: 200 }), fc.constant(NaN), fc.float({ noNaN: true })),
  {
    minLength: FEATURE_COUNT,
    maxLength: FEATURE_COUNT,
  },
)

/** Values from a generator, the same each time. */
const sample = <Value>(arbitrary: fc.Arbitrary<Value>, count: number, seed: number) =>
  fc.sample(arbitrary, { numRuns: count, seed })

async function addChunk(place: { capture_id: number; scoring_id: number }, rows: number, seed: number): Promise<void> {
  const made: ScoredFlow[] = sample(randomFlow, rows, seed).map(
    (flow) =>
      Object.fromEntries(Object.entries(flow).filter(([, value]) => value !== undefined)) as unknown as ScoredFlow,
  )
  const narrow = seed % 3 === 0 ? made.map((flow) => ({ ...flow, ...NARROW })) : made
  const features = Float32Array.from(sample(randomFeatures, rows, seed).flat())
  const batch = scoredBatch(place, narrow)
  const packed = seed % 4 === 1 ? { feature_chunk: null, feature_ranges: null } : await packFeatures(features, rows)
  store.flows.appendToCapture(handOver({ ...batch, ...packed }))
}

/** What the store has, flow by flow, as the reference takes it. */
async function everyFlow(): Promise<typeof flows> {
  const alerts = store.alerts.list({}, null, 10_000).rows.map(({ id }) => id)
  const alert_of = new Map<number, number>()
  for (const id of alerts)
    for (const row of store.flows.list({ alert_id: id }, null, 10_000).rows) alert_of.set(row.id, id)
  const { rows } = store.flows.list({}, null, 4000)
  return Promise.all(
    rows.map(async (row) => ({ ...row, ...(await whatIsMissing(row)), alert_id: alert_of.get(row.id) ?? null })),
  )
}

async function whatIsMissing(row: PredictionRow) {
  const flow_number = row.id % 2 ** 32
  const stored = store.flows.getFeatureChunk(row.capture_id, flow_number)
  const features = stored && (await decodeFeatures(stored.chunk, [flow_number - stored.first_flow_number])).features
  return {
    confidence: roundShare(row.confidence),
    capture_name: store.captures.get(row.capture_id)?.name ?? '',
    feature: (index: number) => features?.[index] ?? NaN,
  }
}

beforeAll(async () => {
  ;({ database } = openDatabase(folder.at('search.sqlite')))
  store = sqliteStore(database)
  for (let capture = 1; capture <= 3; capture += 1) {
    const place = store.captures.create({
      ...NEW_CAPTURE,
      name: `${String(capture)} x.csv`,
      imported_at_us: 7e6 * capture,
    })
    for (const [at, rows] of ROWS_OF_CHUNKS.entries()) await addChunk(place, rows, capture * 10 + at)
  }
  // As if an older version had written them.
  database.exec('DELETE FROM chunk_summaries WHERE chunk_id % 2 = 1 AND chunk_id / 4294967296 = 2')
  database.exec('DELETE FROM feature_ranges WHERE chunk_id / 4294967296 = 3')
  flows = await everyFlow()
  expect(flows).toHaveLength(3 * ROWS_OF_CHUNKS.reduce((sum, rows) => sum + rows, 0))
})
afterAll(() => void database.close())

/** All pages of a search. */
function searched(query: QueryTree, filter: SearchFilter, limit: number, budget_ms: number) {
  const rows: PredictionRow[] = []
  const totals = new Set<number | null>()
  let cursor: PredictionCursor | null = null
  for (let calls = 0; calls < 5000; calls += 1) {
    const page = store.flows.search(filter, query, cursor, limit, budget_ms)
    expect(page.rows.length).toBeLessThanOrEqual(limit)
    rows.push(...page.rows)
    totals.add(page.total)
    if (page.next === null) return { ids: rows.map(({ id }) => id), totals }
    cursor = page.next
  }
  throw new Error('the search does not end')
}

const expectedIds = (query: QueryTree, { capture_id, alert_id }: SearchFilter) =>
  flows
    .filter((flow) => capture_id === undefined || flow.capture_id === capture_id)
    .filter((flow) => alert_id === undefined || flow.alert_id === alert_id)
    .filter((flow) => isMatchingFlow(query, flow))
    .sort((one, other) => other.timestamp_us - one.timestamp_us || other.id - one.id)
    .map(({ id }) => id)

function queryOf(text: string): QueryTree {
  const parsed = parseQuery(text, 'flows')
  if (!parsed.ok) throw new Error(parsed.fault.reason)
  return parsed.tree
}

describe('a search of the store', () => {
  test('finds what a plain evaluation of every flow finds, page by page, however little time it has', () => {
    const filter = fc.oneof(
      { weight: 3, arbitrary: fc.constant({}) },
      { weight: 1, arbitrary: fc.record({ capture_id: fc.integer({ min: 1, max: 4 }) }) },
      { weight: 1, arbitrary: fc.record({ alert_id: fc.integer({ min: 1, max: 9 }) }) },
    )
    fc.assert(
      fc.property(
        randomQuery('flows'),
        filter,
        fc.constantFrom(1, 7, 100, 6000),
        fc.constantFrom(0, 1000),
        (query, where, limit, budget_ms) => {
          const expected = expectedIds(query, where)
          const { ids, totals } = searched(query, where, limit, budget_ms)
          expect(ids, printQuery(query)).toEqual(expected)
          expect([...totals].filter((total) => total !== null && total !== expected.length)).toEqual([])
        },
      ),
      { numRuns: 300 },
    )
  }, 60_000)

  test.each(['type:DDoS', '-type:Benign label:DDoS', 'capture:2 type:Benign'])(
    'of %s tells the total at once',
    (text) => {
      const query = queryOf(text)
      expect(store.flows.search({}, query, null, 1, 0).total).toBe(expectedIds(query, {}).length)
    },
  )

  test('tells the total once it has seen everything, also on the pages after', () => {
    const query = queryOf('dport:4444 -proto:udp')
    const expected = expectedIds(query, {}).length
    const first = store.flows.search({}, query, null, 2, 1000)
    expect(store.flows.search({}, query, null, 1000, 1000)).toMatchObject({ total: expected, next: null, progress: 1 })
    expect(store.flows.search({}, query, first.next, 2, 0).total).toBe(expected)
  })

  test('answers after one chunk when its time is up, and says how far it is', () => {
    const { rows, next, total, progress } = store.flows.search({}, queryOf('line:99999'), null, 10, 0)
    expect([rows, total]).toEqual([[], null])
    expect(next).not.toBeNull()
    expect(progress).toBeGreaterThan(0)
    expect(progress).toBeLessThan(1)
  })

  test('takes text as text, whatever it would be in SQL', () => {
    const query = queryOf(`src:"' OR 1=1 --" or "'; DROP TABLE captures"`)
    expect(searched(query, {}, 10, 1000).ids).toEqual([])
  })

  test('finds flows that come while it goes on, and none of a capture that is gone', () => {
    const query = queryOf('dport:80')
    const { next } = store.flows.search({}, query, null, 1, 0)
    store.captures.hide(3)
    const rest = store.flows.search({}, query, next, 1000, 1000)
    expect(rest.rows.every(({ capture_id }) => capture_id !== 3)).toBe(true)
  })
})
