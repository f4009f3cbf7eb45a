import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import type { Job } from '../../contract/jobs.ts'
import { startApp, type TestApp } from '../testing/app.ts'
import { repeatRows, simulatedCapture, withCell, writeCsv } from '../testing/captures.ts'
import { failureOf } from '../testing/failure.ts'
import { useFolder } from '../testing/folder.ts'
import { launchTrainingProcess, type TrainingChannel } from '../training/channel.ts'
import { trainModel } from '../training/train.ts'

const folder = useFolder()
const data_dir = () => folder.at('data')
let app: TestApp
let training: TrainingChannel | undefined
let capture_id: number

const launchTraining = () => (training = launchTrainingProcess())

beforeAll(async () => {
  app = await startApp(data_dir(), { launchTraining })
  const path = await writeCsv(folder.at('labelled.csv'), simulatedCapture('corrected', 400))
  capture_id = (await app.importFile(path)).started_as
})
afterAll(() => app.close())

const library = async () => (await app.call('models.list', {})).models.map(({ id }) => id)
const spooled = () => readdir(app.spool_dir)

/** Settles with the first state of a job for which the condition holds. */
function untilJob(job_id: number, holds: (job: Job) => boolean): Promise<Job> {
  return new Promise((resolve) => {
    const unsubscribe = app.events.subscribe((event) => {
      if (event.type !== 'job' || event.job.id !== job_id || !holds(event.job)) return
      unsubscribe()
      resolve(event.job)
    })
  })
}

