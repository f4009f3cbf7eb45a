import { appendFile, rm, stat, truncate, utimes } from 'node:fs/promises'
import { join } from 'node:path'

import { afterEach, describe, expect, test } from 'vitest'

import type { Job } from '../../contract/jobs.ts'
import type { AppConfig } from '../compose.ts'
import { openStore } from '../store/client.ts'
import { startApp, type TestApp } from '../testing/app.ts'
import { repeatRows, simulatedCapture, writeCsv } from '../testing/captures.ts'
import { casePath } from '../testing/cases.ts'
import { captureRows, holdDatabase, NO_CAPTURE_ROWS } from '../testing/database.ts'
import { useFolder } from '../testing/folder.ts'

const ROWS = 60_000
const large = repeatRows(simulatedCapture('corrected', 600), ROWS)

const folder = useFolder()
const running: TestApp[] = []
afterEach(async () => {
  for (const app of running.splice(0)) await app.close()
})

async function start(data_dir: string, config: Partial<AppConfig> = {}): Promise<TestApp> {
  const app = await startApp(folder.at(data_dir), config)
  running.push(app)
  return app
}

async function closeAll(): Promise<void> {
  for (const app of running.splice(0)) await app.close()
}

async function expectNothing(app: TestApp): Promise<void> {
  expect((await app.call('captures.list', {})).items).toEqual([])
  expect(await app.call('flows.list', {})).toMatchObject({ items: [], total: 0 })
  expect(await app.call('alerts.list', {})).toMatchObject({ items: [], total: 0 })
  expect(await app.call('charts.overview', {})).toMatchObject({ captures: 0, rows_read: 0, by_threat_type: [] })
}

/** Begins an import, lets something happen to it in the middle, and answers how it ended. */
async function importWith(app: TestApp, path: string, happen: (job: Job) => Promise<void> | void): Promise<Job> {
  const { job_id } = await app.call('captures.import', { path })
  await happen(await app.jobUnderWay(job_id))
  return app.jobEnd(job_id)
}

describe('a cancelled import', () => {
  test('is out of sight when it is over, and out of the file after that', async () => {
    const app = await start('cancelled')
    const path = await writeCsv(folder.at('cancelled.csv'), large)
    const job = await importWith(app, path, async ({ id }) => {
      while ((await app.call('jobs.get', { id })).rows_read < ROWS / 2);
      await app.call('jobs.cancel', { id })
    })
    expect(job).toMatchObject({ status: 'cancelled', capture_id: null, error: null })
    await expectNothing(app)
    await app.removed()
    expect(captureRows(folder.at('cancelled'))).toEqual(NO_CAPTURE_ROWS)
    expect(await app.importFile(path)).toMatchObject({ status: 'done', rows_read: ROWS })
  })

  test('goes at the next start when AnomalyX is closed before its rows are gone', async () => {
    const app = await start('hidden')
    const path = await writeCsv(folder.at('hidden.csv'), simulatedCapture('original', 500))
    const { started_as } = await app.importFile(path)
    await closeAll()
    const store = await openStore(join(folder.at('hidden'), 'anomalyx.sqlite'), () => undefined)
    await store.captures.hide(started_as)
    await store.close()
    expect(captureRows(folder.at('hidden'))['prediction_chunks']).toBeGreaterThan(0)

    const again = await start('hidden')
    await expectNothing(again)
    await again.removed()
    expect(captureRows(folder.at('hidden'))).toEqual(NO_CAPTURE_ROWS)
    expect(await again.importFile(path)).toMatchObject({ status: 'done', rows_read: 500 })
  })

  test('gives its space back', async () => {
    const app = await start('space')
    const path = await writeCsv(folder.at('space.csv'), large)
    const size = async () => {
      const sizes = await Promise.all(
        ['anomalyx.sqlite', 'anomalyx.sqlite-wal'].map((name) => stat(join(folder.at('space'), name))),
      )
      return sizes.reduce((sum, stats) => sum + stats.size, 0)
    }
    const empty = await size()
    let full = 0
    await importWith(app, path, async ({ id }) => {
      while ((await app.call('jobs.get', { id })).rows_read < ROWS / 2);
      full = await size()
      await app.call('jobs.cancel', { id })
    })
    await app.removed()
    expect(full).toBeGreaterThan(empty + 300_000)
    expect(await size()).toBeLessThan(empty + 30_000)
  })

  test('is held while the queue is paused, and can be cancelled as it is', async () => {
    const app = await start('paused')
    const path = await writeCsv(folder.at('paused.csv'), large)
    const { job_id } = await app.call('captures.import', { path })
    await app.jobUnderWay(job_id)
    expect(await app.call('jobs.pauseQueue', {})).toMatchObject({ is_paused: true, ended: 0 })
    await app.call('jobs.cancel', { id: job_id })
    expect(await app.call('jobs.get', { id: job_id })).toMatchObject({ status: 'cancelled' })
    expect(await app.call('jobs.queue', {})).toEqual({
      is_paused: false,
      jobs: [],
      ended: 0,
      progress: [],
    })
  })

  test('goes on where it was when the queue does', async () => {
    const app = await start('resumed')
    const path = await writeCsv(folder.at('resumed.csv'), large)
    const job = await importWith(app, path, async () => {
      await app.call('jobs.pauseQueue', {})
      expect(await app.call('jobs.resumeQueue', {})).toMatchObject({ is_paused: false })
    })
    expect(job).toMatchObject({ status: 'done', rows_read: ROWS })
  })
})

