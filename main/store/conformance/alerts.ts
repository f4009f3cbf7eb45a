import { describe, expect, test } from 'vitest'

import { scoredBatch, type ScoredFlow } from '../../testing/scored.ts'
import type { AlertCursor } from '../alerts.ts'
import { handOver } from '../handed.ts'
import type { Store } from '../store.ts'
import { addFlows, newCapture, type OpenStore, type Place, SIX_FLOWS, withStore } from './fixtures.ts'

const CHANGE = {
  status: 'closed',
  note: 'ours',
  version: null,
  actor: 'window',
  person: 'Ada',
  now_us: 9,
} as const

const FINDING = {
  key: '[1,"Beaconing","10.0.0.7",null,null,0,"beacons"]',
  threat_type: 'Beaconing',
  severity: 2,
  source_ip: '10.0.0.7',
  destination_ip: null,
  destination_port: null,
  flow_count: 12,
  confidence_sum: null,
  max_confidence: null,
  first_seen_us: 5e6,
  last_seen_us: 9e6,
  timestamp_known: true,
}

/** Scores a capture's flows with another model, which is shown from then on. */
async function rescore(store: Store, { capture_id }: Place, flows: readonly ScoredFlow[]): Promise<number> {
  const model = { model_id: 'other', model_sha256: 'c'.repeat(64), confidence_threshold: 0.5, novelty_budget: 0.01 }
  const scoring_id = await store.scorings.create({ capture_id, ...model, created_at_us: 2 })
  await store.flows.appendToScoring(handOver(scoredBatch({ capture_id, scoring_id }, flows)))
  await store.scorings.finish(scoring_id, 0, 3)
  await store.scorings.show(scoring_id)
  return scoring_id
}

