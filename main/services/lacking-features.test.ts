import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { CaptureSchema, ImportStartedSchema } from '../../contract/captures.ts'
import { Classifier } from '../detect/model/classifier.ts'
import { FEATURE_NAMES } from '../flow/features.ts'
import { verdictNames } from '../flow/novelty.ts'
import { DEFAULT_BUNDLE_DIR } from '../paths.ts'
import { startApp, type TestApp } from '../testing/app.ts'
import { linearGraph, writeBundle } from '../testing/bundles.ts'
import { csvText, simulatedCapture, writeCsv } from '../testing/captures.ts'
import { failureOf } from '../testing/failure.ts'
import { useFolder } from '../testing/folder.ts'
import { BULK_LACK, withoutColumns } from '../testing/lacks.ts'
import { readAll } from '../testing/read.ts'
import { startServer, type TestServer } from '../testing/server.ts'

const LACKED = ['Fwd Avg Bytes/Bulk', 'Bwd Avg Bytes/Bulk']
const WRITTEN = ['Fwd Bytes/Bulk Avg', 'Bwd Bytes/Bulk Avg']
const COST = /^The file lacks 2 features \(Fwd Avg Bytes\/Bulk, Bwd Avg Bytes\/Bulk\)\. On held-out flows/

const complete = simulatedCapture('corrected', 500)
const lacking = withoutColumns(complete, WRITTEN)

const folder = useFolder()
let app: TestApp
let server: TestServer
let path: string

beforeAll(async () => {
  app = await startApp(folder.at('data'))
  server = await startServer(app, folder.at('data'))
  path = await writeCsv(folder.at('lacking.csv'), lacking)
  const graph = linearGraph([[0.4], [0.6]])
  const metrics = (share: number) => ({
    ...{ data: 'office', rows: 10, accuracy: share, macro_f1: share, fpr: 0, fnr: 0, ece: 0, per_class: [] },
    ...{ unknown_rate_benign: 0, unknown_rate_threats: 0 },
  })
  for (const [id, manifest] of [
    ['unmeasured', {}],
    [
      'measured',
      { metrics: [metrics(0.9)], without: [{ features: [...BULK_LACK.features], metrics: [metrics(0.7)] }] },
    ],
  ] as const) {
    const bundle = await writeBundle(folder.at(id), graph, { id, features: ['Flow Duration'], ...manifest })
    await app.call('models.import', { path: bundle })
  }
})
afterAll(async () => {
  await server.close()
  await app.close()
})

/** Imports the file on a person's word; each import is a capture of its own. */
async function imported(): Promise<number> {
  const accept_missing_features = true
  const { job_id, capture_id } = await app.call('captures.import', {
    path,
    allow_repeat: true,
    accept_missing_features,
  })
  expect(await app.jobEnd(job_id)).toMatchObject({ status: 'done', error: null })
  return capture_id
}

const flowsOf = async (capture_id: number) => (await app.call('flows.list', { capture_id, limit: 1000 })).items

describe('a capture that lacks features', () => {
  test('is refused without a person’s word, before and in the import', async () => {
    const refusal = await failureOf(app.call('captures.preview', { path }))
    expect(refusal.code).toBe('lacks_features')
    expect(refusal.message).toMatch(COST)
    const job = await app.importFile(path)
    expect(job).toMatchObject({ status: 'failed', error: { code: 'lacks_features', detail: refusal.message } })
  })

  test('is previewed and imported on a person’s word, with the cost as a note', async () => {
    const preview = await app.call('captures.preview', { path, accept_missing_features: true })
    expect(preview.notices[0]).toMatch(COST)
    const id = await imported()
    const capture = await app.call('captures.get', { id })
    expect(capture).toMatchObject({ rows_read: 500, classified: 500, rejected: 0 })
    expect(capture.notices[0]).toMatch(COST)
    expect(capture.missing_cells.map(({ feature }) => feature)).not.toContain('Fwd Avg Bytes/Bulk')
  })

  test('gets the predictions of the complete file with these cells empty', async () => {
    const { flows } = await readAll(await writeCsv(folder.at('complete.csv'), complete))
    const features = Float32Array.from(
      flows.flatMap((flow) =>
        flow.features.map((value, at) => (LACKED.includes(FEATURE_NAMES[at] ?? '') ? NaN : value)),
      ),
    )
    const classifier = await Classifier.load(DEFAULT_BUNDLE_DIR)
    const { threat_types, confidences } = await classifier.classify(
      features,
      flows.length,
      {},
      { instrument: 'corrected' },
    )
    const class_names = verdictNames(classifier.manifest.classes)
    const own = (await flowsOf(await imported())).toSorted((one, other) => one.line_number - other.line_number)
    expect(own.map(({ threat_type }) => threat_type)).toEqual(Array.from(threat_types, (type) => class_names[type]))
    expect(own.map(({ confidence }) => confidence)).toEqual(
      Array.from(confidences, (confidence) => expect.closeTo(confidence, 5) as number),
    )
  })

  test('is scored again only with a model for which the cost was measured', async () => {
    const id = await imported()
    const refusal = await failureOf(app.call('captures.rescore', { id, model_id: 'unmeasured' }))
    expect(refusal.code).toBe('lacks_features')
    expect(refusal.message).toContain(`lacking.csv lacks features (${LACKED.join(', ')})`)
    const { job_id, scoring_id } = await app.call('captures.rescore', { id, model_id: 'measured' })
    expect(await app.jobEnd(job_id)).toMatchObject({ status: 'done' })
    await app.call('captures.showScoring', { id, scoring_id })
    expect(await app.call('captures.get', { id })).toMatchObject({
      model_id: 'measured',
      unlike_training: expect.stringContaining('is 0.700 instead of 0.900') as string,
    })
  })

  test('is not used for training', async () => {
    const capture_ids = [await imported()]
    const { job_id } = await app.call('models.train', { capture_ids, name: 'mine', seed: 1 })
    const job = await app.jobEnd(job_id)
    expect(job).toMatchObject({ status: 'failed', error: { code: 'not_trainable' } })
    expect(job.error?.detail).toContain('lacking.csv lacks features')
  })

  test('is as well refused and taken over HTTP', async () => {
    const text = csvText(withoutColumns(simulatedCapture('corrected', 120), WRITTEN))
    const refused = await server.upload('/captures/preview?name=sent.csv', text)
    expect(refused.status).toBe(422)
    expect(await refused.json()).toMatchObject({
      code: 'lacks_features',
      detail: expect.stringMatching(COST) as string,
    })
    const started = await server.upload('/captures?name=sent.csv&accept_missing_features=true', text)
    expect(started.status).toBe(202)
    const { job_id, capture_id } = ImportStartedSchema.parse(await started.json())
    expect(await app.jobEnd(job_id)).toMatchObject({ status: 'done' })
    const capture = CaptureSchema.parse(await (await server.get(`/captures/${String(capture_id)}`)).json())
    expect(capture.notices[0]).toMatch(COST)
  })
})