describe('a file that is not left alone', () => {
  const happenings: readonly (readonly [string, (path: string) => Promise<void>, string])[] = [
    ['grows', (path) => appendFile(path, 'half,a,row\n'), 'was changed while'],
    ['is cut short', (path) => truncate(path, 2_000_000), 'was changed while'],
    ['is deleted', (path) => rm(path), 'was moved or deleted before it was read completely'],
  ]

  test.each(happenings)('fails the import when it %s while it is read', async (what, happen, sentence) => {
    const name = `${what.replaceAll(' ', '-')}.csv`
    const app = await start(`data of ${name}`)
    const path = await writeCsv(folder.at(name), large)
    const job = await importWith(app, path, () => happen(path))
    expect(job).toMatchObject({ status: 'failed', capture_id: null, error: { code: 'unreadable_file' } })
    expect(job.error?.detail).toContain(`${name} ${sentence}`)
    await expectNothing(app)
    await writeCsv(path, large)
    expect(await app.importFile(path)).toMatchObject({ status: 'done', rows_read: ROWS })
  })

  test('fails the import before anything is read when it changes while it waits', async () => {
    const app = await start('waiting')
    const first = await writeCsv(folder.at('first.csv'), large)
    const second = await writeCsv(folder.at('second.csv'), simulatedCapture('original', 50))
    const { job_id: first_id } = await app.call('captures.import', { path: first })
    const { job_id } = await app.call('captures.import', { path: second })
    await utimes(second, 1, 1)
    await app.call('jobs.cancel', { id: first_id })
    expect(await app.jobEnd(job_id)).toMatchObject({ status: 'failed', rows_read: 0 })
  })
})

describe('the database', () => {
  test('that finds the disk full fails the import with advice; with space again it works', async () => {
    const app = await start('full', { store_limits: { max_pages: 60 } })
    const path = await writeCsv(folder.at('full.csv'), large)
    const job = await app.importFile(path)
    expect(job).toMatchObject({ status: 'failed', capture_id: null, error: { code: 'store_failed' } })
    expect(job.error?.detail).toContain('The disk with the data directory is full')
    expect(job.error?.detail).toContain('Free some space and try again')
    await expectNothing(app)
    const small = await writeCsv(folder.at('small.csv'), simulatedCapture('original', 100))
    await app.removed()
    expect(await app.importFile(small)).toMatchObject({ status: 'done', rows_read: 100 })
    await closeAll()
    const roomy = await start('full')
    expect(await roomy.importFile(path)).toMatchObject({ status: 'done', rows_read: ROWS })
  })

  test('that another program holds fails the import with advice, as soon as it can be written down', async () => {
    const app = await start('locked', { store_limits: { busy_timeout_ms: 50 } })
    const path = await writeCsv(folder.at('locked.csv'), large)
    const { job_id } = await app.call('captures.import', { path })
    await app.jobUnderWay(job_id)
    const release = await holdDatabase(folder.at('locked'))
    while (!app.logged.some((line) => line.includes('could not be cleaned up yet')))
      await new Promise((resolve) => setImmediate(resolve))
    expect(await app.call('jobs.get', { id: job_id })).toMatchObject({ status: 'running' })
    release()
    const job = await app.jobEnd(job_id)
    expect(job).toMatchObject({ status: 'failed', error: { code: 'store_failed' } })
    expect(job.error?.detail).toContain('Another program has locked the database')
    await expectNothing(app)
    expect(await app.importFile(path)).toMatchObject({ status: 'done', rows_read: ROWS })
  })
})

describe('imports that wait when AnomalyX stops', () => {
  test('are interrupted, and told apart from the one that was under way', async () => {
    const app = await start('stopped')
    const path = await writeCsv(folder.at('stopped.csv'), large)
    const { job_id } = await app.call('captures.import', { path })
    for (const seed of [1, 2, 3, 4]) {
      const name = `waits-${String(seed)}.csv`
      await app.call('captures.import', {
        path: await writeCsv(folder.at(name), simulatedCapture('original', 20, seed)),
      })
    }
    await app.jobUnderWay(job_id)
    await closeAll()
    const again = await start('stopped')
    const { notices } = await again.call('system.status', {})
    expect(notices).toEqual([
      'The import of stopped.csv was interrupted when AnomalyX stopped. Nothing was kept; import it again.',
      'AnomalyX stopped before these files were imported: waits-1.csv, waits-2.csv, waits-3.csv and 1 more. Import them again.',
    ])
    const { items } = await again.call('jobs.list', {})
    expect(items.map(({ status }) => status)).toEqual(Array.from({ length: 5 }, () => 'interrupted'))
    expect(items.at(-1)?.error?.detail).toContain('nothing was kept')
    expect(items[0]?.error?.detail).toContain('before this import started')
    await expectNothing(again)
  })
})

test('a capture of which nothing can be classified fails with the reason, and leaves nothing', async () => {
  const app = await start('nothing')
  const { job_id } = await app.call('captures.import', { path: casePath('nothing-classified/capture.csv') })
  const job = await app.jobEnd(job_id)
  expect(job).toMatchObject({ status: 'failed', capture_id: null })
  expect(job.error?.detail).toContain(
    'None of the 8 rows could be classified: each has 82 cells where the header has 78',
  )
  await expectNothing(app)
})
