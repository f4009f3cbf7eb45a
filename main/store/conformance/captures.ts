import { describe, expect, test } from 'vitest'

import { handOver } from '../handed.ts'
import { scoredBatch } from '../../testing/scored.ts'
import { addFlows, newCapture, NEW_JOB, type OpenStore, SIX_FLOWS, withStore } from './fixtures.ts'

/** What captures must do in any store. */
export function captureConformance(openStore: OpenStore): void {
  describe('captures', () => {
    test('are listed newest first, page by page, with how many there are', () =>
      withStore(openStore, async (store) => {
        const ids: number[] = []
        for (let at = 0; at < 5; at += 1) ids.push((await newCapture(store)).capture_id)
        const first = await store.captures.list(Number.MAX_SAFE_INTEGER, 3)
        const second = await store.captures.list(first.rows.at(-1)!.id, 3)
        expect([...first.rows, ...second.rows].map(({ id }) => id)).toEqual(ids.toReversed())
        expect([first.total, second.total]).toEqual([5, 5])
      }))

    test('have the scoring they show from the start, and no flows', () =>
      withStore(openStore, async (store) => {
        const { capture_id, scoring_id } = await newCapture(store)
        expect(await store.captures.get(capture_id)).toMatchObject({
          ...{ scoring_id, model_id: 'm', classified: 0, rejected: 0, threats: 0, unknown: 0, labelled: 0 },
          ...{ first_flow_us: null, last_flow_us: null, notices: '[]', missing_cells: '[]', unread_cells: '[]' },
        })
        expect(await store.captures.get(capture_id + 1)).toBeUndefined()
      }))

    test('of files are found by their size, the earliest first; detections are not', () =>
      withStore(openStore, async (store) => {
        const one = await newCapture(store, { size_bytes: 9 })
        await newCapture(store, { size_bytes: 9, kind: 'detections' })
        const two = await newCapture(store, { size_bytes: 9 })
        await newCapture(store, { size_bytes: 8 })
        const found = await store.captures.findBySize(9)
        expect(found.map(({ id }) => id)).toEqual([one.capture_id, two.capture_id])
      }))

    test('take the layout of their file', () =>
      withStore(openStore, async (store) => {
        const { capture_id } = await newCapture(store)
        const layout = { instrument: 'unknown', dialect: 'other', utc_offset_minutes: 60, notices: ['a "b"'] } as const
        await store.captures.describe(capture_id, layout, 'row')
        expect(await store.captures.get(capture_id)).toMatchObject({
          ...{ ...layout, notices: '["a \\"b\\""]', axis: 'row' },
        })
      }))

    test('list rejected rows in the order of lines, page by page, with how many there are', () =>
      withStore(openStore, async (store) => {
        const place = await newCapture(store)
        const rejected = [5, 3, 9].map((line_number) => ({ line_number, column: 'c', value: 'v', reason: 'r' }))
        await store.flows.append(handOver({ ...scoredBatch(place, SIX_FLOWS), rejected }))
        const first = await store.captures.listRejectedRows(place.capture_id, { segment_id: 0, line_number: 0 }, 2)
        const second = await store.captures.listRejectedRows(place.capture_id, { segment_id: 0, line_number: 5 }, 2)
        const ofFile = (row: (typeof rejected)[number] | undefined) => ({ segment_id: 0, ...row })
        expect(first).toEqual({ rows: [ofFile(rejected[1]), ofFile(rejected[0])], total: 3 })
        expect(second).toEqual({ rows: [ofFile(rejected[2])], total: 3 })
        expect(await store.captures.listRejectedRows(99, { segment_id: 0, line_number: 0 }, 2)).toEqual({
          rows: [],
          total: 0,
        })
      }))

    test('count rows that are conversations only, with their job and in totals; no flow is of them', () =>
      withStore(openStore, async (store) => {
        const place = await newCapture(store)
        const { capture_id } = place
        const job_id = await store.jobs.create({ ...NEW_JOB, capture_id })
        for (const progress_done of [1, 2]) {
          const counted = { conversations: 5, known_span: { min_us: 3, max_us: 9 }, job: { id: job_id, progress_done } }
          await store.flows.append(handOver({ ...scoredBatch(place, []), ...counted }))
        }
        const counts = { classified: 0, conversations: 10, rejected: 0 }
        expect(await store.captures.get(capture_id)).toMatchObject({ ...counts, first_flow_us: 3, last_flow_us: 9 })
        expect(await store.jobs.get(job_id)).toMatchObject(counts)
        const overview = await store.charts.overview(null, { top_alerts: 1, unlike_training: 1 })
        expect(overview?.totals).toMatchObject(counts)
        expect(overview?.by_threat_type).toEqual([])
        expect((await store.flows.list({}, null, 9)).total).toBe(0)
      }))

    test('are shown at the end of their import, and their job is done', () =>
      withStore(openStore, async (store) => {
        const { capture_id } = await newCapture(store, { status: 'importing', sha256: null })
        const job_id = await store.jobs.create({ ...NEW_JOB, capture_id })
        await store.captures.finishImport({ capture_id, job_id, sha256: 'f' }, 12.5, 99)
        expect(await store.captures.get(capture_id)).toMatchObject({ status: 'ready', sha256: 'f', elapsed_ms: 12.5 })
        expect(await store.jobs.get(job_id)).toMatchObject({ status: 'done', finished_at_us: 99, progress_done: 7 })
      }))

    test('of an abandoned import are unseen, and their job has ended', () =>
      withStore(openStore, async (store) => {
        const { capture_id } = await newCapture(store, { status: 'importing' })
        const job_id = await store.jobs.create({ ...NEW_JOB, capture_id })
        await store.captures.abandonImport(capture_id, job_id, { status: 'failed', error: '{}' }, 99)
        expect(await store.captures.get(capture_id)).toBeUndefined()
        const ended = { status: 'failed', error: '{}', finished_at_us: 99, capture_id: null }
        expect(await store.jobs.get(job_id)).toMatchObject(ended)
      }))

    test('that are hidden are in no answer, take no flows, and leave nothing of themselves', () =>
      withStore(openStore, async (store) => {
        const kept = await newCapture(store)
        const hidden = await newCapture(store)
        for (const place of [kept, hidden]) await addFlows(store, place, SIX_FLOWS)
        const alert_id = (await store.alerts.list({ capture_id: hidden.capture_id }, null, 1)).rows[0]!.id
        await store.captures.hide(hidden.capture_id)

        const expectUnseen = async () => {
          expect(await store.captures.get(hidden.capture_id)).toBeUndefined()
          expect((await store.captures.list(1e9, 9)).rows.map(({ id }) => id)).toEqual([kept.capture_id])
          expect((await store.captures.findBySize(7)).map(({ id }) => id)).toEqual([kept.capture_id])
          expect((await store.flows.list({}, null, 99)).total).toBe(6)
          expect(await store.flows.get(hidden.capture_id, 1)).toBeUndefined()
          expect((await store.alerts.list({}, null, 9)).total).toBe(1)
          expect(await store.alerts.get(alert_id)).toBeUndefined()
          expect(await store.scorings.list(hidden.capture_id)).toEqual([])
          expect(await store.scorings.get(hidden.scoring_id)).toBeUndefined()
          expect(await store.scorings.tally([hidden.scoring_id])).toEqual([])
          expect(await store.charts.overview(hidden.capture_id, { top_alerts: 1, unlike_training: 1 })).toBeUndefined()
          expect((await store.charts.overview(null, { top_alerts: 1, unlike_training: 1 }))?.totals.classified).toBe(6)
          await expect(addFlows(store, hidden, SIX_FLOWS)).rejects.toThrow()
        }
        await expectUnseen()
        while (!(await store.captures.removeSlice(hidden.capture_id)));
        while (!(await store.upkeep.shrinkSlice()));
        await expectUnseen()
        expect(await store.upkeep.recover(1, { running: '', queued: '', other: '' })).toMatchObject({ hidden: [] })
        // An id that was used once is never another capture's.
        expect((await newCapture(store)).capture_id).toBeGreaterThan(hidden.capture_id)
      }))
  })
}