describe('a training', () => {
  test('on a capture gives the bytes that training on its file gives, in a bundle that is not active', async () => {
    const active = (await app.call('models.status', {})).id
    const seen: Job[] = []
    const unsubscribe = app.events.subscribe((event) => {
      if (event.type === 'job') seen.push(event.job)
    })
    const { job_id } = await app.call('models.train', { capture_ids: [capture_id], name: 'mine', seed: 7 })
    const job = await app.jobEnd(job_id)
    unsubscribe()
    expect(job).toMatchObject({ kind: 'training', status: 'done', title: 'mine', error: null })
    expect(job).toMatchObject({ progress_unit: 'percent', progress_done: 100, progress_total: 100 })
    expect(await library()).toEqual([active, job.model_id])
    expect((await app.call('models.status', {})).id).toBe(active)

    const shares = seen.filter(({ id }) => id === job_id).map(({ progress_done }) => progress_done)
    expect(shares).toEqual(shares.toSorted((one, other) => one - other))
    expect(new Set(seen.map(({ stage }) => stage))).toContain('boosting')

    const out_dir = folder.at('from-file')
    await trainModel({ files: [folder.at('labelled.csv')], out_dir, name: 'mine', seed: 7 })
    for (const file of ['model.onnx', 'manifest.json', 'MODEL_CARD.md']) {
      const [from_capture, from_file] = await Promise.all(
        [join(data_dir(), 'models', job.model_id ?? ''), out_dir].map((at) => readFile(join(at, file))),
      )
      expect(from_capture?.equals(from_file ?? Buffer.of()), file).toBe(true)
    }
    expect(await spooled()).toEqual([])
  })

  test('keeps no import waiting, and can be cancelled', async () => {
    const before = await library()
    const path = await writeCsv(folder.at('more.csv'), repeatRows(simulatedCapture('original', 300), 20_000))
    const more = (await app.importFile(path)).started_as
    const { job_id } = await app.call('models.train', { capture_ids: [capture_id, more], name: 'long' })
    const under_way = await untilJob(job_id, ({ stage }) => stage === 'boosting')
    expect(under_way.status).toBe('running')
    const short = await writeCsv(folder.at('short.csv'), simulatedCapture('original', 61))
    expect((await app.importFile(short)).status).toBe('done')
    expect((await app.call('jobs.queue', {})).jobs).toEqual([])
    expect((await app.call('jobs.get', { id: job_id })).status).toBe('running')
    expect((await app.call('jobs.cancel', { id: job_id })).status).toBe('cancelled')
    expect([await library(), await spooled()]).toEqual([before, []])
  })

  test('whose process dies fails with a reason, and the next one works', async () => {
    const { job_id } = await app.call('models.train', { capture_ids: [capture_id], name: 'cut' })
    await untilJob(job_id, ({ stage }) => stage === 'boosting')
    training?.kill()
    const job = await app.jobEnd(job_id)
    expect([job.status, job.error?.code]).toEqual(['failed', 'engine_failed'])
    expect(job.error?.detail).toContain('stopped unexpectedly')
    expect(await spooled()).toEqual([])
    const again = await app.call('models.train', { capture_ids: [capture_id], name: 'again' })
    expect((await app.jobEnd(again.job_id)).status).toBe('done')
  })

  test('of what is already in the library ends with that reason', async () => {
    const { job_id } = await app.call('models.train', { capture_ids: [capture_id], name: 'again' })
    expect((await app.jobEnd(job_id)).error?.detail).toContain('is already in the library')
  })

  test('is refused without labels, and for a capture that is not there', async () => {
    const { header, rows } = simulatedCapture('corrected', 62)
    const bare = rows.map((row) => withCell(header, row, 'Label', ''))
    const unlabelled = await app.importFile(await writeCsv(folder.at('bare.csv'), { header, rows: bare }))
    const error = await failureOf(app.call('models.train', { capture_ids: [unlabelled.started_as] }))
    expect([error.code, error.message]).toEqual(['not_trainable', expect.stringContaining('bare.csv') as string])
    expect((await failureOf(app.call('models.train', { capture_ids: [999] }))).code).toBe('not_found')
    for (const name of ['', '../x', 'a b', '.hidden']) {
      expect((await failureOf(app.call('models.train', { capture_ids: [capture_id], name }))).code).toBe(
        'invalid_input',
      )
    }
  })

  test('of one threat type fails with the reason of the trainer', async () => {
    const { header, rows } = simulatedCapture('corrected', 62)
    const benign = rows.map((row) => withCell(header, row, 'Label', 'BENIGN'))
    const { started_as } = await app.importFile(await writeCsv(folder.at('benign.csv'), { header, rows: benign }))
    const { job_id } = await app.call('models.train', { capture_ids: [started_as] })
    expect((await app.jobEnd(job_id)).error).toMatchObject({
      code: 'not_trainable',
      detail: expect.stringContaining('at least two threat types') as string,
    })
  })

  test.each([
    [['BENIGN', 'Attack'], /^All flows with a known label have the same one, Benign;.*"Attack" \(31\)/],
    [['1'], /has no flow with a known label in its Label column\. .*"1" \(62\)/],
    [['Exploits', 'Fuzzers'], /^No flow of .* has a known label, .*"Exploits" \(31\), "Fuzzers" \(31\)\.$/],
  ])('of flows labelled %j names the labels that it cannot learn', async (labels, sentence) => {
    const { header, rows } = simulatedCapture('corrected', 62)
    const told = rows.map((row, at) => withCell(header, row, 'Label', labels[at % labels.length] ?? ''))
    const path = await writeCsv(folder.at(`${labels.join('-')}.csv`), { header, rows: told })
    const { started_as } = await app.importFile(path)
    const detail = await app.call('models.train', { capture_ids: [started_as] }).then(
      async ({ job_id }) => (await app.jobEnd(job_id)).error?.detail,
      (error: unknown) => (error as Error).message,
    )
    expect(detail).toMatch(sentence)
  })

  test('that AnomalyX stops in is interrupted, told of, and leaves nothing', async () => {
    const { job_id } = await app.call('models.train', { capture_ids: [capture_id], name: 'stopped' })
    await untilJob(job_id, ({ stage }) => stage === 'boosting')
    await app.close()
    app = await startApp(data_dir(), { launchTraining })
    expect(await app.call('jobs.get', { id: job_id })).toMatchObject({ status: 'interrupted', model_id: null })
    expect((await app.call('system.status', {})).notices.join()).toContain('The training of stopped was interrupted')
    expect(await spooled()).toEqual([])
  })
})
