import { describe, expect, test } from 'vitest'

import { parseQuery } from '../../../contract/query/parse.ts'
import { EVERYTHING, type QueryTree } from '../../../contract/query/tree.ts'
import { predictionId } from '../../flow/flow-id.ts'
import { THREAT_TYPES } from '../../flow/threat-types.ts'
import { scoredBatch, scoredFlows } from '../../testing/scored.ts'
import type { PredictionCursor, PredictionFilter, PredictionRow } from '../flows.ts'
import { handOver } from '../handed.ts'
import type { Store } from '../store.ts'
import { addFlows, NEW_JOB, newCapture, type OpenStore, SIX_FLOWS, withStore } from './fixtures.ts'

async function idsOverPages(store: Store, filter: PredictionFilter, limit: number): Promise<number[]> {
  const ids: number[] = []
  let cursor: PredictionCursor | null = null
  for (;;) {
    const { rows }: { rows: { id: number; timestamp_us: number }[] } = await store.flows.list(filter, cursor, limit)
    if (rows.length === 0) return ids
    ids.push(...rows.map(({ id }) => id))
    cursor = rows.at(-1)!
  }
}

function queryOf(text: string): QueryTree {
  const parsed = parseQuery(text, 'flows')
  expect(parsed.ok).toBe(true)
  return parsed.ok ? parsed.tree : EVERYTHING
}

