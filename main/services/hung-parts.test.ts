import { cp, readdir } from 'node:fs/promises'
import { join } from 'node:path'

import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import type { AnomalyError } from '../../contract/errors.ts'
import { startApp, type TestApp } from '../testing/app.ts'
import { linearGraph, loopingGraph, randomGraph, writeBundle, zippedBundle } from '../testing/bundles.ts'
import { repeatRows, simulatedCapture, withCell, writeCsv } from '../testing/captures.ts'
import { holdDatabase } from '../testing/database.ts'
import { failureOf } from '../testing/failure.ts'
import { useFolder } from '../testing/folder.ts'
import { found } from '../testing/found.ts'
import { childrenOf, isAlive, until } from '../testing/processes.ts'
import { launchTrainingProcess } from '../training/channel.ts'

const folder = useFolder()
let app: TestApp
let data_dir: string
let starts = 0

/** Long enough for a process to start on a busy machine. */
const DEADLINE_MS = 6000

beforeEach(async () => {
  data_dir = folder.at(`data-${String(++starts)}`)
  app = await startApp(data_dir, {
    deadlines: { engine_ms: DEADLINE_MS, cancel_ms: 500, trial_ms: DEADLINE_MS, training_ms: DEADLINE_MS },
  })
})
afterEach(() => app.close())

const health = () => app.call('system.health', {})
const onDisk = () => readdir(join(data_dir, 'models'))
const large = () =>
  writeCsv(folder.at(`large-${String(starts)}.csv`), repeatRows(simulatedCapture('corrected', 300), 60_000))

async function engineProcess(): Promise<number> {
  await app.call('models.status', {})
  const [pid] = childrenOf()
  if (pid === undefined) throw new Error('there is no engine process')
  return pid
}

describe('an import whose engine hangs', () => {
  test('fails with a sentence, health says so until the engine works again, and the next import is done', async () => {
    const pid = await engineProcess()
    const said: string[] = []
    app.events.subscribe((event) => {
      if (event.type === 'changed' && event.subject === 'system') said.push(app.system.health().status)
    })
    expect(await health()).toEqual({ status: 'ok' })
    const { job_id } = await app.call('captures.import', { path: await large() })
    await app.jobUnderWay(job_id)
    process.kill(pid, 'SIGSTOP')
    await until(async () => (await health()).status === 'degraded')
    const [reason] = (await health()).reasons ?? []
    expect(reason).toMatchObject({
      part: 'engine',
      detail: expect.stringContaining('made no progress for 6 s') as string,
    })
    expect((await app.call('system.status', {})).health.reasons).toEqual([reason])
    const job = await app.jobEnd(job_id)
    expect(job).toMatchObject({ status: 'failed', error: { code: 'engine_failed' } })
    expect(job.error?.detail).toContain('made no progress')
    await until(async () => (await health()).status === 'ok')
    expect(said).toEqual(['degraded', 'ok'])
    expect(isAlive(pid)).toBe(false)
    await app.removed()
    expect(
      await app.importFile(await writeCsv(folder.at('next.csv'), simulatedCapture('original', 200))),
    ).toMatchObject({
      status: 'done',
      rows_read: 200,
    })
  })

  test('is cancelled at once, and its process ended', async () => {
    const pid = await engineProcess()
    const { job_id } = await app.call('captures.import', { path: await large() })
    await app.jobUnderWay(job_id)
    process.kill(pid, 'SIGSTOP')
    expect(await app.call('jobs.cancel', { id: job_id })).toMatchObject({ status: 'cancelled', error: null })
    await until(() => !isAlive(pid))
  })

  test('is none while it is paused, for longer than the deadline', async () => {
    const { job_id } = await app.call('captures.import', { path: await large() })
    await app.jobUnderWay(job_id)
    await app.call('jobs.pauseQueue', {})
    await new Promise((resolve) => setTimeout(resolve, DEADLINE_MS + 1000))
    expect(await health()).toEqual({ status: 'ok' })
    await app.call('jobs.resumeQueue', {})
    expect(await app.jobEnd(job_id)).toMatchObject({ status: 'done', rows_read: 60_000 })
  })
})

test('a capture whose flow the model goes round with for ever fails its import', async () => {
  const trap = loopingGraph(1, 1e12)
  await app.call('models.import', {
    path: await writeBundle(folder.at('trap'), trap, { id: 'trap', features: ['Idle Max'] }),
  })
  await app.call('models.activate', { id: 'trap' })
  const { header, rows } = simulatedCapture('corrected', 50)
  const trapped = [...rows, withCell(header, rows[0] ?? '', 'Idle Max', '2000000000000')]
  const job = await app.importFile(await writeCsv(folder.at('trapped.csv'), { header, rows: trapped }))
  expect(job).toMatchObject({ status: 'failed', error: { code: 'engine_failed' } })
  await until(async () => (await health()).status === 'ok')
})