/** What alerts must do in any store. */
export function alertConformance(openStore: OpenStore): void {
  describe('alerts', () => {
    test('are listed by severity, flows and age, page by page, with how many match', () =>
      withStore(openStore, async (store) => {
        for (let capture = 0; capture < 3; capture += 1) {
          const place = await newCapture(store)
          await addFlows(store, place, SIX_FLOWS)
          await addFlows(store, place, [{ threat_type: 'PortScan', source_ip: `10.0.0.${String(capture)}` }])
        }
        const { rows, total } = await store.alerts.list({}, null, 99)
        expect([rows.length, total]).toEqual([6, 6])
        const rank = rows.toSorted((a, b) => b.severity - a.severity || b.flow_count - a.flow_count || b.id - a.id)
        expect(rows).toEqual(rank)
        const seen: number[] = []
        let cursor: AlertCursor | null = null
        for (let page = await store.alerts.list({}, cursor, 4); page.rows.length > 0;) {
          seen.push(...page.rows.map(({ id }) => id))
          cursor = page.rows.at(-1)!
          page = await store.alerts.list({}, cursor, 4)
        }
        expect(seen).toEqual(rows.map(({ id }) => id))
        expect((await store.alerts.list({ threat_type: 'DDoS' }, null, 1)).total).toBe(3)
        expect((await store.alerts.list({ capture_id: 1 }, null, 1)).total).toBe(2)
        expect((await store.alerts.list({ status: 'closed' }, null, 1)).total).toBe(0)
      }))

    test('change together with their history', () =>
      withStore(openStore, async (store) => {
        await addFlows(store, await newCapture(store), SIX_FLOWS)
        const { id } = (await store.alerts.list({}, null, 1)).rows[0]!
        expect(await store.alerts.update(id, CHANGE)).toEqual({ outcome: 'done' })
        const found = await store.alerts.get(id)
        expect(found?.alert).toMatchObject({ status: 'closed', updated_at_us: 9, flow_count: 2, version: 2 })
        expect(
          found?.events.map(({ version, actor, person, from_status, to_status, note }) => [
            ...[version, actor, person],
            ...[from_status, to_status, note],
          ]),
        ).toEqual([
          [1, 'import', null, null, 'open', null],
          [2, 'window', 'Ada', 'open', 'closed', 'ours'],
        ])
        expect(await store.alerts.get(id + 1)).toBeUndefined()
      }))

    test('that are closed are open again when flows come in, and their history says so', () =>
      withStore(openStore, async (store) => {
        const place = await newCapture(store)
        await addFlows(store, place, SIX_FLOWS)
        const { id } = (await store.alerts.list({}, null, 1)).rows[0]!
        await store.alerts.update(id, CHANGE)
        await addFlows(store, place, SIX_FLOWS)
        const found = await store.alerts.get(id)
        expect(found?.alert).toMatchObject({ status: 'open', flow_count: 4 })
        expect(found?.events.at(-1)).toMatchObject({ actor: 'import', from_status: 'closed', to_status: 'open' })
      }))

    test('that two decide on at once have both decisions in their history, one after the other', () =>
      withStore(openStore, async (store) => {
        await addFlows(store, await newCapture(store), SIX_FLOWS)
        const { id } = (await store.alerts.list({}, null, 1)).rows[0]!
        const decisions = ['acknowledged', 'closed', 'acknowledged', 'closed'] as const
        await Promise.all(decisions.map((status) => store.alerts.update(id, { ...CHANGE, status })))
        const found = await store.alerts.get(id)
        const events = found?.events ?? []
        expect(events).toHaveLength(5)
        events.slice(1).forEach((event, at) => expect(event.from_status).toBe(events[at]!.to_status))
        expect(found?.alert.status).toBe(events.at(-1)?.to_status)
      }))

    test('are left as they are by a change that was decided on another version, which answers what happened since', () =>
      withStore(openStore, async (store) => {
        await addFlows(store, await newCapture(store), SIX_FLOWS)
        const { id } = (await store.alerts.list({}, null, 1)).rows[0]!
        await store.alerts.update(id, { ...CHANGE, version: 1 })
        const decided = await store.alerts.get(id)
        const late = await store.alerts.update(id, { ...CHANGE, status: 'open', version: 1 })
        expect(late).toEqual({ outcome: 'stale', version: 2, events_since: decided?.events.slice(1) })
        expect(await store.alerts.get(id)).toEqual(decided)
        expect(await store.alerts.update(id + 1, CHANGE)).toEqual({ outcome: 'missing' })
      }))

    test('keep their id and what was decided on them under every scoring, raised by it or not', () =>
      withStore(openStore, async (store) => {
        const place = await newCapture(store)
        await addFlows(store, place, SIX_FLOWS)
        const { id } = (await store.alerts.list({}, null, 1)).rows[0]!
        await store.alerts.update(id, CHANGE)
        const same_id = await rescore(store, place, SIX_FLOWS)
        expect((await store.alerts.list({}, null, 9)).rows).toMatchObject([
          { id, status: 'closed', raised: 1, scoring_id: same_id, shown_model_id: 'other' },
        ])
        expect((await store.flows.list({ alert_id: id }, null, 9)).total).toBe(2)
        const other_id = await rescore(store, place, [{ threat_type: 'Benign' }])
        expect((await store.alerts.list({}, null, 9)).total).toBe(0)
        expect((await store.alerts.list({ raised: false }, null, 9)).rows).toMatchObject([
          { id, status: 'closed', raised: 0, scoring_id: same_id, shown_scoring_id: other_id },
        ])
        expect((await store.flows.list({ alert_id: id }, null, 9)).total).toBe(0)
        await store.scorings.show(place.scoring_id)
        expect((await store.alerts.list({ raised: true }, null, 9)).rows).toMatchObject([{ id, raised: 1 }])
      }))

    test('that a detector across flows raises hold under every scoring, and what it tells last', () =>
      withStore(openStore, async (store) => {
        const place = await newCapture(store)
        await store.alerts.recordFindings(place.capture_id, 'beacons', [FINDING], 5)
        await rescore(store, place, [{ threat_type: 'Benign' }])
        const told = { detector: 'beacons', flow_count: 12, raised: 1, scoring_id: null, max_confidence: null }
        const { rows } = await store.alerts.list({ threat_type: 'Beaconing' }, null, 9)
        expect(rows).toMatchObject([told])
        const { id } = rows[0]!
        await store.alerts.update(id, CHANGE)
        await store.alerts.recordFindings(place.capture_id, 'beacons', [FINDING], 6)
        expect((await store.alerts.get(id))?.alert).toMatchObject({ ...told, status: 'closed' })
        await store.alerts.recordFindings(place.capture_id, 'beacons', [{ ...FINDING, flow_count: 13 }], 7)
        expect((await store.alerts.get(id))?.alert).toMatchObject({ ...told, flow_count: 13, status: 'open' })
      }))
  })
}
