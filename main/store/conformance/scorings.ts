import { describe, expect, test } from 'vitest'

import { scoredBatch, type ScoredFlow } from '../../testing/scored.ts'
import { handOver } from '../handed.ts'
import type { Store } from '../store.ts'
import {
  addFlows,
  NEW_CAPTURE,
  NEW_JOB,
  newCapture,
  type OpenStore,
  type Place,
  SIX_FLOWS,
  withStore,
} from './fixtures.ts'

const OTHER: readonly ScoredFlow[] = SIX_FLOWS.map((flow, at) => (at === 1 ? { ...flow, threat_type: 'Bot' } : flow))

/** A second scoring of a capture, with predictions and a job, still under way. */
async function secondScoring(store: Store, { capture_id }: Place) {
  const { model_sha256, confidence_threshold, novelty_budget } = NEW_CAPTURE
  const model = { model_id: 'n', model_sha256, confidence_threshold, novelty_budget }
  const scoring_id = await store.scorings.create({ capture_id, ...model, created_at_us: 5 })
  const job_id = await store.jobs.create({ ...NEW_JOB, kind: 'rescore', capture_id })
  await store.flows.appendToScoring(handOver(scoredBatch({ capture_id, scoring_id }, OTHER)))
  return { scoring_id, job_id }
}

/** What scorings must do in any store. */
export function scoringConformance(openStore: OpenStore): void {
  describe('scorings', () => {
    test('are seen by nobody who reads flows until they are shown, and then in place of the one before', () =>
      withStore(openStore, async (store) => {
        const place = await newCapture(store)
        await addFlows(store, place, SIX_FLOWS)
        const { scoring_id, job_id } = await secondScoring(store, place)
        await store.scorings.show(scoring_id)
        expect((await store.captures.get(place.capture_id))?.scoring_id).toBe(place.scoring_id)
        await store.scorings.finish(scoring_id, job_id, 9)
        expect(await store.jobs.get(job_id)).toMatchObject({ status: 'done', finished_at_us: 9, bytes_done: 7 })
        expect((await store.flows.list({ threat_type: 'Bot' }, null, 9)).total).toBe(0)
        await store.scorings.show(scoring_id)
        expect(await store.captures.get(place.capture_id)).toMatchObject({ scoring_id, threats: 3, classified: 6 })
        expect((await store.flows.list({ threat_type: 'Bot' }, null, 9)).total).toBe(1)
        expect((await store.alerts.list({}, null, 9)).total).toBe(2)
        const listed = await store.scorings.list(place.capture_id)
        expect(listed.map(({ id, is_shown, threats }) => [id, is_shown, threats])).toEqual([
          [scoring_id, 1, 3],
          [place.scoring_id, 0, 2],
        ])
      }))

    test('are counted by label in one moment with what they are', () =>
      withStore(openStore, async (store) => {
        const place = await newCapture(store)
        await addFlows(store, place, SIX_FLOWS)
        const { scoring_id } = await secondScoring(store, place)
        const tallies = await store.scorings.tally([scoring_id, 99, place.scoring_id])
        expect(tallies.map(({ scoring }) => [scoring.id, scoring.status])).toEqual([
          [scoring_id, 'running'],
          [place.scoring_id, 'ready'],
        ])
        const [{ capture_status, by_label }] = tallies as [(typeof tallies)[number]]
        expect(capture_status).toBe('ready')
        expect(by_label.toSorted((one, two) => one.threat_type.localeCompare(two.threat_type))).toEqual([
          { label: null, threat_type: 'Benign', flows: 3 },
          { label: null, threat_type: 'Bot', flows: 1 },
          { label: 'DDoS', threat_type: 'DDoS', flows: 2 },
        ])
      }))

    test('are compared over the flows that both have', () =>
      withStore(openStore, async (store) => {
        const place = await newCapture(store)
        await addFlows(store, place, SIX_FLOWS)
        const { scoring_id } = await secondScoring(store, place)
        await addFlows(store, place, SIX_FLOWS)
        const difference = { threat_type: 'Benign', other_threat_type: 'Bot', flows: 1, right: 0, other_right: 0 }
        const both = await store.scorings.compare(place.scoring_id, scoring_id, 1, 12)
        expect(both).toEqual({ flows: 6, differences: [{ ...difference, examples: [2] }] })
        expect(await store.scorings.compare(place.scoring_id, scoring_id, 3, 5)).toEqual({ flows: 3, differences: [] })
        expect(await store.scorings.compare(place.scoring_id, scoring_id, 7, 9)).toEqual({ flows: 0, differences: [] })
      }))

    test('that are abandoned are unseen, take no flows, and leave nothing of themselves', () =>
      withStore(openStore, async (store) => {
        const place = await newCapture(store)
        await addFlows(store, place, SIX_FLOWS)
        const { scoring_id, job_id } = await secondScoring(store, place)
        await store.scorings.abandon(scoring_id, job_id, { status: 'cancelled', error: null }, 9)
        expect(await store.jobs.get(job_id)).toMatchObject({ status: 'cancelled', finished_at_us: 9 })
        expect(await store.scorings.get(scoring_id)).toBeUndefined()
        const late = handOver(scoredBatch({ capture_id: place.capture_id, scoring_id }, OTHER))
        await expect(store.flows.appendToScoring(late)).rejects.toThrow()
        while (!(await store.scorings.removeSlice(scoring_id)));
        expect((await store.scorings.list(place.capture_id)).map(({ id }) => id)).toEqual([place.scoring_id])
        expect((await store.flows.list({}, null, 99)).total).toBe(6)
      }))

    test('say why their capture is unlike the training data', () =>
      withStore(openStore, async (store) => {
        const place = await newCapture(store)
        await store.scorings.setUnlikeTraining(place.scoring_id, 'why')
        expect((await store.captures.get(place.capture_id))?.unlike_training).toBe('why')
      }))
  })
}
