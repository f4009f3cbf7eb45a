import { describe, expect, test } from 'vitest'

import { scoredBatch, type ScoredFlow } from '../../testing/scored.ts'
import { handOver } from '../handed.ts'
import type { Store } from '../store.ts'
import type { NewSegment, NewStream, SegmentBatch, SegmentPlace, StreamCapture } from '../streams.ts'
import { NEW_CAPTURE, type OpenStore, SIX_FLOWS, withStore } from './fixtures.ts'

const NEW_STREAM: NewStream = {
  ...{ kind: 'interface', target: 'eth0', name: 'eth0', created_at_us: 1 },
  ...{ segment_seconds: 60, segment_bytes: 1e6, keep_days: null, keep_bytes: 5e6 },
}

const CAPTURE: StreamCapture = {
  ...{ name: 'eth0 2026-11-26', dialect: 'packets', instrument: 'corrected', utc_offset_minutes: 0, imported_at_us: 5 },
  model_id: NEW_CAPTURE.model_id,
  model_sha256: NEW_CAPTURE.model_sha256,
  ...{ confidence_threshold: 0.5, novelty_budget: 0.01 },
}

const newSegment = (stream_id: number, change: Partial<NewSegment> = {}): NewSegment => ({
  ...{ stream_id, name: 'a.pcap', path: '/s/a.pcap', is_own: 1, origin_path: '/s/a.pcap', first_byte: 0, end_byte: 70 },
  ...{ stamp: 's', size_bytes: 70, closed_at_us: 9 },
  ...change,
})

function batch(flows: readonly ScoredFlow[], lines: readonly number[] = []): SegmentBatch {
  // Where it belongs is ignored.
  const somewhere = scoredBatch({ capture_id: 0, scoring_id: 0 }, flows)
  return {
    ...somewhere,
    rejected: lines.map((line_number) => ({ line_number, column: null, value: 'v', reason: 'r' })),
  }
}

const placeOf = (segment_id: number, change: Partial<SegmentPlace> = {}): SegmentPlace => ({
  ...{ segment_id, capture: CAPTURE, is_new_capture: false, notices: ['read as packets'] },
  ...change,
})

/** Reads a segment of six flows and a rejected row. */
async function readSegment(store: Store, stream_id: number, change: Partial<NewSegment> = {}) {
  const { id } = await store.streams.take(newSegment(stream_id, change))
  const place = await store.streams.append(handOver(batch(SIX_FLOWS, [3])), placeOf(id))
  await store.streams.finish(id, { sha256: 'c'.repeat(64), notices: ['2 packets were cut.'] }, 20 + id)
  return { id, ...place }
}