/** What flows must do in any store. */
export function flowConformance(openStore: OpenStore): void {
  describe('flows', () => {
    test('are listed newest first over captures and pages, each once, with how many match', () =>
      withStore(openStore, async (store) => {
        const [one, two] = [await newCapture(store), await newCapture(store)]
        for (const place of [one, two, one]) await addFlows(store, place, SIX_FLOWS)
        const seen = await idsOverPages(store, {}, 4)
        const { rows, total } = await store.flows.list({}, null, 99)
        expect(total).toBe(18)
        expect(rows.map(({ id }) => id)).toEqual(seen)
        expect(new Set(seen).size).toBe(18)
        expect(rows).toEqual(rows.toSorted((a, b) => b.timestamp_us - a.timestamp_us || b.id - a.id))
        expect(await idsOverPages(store, { capture_id: one.capture_id }, 5)).toHaveLength(12)
        expect(await idsOverPages(store, { threat_type: 'DDoS' }, 5)).toHaveLength(6)
        expect(await store.flows.list({ threat_type: 'Heartbleed' }, null, 9)).toEqual({ rows: [], total: 0 })
      }))

    test('are searched newest first, a page at a time, however little time there is', () =>
      withStore(openStore, async (store) => {
        const place = await newCapture(store)
        for (let batch = 0; batch < 3; batch += 1) await addFlows(store, place, SIX_FLOWS)
        const query = queryOf('dst:10.0.0.0/24 -type:Benign')
        const expected = (await store.flows.list({ threat_type: 'DDoS' }, null, 99)).rows
        for (const budget_ms of [0, 1000]) {
          const rows: PredictionRow[] = []
          let page = await store.flows.search({}, query, null, 4, budget_ms)
          for (; page.next !== null; page = await store.flows.search({}, query, page.next, 4, budget_ms)) {
            rows.push(...page.rows)
          }
          expect([...rows, ...page.rows]).toEqual(expected)
        }
        const whole = await store.flows.search({}, query, null, 99, 1000)
        expect(whole).toEqual({ rows: expected, next: null, total: expected.length, progress: 1 })
      }))

    test('of an alert are those that its count says', () =>
      withStore(openStore, async (store) => {
        const place = await newCapture(store)
        await addFlows(store, place, SIX_FLOWS)
        await addFlows(store, place, SIX_FLOWS)
        const [alert] = (await store.alerts.list({}, null, 9)).rows
        const { rows, total } = await store.flows.list({ alert_id: alert!.id }, null, 99)
        expect([rows.length, total, alert!.flow_count]).toEqual([4, 4, 4])
      }))

    test('are read as they were written', () =>
      withStore(openStore, async (store) => {
        const place = await newCapture(store)
        await addFlows(store, place, SIX_FLOWS)
        expect(await store.flows.get(place.capture_id, 1)).toEqual({
          ...{ id: predictionId(place.scoring_id, 1), capture_id: place.capture_id, line_number: 2 },
          ...{ timestamp_us: 1e6, timestamp_known: 1, threat_type: 'DDoS', confidence: Math.fround(0.9) },
          ...{ source_ip: null, source_port: null, destination_ip: '10.0.0.1', destination_port: null },
          ...{ protocol: null, label: 'DDoS' },
        })
        expect(await store.flows.get(place.capture_id, 7)).toBeUndefined()
        const facts = await store.flows.read(place.scoring_id, 2, 9, THREAT_TYPES)
        expect([...facts.line_numbers.slice(0, facts.rows)]).toEqual([3, 4, 5, 6, 7])
      }))

    test('add to counts, labels, job and span of their capture as one', () =>
      withStore(openStore, async (store) => {
        const place = await newCapture(store)
        const id = await store.jobs.create(NEW_JOB)
        const batch = { ...scoredBatch(place, SIX_FLOWS), job: { id, progress_done: 5 } }
        const missing = [{ feature: 'f', kind: 'nan', cells: 2 }] as const
        await store.flows.append(handOver({ ...batch, missing: missing as never, rejected: [] }))
        expect(await store.captures.get(place.capture_id)).toMatchObject({
          ...{ classified: 6, threats: 2, labelled: 2, first_flow_us: 1e6, last_flow_us: 6e6 },
          missing_cells: JSON.stringify(missing),
        })
        expect(await store.jobs.get(id)).toMatchObject({ classified: 6, rejected: 0, progress_done: 5 })
      }))

    test('that cannot all be written leave nothing behind', () =>
      withStore(openStore, async (store) => {
        const place = await newCapture(store)
        const id = await store.jobs.create(NEW_JOB)
        const twice = { line_number: 9, column: null, value: '', reason: 'twice' }
        const batch = { ...scoredBatch(place, SIX_FLOWS), rejected: [twice, twice], job: { id, progress_done: 5 } }
        await expect(store.flows.append(handOver(batch))).rejects.toThrow()
        expect(await store.captures.get(place.capture_id)).toMatchObject({ classified: 0, rejected: 0, threats: 0 })
        expect(await store.flows.list({}, null, 9)).toEqual({ rows: [], total: 0 })
        expect((await store.alerts.list({}, null, 9)).total).toBe(0)
        expect(await store.jobs.get(id)).toMatchObject({ classified: 0, progress_done: 0 })
        await addFlows(store, place, SIX_FLOWS)
        expect((await store.flows.list({ threat_type: 'DDoS' }, null, 9)).rows).toHaveLength(2)
      }))

    test('keep their features, found by any flow of their batch', () =>
      withStore(openStore, async (store) => {
        const place = await newCapture(store)
        for (const byte of [1, 2]) {
          const batch = { ...scoredBatch(place, SIX_FLOWS), feature_chunk: Uint8Array.of(byte) }
          await store.flows.appendToCapture(handOver(batch))
        }
        const second = { first_flow_number: 7, rows: 6, chunk: Uint8Array.of(2) }
        expect(await store.flows.getFeatureChunk(place.capture_id, 12)).toEqual(second)
        expect(await store.flows.getFeatureChunk(place.capture_id, 7)).toEqual(second)
        expect(await store.flows.getFeatureChunk(place.capture_id, 13)).toBeUndefined()
      }))

    test('of scripts make their capture once and follow one another, also when several are recorded at once', () =>
      withStore(openStore, async (store) => {
        const record = async () => {
          const { class_names, threat_types } = scoredFlows(SIX_FLOWS)
          const batch = scoredBatch({ capture_id: 0, scoring_id: 0 }, SIX_FLOWS, { axis: 'row' })
          const detections = {
            ...batch,
            class_names,
            threat_types: threat_types.slice(),
            feature_chunk: Uint8Array.of(1),
            feature_ranges: null,
            unread: [{ column: 'Label', value: 'odd', cells: 1 }],
            notices: ['read as UTC'],
          } as const
          await store.flows.recordDetections(handOver(detections), {
            ...{ name: 'today', imported_at_us: 1, model_id: 'm', model_sha256: 's' },
            ...{ confidence_threshold: 0.5, novelty_budget: 0.01 },
          })
        }
        await Promise.all(Array.from({ length: 8 }, record))
        const { rows, total } = await store.captures.list(1e9, 9)
        expect(total).toBe(1)
        expect(rows[0]).toMatchObject({ kind: 'detections', status: 'ready', classified: 48, threats: 16 })
        expect(rows[0]).toMatchObject({
          notices: '["read as UTC"]',
          unread_cells: '[{"column":"Label","value":"odd","cells":8}]',
        })
        expect(new Set((await store.flows.list({}, null, 99)).rows.map(({ id }) => id)).size).toBe(48)
      }))
  })
}