test('a training that stands still fails with a sentence', async () => {
  const path = await writeCsv(folder.at('labelled.csv'), simulatedCapture('corrected', 400))
  const { started_as } = await app.importFile(path)
  const before = childrenOf()
  const { job_id } = await app.call('models.train', { capture_ids: [started_as], name: 'still', seed: 1 })
  await until(() => childrenOf().length > before.length)
  const pid = found(childrenOf().find((each) => !before.includes(each)))
  await until(async () => (await app.call('jobs.get', { id: job_id })).stage !== null)
  process.kill(pid, 'SIGSTOP')
  const job = await app.jobEnd(job_id)
  expect(job.error?.detail).toContain('The training made no progress for 6 s, so its process was stopped')
  await until(() => !isAlive(pid))
  expect(await readdir(app.spool_dir)).toEqual([])
})

describe('a bundle with a hostile graph', () => {
  const features = ['Flow Duration']
  const hostile = {
    'loops for ever': [
      loopingGraph(1),
      'made no progress for 6 s, so its process was stopped. It may contain an endless loop',
    ],
    'draws lots': [randomGraph(1), 'a different probability when the flow is asked twice'],
    'gives scores': [linearGraph([[0.4], [0.6]], 'NONE'), 'probabilities must be between 0 and 1'],
  } as const

  test.each(Object.entries(hostile))(
    'that %s is refused as a folder and as an archive, and leaves nothing',
    async (name, [graph, sentence]) => {
      const id = name.replaceAll(' ', '-')
      const path = await writeBundle(folder.at(`hostile-${id}`), graph, { id, features })
      const archive = await zippedBundle(folder.at(`${id}.zip`), id, graph, features)
      for (const each of [path, archive]) {
        const error = await failureOf(app.call('models.import', { path: each }))
        expect([error.code, error.message]).toEqual(['model_refused', expect.stringContaining(sentence)])
      }
      expect(await onDisk()).toEqual([])
      expect(await health()).toEqual({ status: 'ok' })
    },
  )

  test('that was put into the library by hand is neither activated nor scored with', async () => {
    const { started_as } = await app.importFile(
      await writeCsv(folder.at('for-hand.csv'), simulatedCapture('original', 100)),
    )
    const source = await writeBundle(folder.at('by-hand'), loopingGraph(1), { id: 'by-hand', features })
    await cp(source, join(data_dir, 'models', 'by-hand'), { recursive: true })
    const activated = await failureOf(app.call('models.activate', { id: 'by-hand' }))
    expect(activated.message).toContain('It may contain an endless loop')
    const scored = await failureOf(app.call('captures.rescore', { id: started_as, model_id: 'by-hand' }))
    expect(scored.code).toBe('model_refused')
    expect(await health()).toEqual({ status: 'ok' })
    expect((await app.call('models.list', {})).models.find(({ is_active }) => is_active)?.origin).toBe('bundled')
  })

  test('does not hold up an import while it is tried', async () => {
    const path = await writeBundle(folder.at('tried-beside'), loopingGraph(1), { id: 'tried-beside', features })
    const trying = failureOf(app.call('models.import', { path }))
    const job = await app.importFile(await writeCsv(folder.at('beside.csv'), simulatedCapture('original', 300)))
    expect(job.status).toBe('done')
    expect((await onDisk()).join()).toContain('.incoming-')
    expect((await trying).code).toBe('model_refused')
  })
})

test('closing in the middle of everything takes less than five seconds and leaves no process', async () => {
  const pid = await engineProcess()
  const path = await writeBundle(folder.at('looping'), loopingGraph(1), { id: 'looping', features: ['Flow Duration'] })
  const trying = failureOf(app.call('models.import', { path }))
  const { job_id } = await app.call('captures.import', { path: await large() })
  await app.jobUnderWay(job_id)
  process.kill(pid, 'SIGSTOP')
  await until(() => childrenOf().length > 1)
  const begun_ms = performance.now()
  expect(await app.close()).toBe(true)
  expect(performance.now() - begun_ms).toBeLessThan(5000)
  await trying
  await until(() => childrenOf().every((each) => !isAlive(each)))
  expect(await onDisk()).toEqual([])
  app = await startApp(data_dir)
  expect((await app.call('system.status', {})).notices.join()).toContain('was interrupted')
})

test('a database that another program holds for long makes health say so, and a job that it fails ends once it is free', async () => {
  await app.close()
  app = await startApp(data_dir, {
    deadlines: { store_ms: 1000 },
    store_limits: { busy_timeout_ms: 600_000 },
    launchTraining: launchTrainingProcess,
  })
  const { job_id } = await app.call('captures.import', { path: await large() })
  await app.jobUnderWay(job_id)
  const release = await holdDatabase(data_dir)
  let cancelling: Promise<AnomalyError> | undefined
  try {
    await until(async () => (await health()).status === 'degraded')
    expect((await health()).reasons).toMatchObject([{ part: 'database' }])
    expect((await failureOf(app.call('captures.list', {}))).code).toBe('store_failed')
    cancelling = failureOf(app.call('jobs.cancel', { id: job_id }))
  } finally {
    release()
  }
  await until(async () => (await health()).status === 'ok')
  // The job was failed by the database before it was cancelled; whoever cancels waits for its end.
  expect((await cancelling).code).toBe('conflict')
  expect(await app.jobEnd(job_id)).toMatchObject({ status: 'failed', error: { code: 'store_failed' } })
  expect(await app.call('captures.list', {})).toMatchObject({ items: [] })
})
