import type { Database } from 'better-sqlite3'
import fc from 'fast-check'

import type { QueryableFlow } from '../../contract/query/flow-fields.ts'
import { decodeFeatures, packFeatures } from '../flow/feature-chunk.ts'
import { FEATURE_COUNT } from '../flow/features.ts'
import { roundShare } from '../flow/round-share.ts'
import type { ThreatType } from '../flow/threat-types.ts'
import { NEW_CAPTURE } from '../store/conformance/fixtures.ts'
import type { PredictionRow } from '../store/flows.ts'
import { handOver } from '../store/handed.ts'
import type { StoreDomains } from '../store/store.ts'
import { ADDRESSES, PORTS, TYPES } from './random-queries.ts'
import { scoredBatch, type ScoredFlow } from './scored.ts'

/** A flow of the store as the reference takes it. */
export type ReferenceFlow = QueryableFlow & { readonly id: number; readonly alert_id: number | null }

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

async function addChunk(
  store: StoreDomains,
  place: { capture_id: number; scoring_id: number },
  rows: number,
  seed: number,
): Promise<void> {
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
async function everyFlow(store: StoreDomains): Promise<ReferenceFlow[]> {
  const alerts = store.alerts.list({}, null, 10_000).rows.map(({ id }) => id)
  const alert_of = new Map<number, number>()
  for (const id of alerts)
    for (const row of store.flows.list({ alert_id: id }, null, 10_000).rows) alert_of.set(row.id, id)
  const { rows } = store.flows.list({}, null, 4000)
  return Promise.all(
    rows.map(async (row) => ({ ...row, ...(await whatIsMissing(store, row)), alert_id: alert_of.get(row.id) ?? null })),
  )
}

async function whatIsMissing(store: StoreDomains, row: PredictionRow) {
  const flow_number = row.id % 2 ** 32
  const stored = store.flows.getFeatureChunk(row.capture_id, flow_number)
  const features = stored && (await decodeFeatures(stored.chunk, [flow_number - stored.first_flow_number])).features
  return {
    confidence: roundShare(row.confidence),
    capture_name: store.captures.get(row.capture_id)?.name ?? '',
    feature: (index: number) => features?.[index] ?? NaN,
  }
}

/** Puts random flows into a store, chunk by chunk, some without features, and answers all of them: the same each time. */
export async function fillWithRandomFlows(store: StoreDomains): Promise<ReferenceFlow[]> {
  for (let capture = 1; capture <= 3; capture += 1) {
    const place = store.captures.create({
      ...NEW_CAPTURE,
      name: `${String(capture)} x.csv`,
      imported_at_us: 7e6 * capture,
    })
    for (const [at, rows] of ROWS_OF_CHUNKS.entries()) await addChunk(store, place, rows, capture * 10 + at)
  }
  return everyFlow(store)
}

/** Flows that {@link fillWithRandomFlows} puts in. */
export const RANDOM_FLOWS = 3 * ROWS_OF_CHUNKS.reduce((sum, rows) => sum + rows, 0)

/** Takes summaries of some chunks away, as if an older version had written them. */
export function forgetSomeSummaries(database: Database): void {
  database.exec('DELETE FROM chunk_summaries WHERE chunk_id % 2 = 1 AND chunk_id / 4294967296 = 2')
  database.exec('DELETE FROM feature_ranges WHERE chunk_id / 4294967296 = 3')
}
