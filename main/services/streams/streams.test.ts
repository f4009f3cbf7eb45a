import { writeFile } from 'node:fs/promises'

import { describe, expect, test } from 'vitest'

import { AnomalyError } from '../../../contract/errors.ts'
import { withCell, writeCsv } from '../../testing/captures.ts'
import { failureOf } from '../../testing/failure.ts'
import { useFolder } from '../../testing/folder.ts'
import { found } from '../../testing/found.ts'
import {
  alertsOf,
  countsOf,
  ended,
  openLive,
  orderedCapture,
  pieces,
  startStream,
  streamThat,
  writePieces,
} from '../../testing/live.ts'

const folder = useFolder()
let number = 0
const newDir = () => folder.at(`data-${String((number += 1))}`)

describe('a folder that is followed', () => {
  test.each([1, 3, 7])('has the counts, alerts and findings of one uncut file in %d segments', async (count) => {
    const live = await openLive(newDir())
    const { app } = live
    const whole = orderedCapture(3000)
    const { started_as } = await app.importFile(await writeCsv(folder.at('whole.csv'), whole))
    const { id } = await startStream(live)
    for (const path of await writePieces(live, pieces(whole, count))) await live.follower.give(path)
    const stream = await streamThat(live, id, ended(count))
    expect(stream).toMatchObject({ state: 'running', problem: null, segments: count, failed_segments: 0 })
    const capture_id = stream.capture_id ?? 0
    const [imported, followed] = await Promise.all(
      [started_as, capture_id].map((each) => app.call('captures.get', { id: each })),
    )
    expect(countsOf(found(followed))).toEqual(countsOf(found(imported)))
    expect(stream.rows_read).toBe(found(imported).rows_read)
    expect(await alertsOf(app, capture_id)).toEqual(await alertsOf(app, started_as))
    expect((await alertsOf(app, capture_id)).length).toBeGreaterThan(3)
    const { items } = await app.call('streams.segments', { id })
    expect(items.map(({ state }) => state)).toEqual(Array.from({ length: count }, () => 'ready'))
    expect(items.reduce((sum, { classified }) => sum + classified, 0)).toBe(stream.classified)
  })

  test('goes on behind a segment that cannot be read, and tells why', async () => {
    const live = await openLive(newDir())
    const [one, two] = pieces(orderedCapture(400), 2)
    const { id } = await startStream(live)
    await writeFile(`${live.target}/broken.csv`, 'no,flows\n1,2\n')
    const paths = await writePieces(live, [found(one), found(two)])
    const { follower } = live
    for (const path of [found(paths[0]), `${live.target}/broken.csv`, found(paths[1])]) await follower.give(path)
    const stream = await streamThat(live, id, ended(3))
    expect(stream).toMatchObject({ state: 'running', segments: 2, failed_segments: 1, classified: 400 })
    expect(stream.problem?.code).toBe('unknown_dialect')
    const { items } = await live.app.call('streams.segments', { id })
    expect(items.map(({ state, problem }) => [state, problem?.code ?? null])).toEqual([
      ['ready', null],
      ['failed', 'unknown_dialect'],
      ['ready', null],
    ])
  })

  test('is one entry of the captures, with rejected rows by segment', async () => {
    const live = await openLive(newDir())
    const capture = orderedCapture(200)
    const rows = capture.rows.map((row, at) =>
      at === 3 || at === 103 ? withCell(capture.header, row, 'Flow Duration', 'long') : row,
    )
    const { id } = await startStream(live)
    for (const path of await writePieces(live, pieces({ ...capture, rows }, 2))) await live.follower.give(path)
    const { capture_id } = await streamThat(live, id, ended(2))
    const { items } = await live.app.call('captures.list', {})
    expect(items).toMatchObject([{ id: capture_id, kind: 'stream', status: 'ready', stream_id: id, rejected: 2 }])
    expect(found(items[0]).name).toMatch(/^net \d{4}-\d\d-\d\d$/)
    const rejected = await live.app.call('captures.rejectedRows', { id: found(capture_id), limit: 1 })
    const next = await live.app.call('captures.rejectedRows', {
      id: found(capture_id),
      cursor: found(rejected.next_cursor),
    })
    const { items: segments } = await live.app.call('streams.segments', { id })
    const ids = segments.map((segment) => segment.id).toReversed()
    expect([...rejected.items, ...next.items].map(({ segment_id, line_number }) => [segment_id, line_number])).toEqual([
      [ids[0], 5],
      [ids[1], 5],
    ])
  })

  test('is paused and resumed; nothing is read twice, and what was closed is read', async () => {
    const live = await openLive(newDir())
    const parts = pieces(orderedCapture(600), 3)
    const paths = await writePieces(live, parts)
    const { id } = await startStream(live)
    await live.follower.give(found(paths[0]))
    await live.follower.give(found(paths[1]))
    expect((await live.app.call('streams.pause', { id })).state).toBe('paused')
    expect((await failureOf(live.app.call('streams.pause', { id }))).code).toBe('conflict')
    await streamThat(live, id, ended(2))
    expect((await live.app.call('streams.resume', { id })).state).toBe('running')
    expect([...live.follower.target.taken.keys()].sort()).toEqual(paths.slice(0, 2).sort())
    await live.follower.give(found(paths[2]))
    expect(await streamThat(live, id, ended(3))).toMatchObject({ classified: 600, segments: 3 })
    expect((await failureOf(live.app.call('streams.resume', { id }))).code).toBe('conflict')
    expect((await live.app.call('streams.stop', { id })).state).toBe('stopped')
    expect((await live.app.call('streams.stop', { id })).state).toBe('stopped')
  })

  test('fails with the reason when it cannot be followed any more, and can be resumed', async () => {
    const live = await openLive(newDir())
    const { id } = await startStream(live)
    live.follower.fail(new AnomalyError('not_permitted', 'eth0 went down.'))
    const failed = await streamThat(live, id, ({ state }) => state === 'failed')
    expect(failed.problem).toEqual({ code: 'not_permitted', detail: 'eth0 went down.' })
    expect(await live.app.call('streams.resume', { id })).toMatchObject({ state: 'running', problem: null })
  })

  test('is followed once at a time, and must be a folder outside the data directory', async () => {
    const live = await openLive(newDir())
    await startStream(live)
    expect((await failureOf(startStream(live))).code).toBe('conflict')
    const start = (target: string) => failureOf(live.app.call('streams.start', { kind: 'folder', target }))
    expect((await start('not/absolute')).code).toBe('unreadable_file')
    expect((await start(folder.at('nowhere'))).code).toBe('unreadable_file')
    expect((await start(`${live.data_dir}/spool`)).message).toContain('data directory')
    expect((await live.app.call('streams.list', {})).total).toBe(1)
  })

  test('keeps the capture that it writes to from being deleted; once it is paused, it can be', async () => {
    const live = await openLive(newDir())
    const { id } = await startStream(live)
    const [path] = await writePieces(live, pieces(orderedCapture(100), 1))
    await live.follower.give(found(path))
    const capture_id = found((await streamThat(live, id, ended(1))).capture_id)
    expect((await failureOf(live.app.call('captures.delete', { id: capture_id }))).code).toBe('conflict')
    const { model_id } = await live.app.call('captures.get', { id: capture_id })
    const rescored = await failureOf(live.app.call('captures.rescore', { id: capture_id, model_id: model_id ?? '' }))
    expect(rescored.message).toContain('Pause or stop the stream first')
    await live.app.call('streams.pause', { id })
    await streamThat(live, id, ({ state }) => state === 'paused')
    await live.app.call('captures.delete', { id: capture_id })
    await live.app.removed()
    expect(await live.app.call('streams.get', { id })).toMatchObject({ capture_id: null, classified: 100, segments: 1 })
  })

  test('goes on after a restart, and looks across what came before it', async () => {
    const live = await openLive(newDir())
    const whole = orderedCapture(2000)
    const parts = pieces(whole, 4)
    const paths = await writePieces(live, parts)
    const { id } = await startStream(live)
    await live.follower.give(found(paths[0]))
    await live.follower.give(found(paths[1]))
    await streamThat(live, id, ended(2))
    await live.close()
    const again = await openLive(live.data_dir)
    await streamThat(again, id, () => again.followers.length > 0)
    expect([...again.follower.target.taken.keys()].sort()).toEqual(paths.slice(0, 2).sort())
    for (const path of paths.slice(2)) await again.follower.give(path)
    const { capture_id } = await streamThat(again, id, ended(4))
    const { started_as } = await again.app.importFile(await writeCsv(folder.at('whole-2.csv'), whole))
    expect(await alertsOf(again.app, found(capture_id))).toEqual(await alertsOf(again.app, started_as))
  })
})

describe('what the end of AnomalyX would break off', () => {
  test('names the interfaces that are recorded, and no others', async () => {
    const live = await openLive(newDir())
    await startStream(live)
    const { id } = await live.app.call('streams.start', { kind: 'interface', target: 'eth9', name: 'Uplink' })
    expect(live.app.underWay()).toEqual({ job_ids: [], recordings: ['Uplink'] })
    await live.app.call('streams.pause', { id })
    expect(live.app.underWay().recordings).toEqual([])
  })
})