/** What streams must do in any store. */
export function streamConformance(openStore: OpenStore): void {
  describe('streams', () => {
    test('run from the start, change their state, and are listed newest first', () =>
      withStore(openStore, async (store) => {
        const one = await store.streams.create(NEW_STREAM)
        const two = await store.streams.create({ ...NEW_STREAM, target: 'eth1' })
        expect(await store.streams.get(one)).toEqual({
          ...NEW_STREAM,
          ...{ id: one, state: 'running', problem: null, capture_id: null, segments: 0, failed_segments: 0 },
          ...{ classified: 0, conversations: 0, rejected: 0, last_segment_at_us: null, dropped_packets: 0 },
        })
        await store.streams.update(one, { state: 'failed', problem: '{}', dropped_packets: 4 })
        expect(await store.streams.get(one)).toMatchObject({ state: 'failed', problem: '{}', dropped_packets: 4 })
        await store.streams.update(one, { state: 'paused', problem: null })
        expect(await store.streams.get(one)).toMatchObject({ state: 'paused', problem: null, dropped_packets: 4 })
        expect((await store.streams.running()).map(({ id }) => id)).toEqual([two])
        const page = await store.streams.list(Number.MAX_SAFE_INTEGER, 1)
        expect([page.rows.map(({ id }) => id), page.total]).toEqual([[two], 2])
        await store.streams.remove(two)
        expect(await store.streams.get(two)).toBeUndefined()
      }))

    test('count what their segments and captures count, part by part', () =>
      withStore(openStore, async (store) => {
        const stream_id = await store.streams.create(NEW_STREAM)
        const one = await readSegment(store, stream_id)
        const { id } = await store.streams.take(newSegment(stream_id, { origin_path: '/s/b.pcap' }))
        for (const lines of [[3], [7]]) {
          expect(await store.streams.append(handOver(batch(SIX_FLOWS, lines)), placeOf(id))).toMatchObject({
            capture_id: one.capture_id,
          })
        }
        const conversations = { ...batch([]), conversations: 5 }
        await store.streams.append(handOver(conversations), placeOf(id))
        const sums = { classified: 18, conversations: 5, rejected: 3 }
        expect(await store.streams.get(stream_id)).toMatchObject({ ...sums, capture_id: one.capture_id, segments: 1 })
        expect(await store.captures.get(one.capture_id)).toMatchObject({
          ...{ ...sums, kind: 'stream', status: 'ready', stream_id, axis: 'time', sha256: null, size_bytes: 70 },
          ...{ dialect: 'packets', instrument: 'corrected', notices: '["read as packets"]' },
        })
        const [second, first] = (await store.streams.segments(stream_id, Number.MAX_SAFE_INTEGER, 9)).rows
        const own = { classified: 12, conversations: 5, rejected: 2 }
        expect(second).toMatchObject({ ...own, id, parts: 3, state: 'reading', first_flow_number: 7, sha256: null })
        expect(first).toMatchObject({ classified: 6, rejected: 1, parts: 1, state: 'ready', first_flow_number: 1 })
        expect((await store.streams.unread(stream_id)).map((segment) => segment.id)).toEqual([id])
        await store.streams.finish(id, { problem: '{}' }, 99)
        expect(await store.streams.unread(stream_id)).toEqual([])
        expect(await store.streams.get(stream_id)).toMatchObject({
          ...{ ...sums, segments: 1, failed_segments: 1, last_segment_at_us: 99 },
        })
        expect((await store.flows.list({ capture_id: one.capture_id }, null, 99)).total).toBe(18)
        const overview = await store.charts.overview(one.capture_id, { top_alerts: 9, unlike_training: 9 })
        expect(overview?.totals).toMatchObject(sums)
        // Flows of one attack make one alert, whatever segments they are in.
        expect((await store.alerts.list({}, null, 9)).rows).toMatchObject([{ flow_count: 6 }])
        const { rows } = await store.captures.listRejectedRows(
          one.capture_id,
          { segment_id: one.id, line_number: 3 },
          9,
        )
        expect(rows.map((row) => [row.segment_id, row.line_number])).toEqual([
          [id, 3],
          [id, 7],
        ])
      }))

    test('have another capture for another day, instrument, model, threshold or scoring, and where it is asked for', () =>
      withStore(openStore, async (store) => {
        const stream_id = await store.streams.create(NEW_STREAM)
        const captureOf = async (change: Partial<StreamCapture>, is_new_capture = false) => {
          const { id } = await store.streams.take(newSegment(stream_id))
          const place = placeOf(id, { capture: { ...CAPTURE, ...change }, is_new_capture })
          return (await store.streams.append(handOver(batch(SIX_FLOWS)), place)).capture_id
        }
        const first = await captureOf({})
        expect(await captureOf({})).toBe(first)
        const others = [
          await captureOf({ name: 'eth0 2026-11-27' }),
          await captureOf({ dialect: 'other', instrument: 'unknown' }),
          await captureOf({ model_sha256: 'd'.repeat(64) }),
          await captureOf({ confidence_threshold: 0.7 }),
          await captureOf({}, true),
        ]
        expect(new Set([first, ...others]).size).toBe(6)
        await store.scorings.create({
          ...{ capture_id: others[4]!, model_id: 'n', model_sha256: 'e'.repeat(64) },
          ...{ confidence_threshold: 0.5, novelty_budget: 0.01, created_at_us: 1 },
        })
        expect(await captureOf({})).toBe(first)
      }))

    test('know how far each file was taken, also when its capture is deleted', () =>
      withStore(openStore, async (store) => {
        const stream_id = await store.streams.create(NEW_STREAM)
        const { capture_id } = await readSegment(store, stream_id, { origin_path: '/f', end_byte: 70, stamp: 'one' })
        await readSegment(store, stream_id, { origin_path: '/g', end_byte: 7, stamp: 'two' })
        await readSegment(store, stream_id, { origin_path: '/f', first_byte: 70, end_byte: 90, stamp: 'three' })
        await store.captures.hide(capture_id)
        while (!(await store.captures.removeSlice(capture_id)));
        expect(await store.streams.isTaken(stream_id, '/f')).toBe(true)
        expect(await store.streams.isTaken(stream_id, '/s/a.pcap')).toBe(false)
        expect(await store.streams.isTaken(stream_id + 1, '/f')).toBe(false)
        const taken = await store.streams.taken(stream_id)
        expect(taken.sort((a, b) => (a.path < b.path ? -1 : 1))).toEqual([
          { path: '/f', end_byte: 90, stamp: 'three' },
          { path: '/g', end_byte: 7, stamp: 'two' },
        ])
        expect(await store.streams.get(stream_id)).toMatchObject({ capture_id: null, classified: 18, segments: 3 })
        expect((await store.streams.segments(stream_id, 1e9, 9)).rows.map((row) => row.capture_id)).toEqual([
          null,
          null,
          null,
        ])
      }))

    test('write nothing to a capture that is hidden, nor to a segment that was read', () =>
      withStore(openStore, async (store) => {
        const stream_id = await store.streams.create(NEW_STREAM)
        const { id, capture_id } = await readSegment(store, stream_id)
        await expect(store.streams.append(handOver(batch(SIX_FLOWS)), placeOf(id))).rejects.toThrow()
        const next = await store.streams.take(newSegment(stream_id))
        await store.streams.append(handOver(batch(SIX_FLOWS)), placeOf(next.id))
        await store.captures.hide(capture_id)
        await expect(store.streams.append(handOver(batch(SIX_FLOWS)), placeOf(next.id))).rejects.toThrow()
        expect(await store.streams.get(stream_id)).toMatchObject({ classified: 12 })
      }))

    test('find the segment of a flow', () =>
      withStore(openStore, async (store) => {
        const stream_id = await store.streams.create(NEW_STREAM)
        const one = await readSegment(store, stream_id)
        const two = await readSegment(store, stream_id)
        const segmentOf = async (number: number) => (await store.streams.segmentOf(one.capture_id, number))?.id
        expect(await Promise.all([1, 6, 7, 12, 13].map(segmentOf))).toEqual([one.id, one.id, two.id, two.id, undefined])
        expect(await store.streams.countKept(one.capture_id)).toBe(2)
        await store.streams.forgetFile(one.id)
        expect(await store.streams.countKept(one.capture_id)).toBe(1)
      }))

    test('tell which own files an alert refers to, and which nobody needs', () =>
      withStore(openStore, async (store) => {
        const stream_id = await store.streams.create(NEW_STREAM)
        const calm: ScoredFlow[] = [{ threat_type: 'Benign', timestamp_us: 1e6 }]
        const ids: number[] = []
        let capture_id = 0
        for (const flows of [SIX_FLOWS, calm, calm, calm]) {
          const { id } = await store.streams.take(newSegment(stream_id))
          capture_id = (await store.streams.append(handOver(batch(flows)), placeOf(id))).capture_id
          await store.streams.finish(id, { sha256: 'c'.repeat(64), notices: [] }, 1)
          ids.push(id)
        }
        const noticed = {
          ...{ key: 'k', threat_type: 'Port scan', severity: 1, source_ip: '10.0.0.7', destination_ip: null },
          ...{ destination_port: null, flow_count: 1, confidence_sum: null, max_confidence: null, first_seen_us: 1 },
          ...{ last_seen_us: 2, timestamp_known: true, sentence: 's', detail: '{}', same_as: [] },
          flow_numbers: Uint32Array.of(8),
        }
        await store.findings.record(capture_id, [noticed], '[]', 1)
        const { files, total_bytes } = await store.streams.ownFiles(stream_id, 0, 9)
        expect([files.map(({ is_needed }) => is_needed), total_bytes]).toEqual([[true, false, true, false], 280])
        expect((await store.streams.ownFiles(stream_id, ids[0]!, 1)).files.map(({ id }) => id)).toEqual([ids[1]])
        await store.streams.forgetFile(ids[1]!)
        expect((await store.streams.ownFiles(stream_id, 0, 9)).total_bytes).toBe(210)
        expect(await store.streams.unneeded(9)).toEqual([])
        expect(await store.streams.expired(stream_id, 10)).toEqual([])
        await store.captures.hide(capture_id)
        expect((await store.streams.unneeded(9)).map(({ id }) => id)).toEqual([ids[0], ids[2], ids[3]])
      }))

    test('have captures that are too old when no alert is in them', () =>
      withStore(openStore, async (store) => {
        const stream_id = await store.streams.create(NEW_STREAM)
        const read = async (name: string, flows: readonly ScoredFlow[], closed_at_us: number) => {
          const { id } = await store.streams.take(newSegment(stream_id, { closed_at_us }))
          const place = placeOf(id, { capture: { ...CAPTURE, name } })
          return (await store.streams.append(handOver(batch(flows)), place)).capture_id
        }
        const old = await read('one', [{ threat_type: 'Benign', timestamp_us: 1e6 }], 5)
        await read('two', SIX_FLOWS, 5)
        await read('three', [{ threat_type: 'Benign', timestamp_us: 1e6 }], 15)
        expect(await store.streams.expired(stream_id, 10)).toEqual([old])
      }))
  })
}
