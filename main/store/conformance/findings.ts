import { describe, expect, test } from 'vitest'

import { scoredBatch, type ScoredFlow } from '../../testing/scored.ts'
import type { NewFinding } from '../findings.ts'
import { handOver } from '../handed.ts'
import { addFlows, newCapture, type OpenStore, withStore } from './fixtures.ts'

const SCAN: NewFinding = {
  key: '[1,"Port scan",null,null,null,0,"vertical_scan"]',
  threat_type: 'Port scan',
  severity: 1,
  source_ip: '10.0.0.7',
  destination_ip: '10.0.0.9',
  destination_port: null,
  flow_count: 30,
  confidence_sum: null,
  max_confidence: null,
  first_seen_us: 5e6,
  last_seen_us: 9e6,
  timestamp_known: true,
  sentence: '30 ports were tried.',
  detail: '{}',
  flow_numbers: Uint32Array.of(2, 3, 5),
  same_as: ['PortScan'],
}

/** Flows that the model calls a scan of the same hosts. */
const MODEL_SCAN: readonly ScoredFlow[] = [6, 7, 8].map((second) => ({
  threat_type: 'PortScan',
  source_ip: '10.0.0.7',
  destination_ip: '10.0.0.9',
  timestamp_us: second * 1e6,
}))

/** What a store must do with what was noticed across flows. */
export function findingConformance(openStore: OpenStore): void {
  describe('findings', () => {
    test('raise an alert of their own where the model says nothing of the same', () =>
      withStore(openStore, async (store) => {
        const { capture_id } = await newCapture(store)
        expect(await store.findings.judgements(capture_id)).toBeNull()
        await store.findings.record(capture_id, [SCAN], '["judged"]', 5)
        const { rows } = await store.alerts.list({}, null, 9)
        expect(rows).toMatchObject([
          { detector: 'behaviour', threat_type: 'Port scan', flow_count: 30, raised: 1, noticed: SCAN.sentence },
        ])
        expect(await store.findings.list(rows[0]!.id)).toMatchObject([{ sentence: SCAN.sentence, severity: 1 }])
        expect(await store.findings.judgements(capture_id)).toBe('["judged"]')
      }))

    test('make one alert with that of the model, which is listed and counted once', () =>
      withStore(openStore, async (store) => {
        const place = await newCapture(store)
        await addFlows(store, place, MODEL_SCAN)
        await store.findings.record(place.capture_id, [SCAN], '[]', 5)
        const { rows, total } = await store.alerts.list({}, null, 9)
        expect(total).toBe(1)
        expect(rows).toMatchObject([
          { detector: 'model', threat_type: 'PortScan', flow_count: 3, noticed: SCAN.sentence, raised: 1 },
        ])
        // The more severe of the two witnesses counts.
        await store.findings.record(place.capture_id, [{ ...SCAN, severity: 3 }], '[]', 6)
        expect((await store.alerts.list({}, null, 9)).rows).toMatchObject([{ severity: 3 }])
        const found = await store.alerts.get(rows[0]!.id)
        expect(found?.alert).toMatchObject({ flow_count: 3, scoring_id: place.scoring_id })
        expect((await store.flows.list({ alert_id: rows[0]!.id }, null, 9)).total).toBe(3)
      }))

    test('keep the alert raised when another scoring does not', () =>
      withStore(openStore, async (store) => {
        const place = await newCapture(store)
        await addFlows(store, place, MODEL_SCAN)
        await store.findings.record(place.capture_id, [SCAN], '[]', 5)
        const { id } = (await store.alerts.list({}, null, 1)).rows[0]!
        const model = { model_id: 'other', model_sha256: 'c'.repeat(64), confidence_threshold: 0.5, novelty_budget: 0 }
        const scoring_id = await store.scorings.create({ capture_id: place.capture_id, ...model, created_at_us: 2 })
        const benign = MODEL_SCAN.map((flow) => ({ ...flow, threat_type: 'Benign' as const }))
        await store.flows.appendToScoring(handOver(scoredBatch({ capture_id: place.capture_id, scoring_id }, benign)))
        await store.scorings.finish(scoring_id, 0, 3)
        await store.scorings.show(scoring_id)
        expect((await store.alerts.list({}, null, 9)).rows).toMatchObject([
          { id, raised: 1, scoring_id: null, noticed: SCAN.sentence },
        ])
      }))

    test('of other hosts or another time stay apart from the model', () =>
      withStore(openStore, async (store) => {
        const place = await newCapture(store)
        await addFlows(store, place, MODEL_SCAN)
        const later = { ...SCAN, key: 'later', first_seen_us: 20e6, last_seen_us: 30e6 }
        const elsewhere = { ...SCAN, key: 'elsewhere', destination_ip: '10.0.0.8' }
        await store.findings.record(place.capture_id, [later, elsewhere], '[]', 5)
        expect((await store.alerts.list({}, null, 9)).total).toBe(3)
      }))

    test('take the place of what was noticed before, and keep decisions', () =>
      withStore(openStore, async (store) => {
        const { capture_id } = await newCapture(store)
        await store.findings.record(capture_id, [SCAN], '[]', 5)
        const { id } = (await store.alerts.list({}, null, 1)).rows[0]!
        const change = {
          status: 'closed',
          note: null,
          version: null,
          actor: 'window',
          person: null,
          now_us: 6,
        } as const
        await store.alerts.update(id, change)
        await store.findings.record(capture_id, [{ ...SCAN, flow_count: 31 }], '[]', 7)
        expect((await store.alerts.list({}, null, 9)).rows).toMatchObject([{ id, status: 'closed', flow_count: 31 }])
        await store.findings.record(capture_id, [], '[]', 8)
        expect((await store.alerts.list({}, null, 9)).total).toBe(0)
        expect((await store.alerts.list({ raised: false }, null, 9)).rows).toMatchObject([{ id, status: 'closed' }])
      }))

    test('list the numbers of their flows page by page', () =>
      withStore(openStore, async (store) => {
        const { capture_id } = await newCapture(store)
        await store.findings.record(capture_id, [SCAN], '[]', 5)
        const { id } = (await store.alerts.list({}, null, 1)).rows[0]!
        expect(await store.findings.flowNumbers(id, 0, 2)).toEqual({ capture_id, numbers: [2, 3], total: 3 })
        expect(await store.findings.flowNumbers(id, 3, 2)).toEqual({ capture_id, numbers: [5], total: 3 })
        expect(await store.findings.conversationLines(id)).toEqual([])
      }))

    test('list the lines of their conversations, and no flows, in a capture that has no others', () =>
      withStore(openStore, async (store) => {
        const place = await newCapture(store)
        await store.flows.append(handOver({ ...scoredBatch(place, []), conversations: 5 }))
        await store.findings.record(place.capture_id, [SCAN], '[]', 5)
        const { id } = (await store.alerts.list({}, null, 1)).rows[0]!
        expect(await store.findings.conversationLines(id)).toEqual([2, 3, 5])
        expect(await store.findings.flowNumbers(id, 0, 9)).toMatchObject({ numbers: [], total: 0 })
        expect(await store.findings.conversationLines(id + 1)).toEqual([])
      }))
  })
}
