import { mkdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import type { EngineChannel } from '../engine/channel.ts'
import { launchEngineProcess } from '../engine/channel.ts'
import { startApp, type TestApp } from '../testing/app.ts'
import { repeatRows, simulatedCapture, withCell, writeCsv } from '../testing/captures.ts'
import { captureRows, NO_CAPTURE_ROWS } from '../testing/database.ts'
import { failureOf } from '../testing/failure.ts'
import { useFolder } from '../testing/folder.ts'

const folder = useFolder()
let app: TestApp
let engine: EngineChannel

beforeAll(async () => {
  app = await startApp(folder.at('data'), {
    launchEngine: () => (engine = launchEngineProcess()),
  })
})
afterAll(() => app.close())

const small = simulatedCapture('corrected', 600)
const large = repeatRows(simulatedCapture('original', 600), 60_000)

async function isNothingVisible(): Promise<void> {
  expect((await app.call('captures.list', {})).items).toEqual([])
  expect(await app.call('flows.list', {})).toMatchObject({ items: [], total: 0 })
  expect(await app.call('alerts.list', {})).toMatchObject({ items: [], total: 0 })
  expect(await app.call('charts.overview', {})).toMatchObject({ captures: 0, rows_read: 0, by_threat_type: [] })
}

describe('an import that does not end well', () => {
  test('is refused for a file of another kind, whatever name it is given', async () => {
    await writeFile(folder.at('secret.txt'), 'secret')
    for (const name of [undefined, 'flows.csv']) {
      const error = await failureOf(app.call('captures.import', { path: folder.at('secret.txt'), name }))
      expect(error.code).toBe('unsupported_type')
    }
    const path = await writeCsv(folder.at('fine.csv'), small)
    expect((await failureOf(app.call('captures.import', { path, name: 'flows.exe' }))).code).toBe('unsupported_type')
  })

  test.each(['missing.csv', 'folder.csv'])('is refused for %s', async (name) => {
    await mkdir(folder.at('folder.csv'), { recursive: true })
    expect((await failureOf(app.call('captures.import', { path: folder.at(name) }))).code).toBe('unreadable_file')
    expect((await failureOf(app.call('captures.import', { path: name }))).code).toBe('unreadable_file')
    expect((await app.call('jobs.list', {})).total).toBe(0)
  })

  test('fails with what is wrong with the file, and leaves nothing', async () => {
    await writeFile(folder.at('bad.csv'), 'Flow Duration,Label\n1,BENIGN\n')
    const job = await app.importFile(folder.at('bad.csv'))
    expect(job).toMatchObject({ status: 'failed', capture_id: null, error: { code: 'unknown_dialect' } })
    expect(job.error?.detail).toContain('lacks 75 of 76 features')
    expect((await failureOf(app.call('captures.get', { id: job.started_as }))).code).toBe('not_found')
    await isNothingVisible()
    await app.removed()
    expect(captureRows(folder.at('data'))).toEqual(NO_CAPTURE_ROWS)
  })

  test('leaves no row in any table when it is cancelled in the middle; only its job stays', async () => {
    const path = await writeCsv(folder.at('cancel.csv'), large)
    const { job_id } = await app.call('captures.import', { path })
    const under_way = await app.jobUnderWay(job_id)
    expect(under_way.rows_read).toBeLessThan(60_000)
    expect(await app.call('charts.overview', {})).toMatchObject({ is_partial: true })
    expect((await app.call('flows.list', {})).items).toEqual([])
    expect(await app.call('jobs.cancel', { id: job_id })).toMatchObject({
      status: 'cancelled',
      capture_id: null,
      error: null,
    })
    await isNothingVisible()
    await app.removed()
    expect(captureRows(folder.at('data'))).toEqual(NO_CAPTURE_ROWS)
    expect((await failureOf(app.call('jobs.cancel', { id: job_id }))).code).toBe('conflict')
  })

  test('fails with advice when the engine dies in the middle, and the next one works', async () => {
    const path = await writeCsv(folder.at('killed.csv'), large)
    const { job_id } = await app.call('captures.import', { path })
    await app.jobUnderWay(job_id)
    engine.kill()
    const job = await app.jobEnd(job_id)
    expect(job).toMatchObject({ status: 'failed', capture_id: null, error: { code: 'engine_failed' } })
    expect(job.error?.detail).toContain('try again')
    await isNothingVisible()
    await app.removed()
    expect(captureRows(folder.at('data'))).toEqual(NO_CAPTURE_ROWS)
    const again = await app.importFile(path)
    expect(again).toMatchObject({ status: 'done', rows_read: 60_000 })
    await app.call('captures.delete', { id: again.started_as })
  })

  test('ends at once when it is cancelled before its turn', async () => {
    const path = await writeCsv(folder.at('first.csv'), large)
    const other = await writeCsv(folder.at('second.csv'), small)
    const first = await app.call('captures.import', { path })
    const second = await app.call('captures.import', { path: other })
    expect(await app.call('jobs.cancel', { id: second.job_id })).toMatchObject({ status: 'cancelled' })
    expect(await app.call('jobs.get', { id: first.job_id })).toMatchObject({ finished_at: null })
    await app.call('jobs.cancel', { id: first.job_id })
  })
})

describe('an import that ends well', () => {
  test('reads all, tells its progress and counts, and keeps rejected rows with line and reason', async () => {
    const [header, rows] = [small.header, [...small.rows]]
    rows[10] = withCell(header, rows[10] ?? '', 'Flow Duration', 'soon')
    rows[20] = header
    rows[500] = 'cut,short'
    const path = await writeCsv(folder.at('some.csv'), { header, rows })
    const job = await app.importFile(path)
    const { size } = await stat(path)
    expect(job).toMatchObject({
      status: 'done',
      rows_read: 600,
      classified: 597,
      rejected: 3,
      progress_unit: 'bytes',
      progress_done: size,
      progress_total: size,
    })
    const capture = await app.call('captures.get', { id: job.started_as })
    expect(capture).toMatchObject({
      name: 'some.csv',
      status: 'ready',
      dialect: 'corrected',
      rows_read: 600,
      classified: 597,
      rejected: 3,
    })
    expect(capture.labelled).toBe(597)
    const rejected = await app.call('captures.rejectedRows', { id: capture.id, limit: 2 })
    const rest = await app.call('captures.rejectedRows', {
      id: capture.id,
      limit: 2,
      cursor: rejected.next_cursor ?? '',
    })
    expect([...rejected.items, ...rest.items]).toEqual([
      { line_number: 12, column: 'Flow Duration', value: 'soon', reason: 'is not a finite number', segment_id: null },
      {
        line_number: 22,
        column: null,
        value: expect.stringContaining('Flow ID') as string,
        reason: 'repeats the header',
        segment_id: null,
      },
      {
        line_number: 502,
        column: null,
        value: 'cut,short',
        reason: 'has 2 cells where the header has 91',
        segment_id: null,
      },
    ])
    expect(rest).toMatchObject({ next_cursor: null, total: 3 })
  })

  test('is refused a second time unless asked for, whatever the file is called', async () => {
    const path = await writeCsv(folder.at('once.csv'), simulatedCapture('original', 50))
    const copy = await writeCsv(folder.at('copy.csv'), simulatedCapture('original', 50))
    const first = await app.importFile(path)
    const error = await failureOf(app.call('captures.import', { path: copy }))
    expect(error.code).toBe('already_imported')
    expect(error.message).toContain('copy.csv was imported before as once.csv')
    const second = await app.importFile(copy, true)
    expect(second).toMatchObject({ status: 'done', classified: first.classified })
    expect(second.started_as).not.toBe(first.started_as)
  })

  test('is refused a second time when both are asked for at once', async () => {
    const path = await writeCsv(folder.at('twins.csv'), simulatedCapture('original', 51))
    const both = await Promise.allSettled([1, 2].map(() => app.call('captures.import', { path })))
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  test('touches nothing of the file of a person', async () => {
    const path = await writeCsv(folder.at('mine.csv'), simulatedCapture('original', 52))
    const before = await stat(path)
    await app.importFile(path)
    expect(await stat(path)).toMatchObject({ size: before.size, mtimeMs: before.mtimeMs })
  })
})

describe('a deleted capture', () => {
  test('is out of every list at once, and out of the file, which shrinks', async () => {
    const data_dir = folder.at('delete')
    await (await startApp(data_dir)).close()
    const own = await startApp(data_dir)
    const empty = await stat(join(data_dir, 'anomalyx.sqlite'))
    const path = await writeCsv(folder.at('big.csv'), repeatRows(simulatedCapture('corrected', 600), 20_000))
    const job = await own.importFile(path)
    await own.close()
    const full = await stat(join(data_dir, 'anomalyx.sqlite'))
    const again = await startApp(data_dir)
    const listed = await again.call('alerts.list', { limit: 1 })
    expect(await again.call('captures.delete', { id: job.started_as })).toEqual({ deleted: true, id: job.started_as })
    expect((await again.call('captures.list', {})).items).toEqual([])
    expect((await again.call('flows.list', { capture_id: job.started_as })).items).toEqual([])
    expect((await failureOf(again.call('alerts.get', { id: listed.items[0]?.id ?? 0 }))).code).toBe('not_found')
    expect((await failureOf(again.call('flows.get', { id: `${String(job.started_as)}-1` }))).code).toBe('not_found')
    await again.removed()
    await again.close()
    expect(captureRows(data_dir)).toEqual(NO_CAPTURE_ROWS)
    expect((await stat(join(data_dir, 'anomalyx.sqlite'))).size).toBeLessThan(
      empty.size + (full.size - empty.size) / 10,
    )
  })
})
