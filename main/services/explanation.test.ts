import { createHash } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import type { Flow } from '../../contract/flows.ts'
import { FEATURE_NAMES } from '../flow/features.ts'
import type { ModelManifest } from '../flow/model-manifest.ts'
import { startApp, type TestApp } from '../testing/app.ts'
import { columnOf, repeatRows, simulatedCapture, writeCsv } from '../testing/captures.ts'
import { failureOf } from '../testing/failure.ts'
import { useFolder } from '../testing/folder.ts'
import { writeOnnxModel } from '../training/onnx-writer.ts'
import { DEFAULT_PARAMETERS } from '../training/parameters.ts'
import { trainModel, type TrainResult } from '../training/train.ts'
import { meanReasons } from './mean-reasons.ts'

const folder = useFolder()
const ALL = { limit: 200 }
const capture = simulatedCapture('corrected', 900, 5)
let trained: TrainResult
let app: TestApp
let flows: readonly Flow[]

beforeAll(async () => {
  trained = await trainModel({
    files: [await writeCsv(folder.at('training.csv'), simulatedCapture('corrected', 2500, 3))],
    out_dir: folder.at('bundle'),
    parameters: { ...DEFAULT_PARAMETERS, boost: { ...DEFAULT_PARAMETERS.boost, rounds: 15 }, folds: 2 },
  })
  app = await startApp(folder.at('data'), { bundle_dir: folder.at('bundle') })
  await app.importFile(await writeCsv(folder.at('flows.csv'), capture))
  flows = (await app.call('flows.list', { limit: 1000 })).items
}, 120_000)
afterAll(() => app.close())

const sumOf = (parts: readonly { contribution: number }[], start: number) =>
  parts.reduce((sum, { contribution }) => sum + contribution, start)

/** Nothing that the unit of the duration could be told by. */
const RATELESS = { 'Flow Packets/s': null, 'Flow Bytes/s': null, 'Fwd Packets/s': 0, 'Bwd Packets/s': 0 }

describe('the features of a flow', () => {
  test('are those of its row, with the ranges of its reasons', async () => {
    for (const { id, line_number } of flows.filter((_, at) => at % 100 === 0)) {
      const told = await app.call('flows.features', { id })
      expect(told.features.map(({ feature }) => feature)).toEqual(FEATURE_NAMES)
      const cells = capture.rows[line_number - 2]?.split(',') ?? []
      const duration = told.features.find(({ feature }) => feature === 'Flow Duration')
      expect(duration?.value).toBe(Math.fround(Number(cells[columnOf(capture.header, 'Flow Duration')])))
      const explained = await app.call('flows.explain', { id, ...ALL })
      expect(told.benign_range_instrument).toBe(explained.benign_range_instrument)
      for (const { feature, value, benign_range } of explained.reasons) {
        expect(told.features.find((each) => each.feature === feature)).toEqual({ feature, value, benign_range })
      }
    }
  })
})

describe('the reasons of a flow', () => {
  test('add up to what the model says, however many are told one by one', async () => {
    for (const { id, threat_type } of flows.filter((_, at) => at % 40 === 0)) {
      const all = await app.call('flows.explain', { id, ...ALL })
      expect(all.threat_type).toBe(threat_type)
      expect(all.rest).toEqual({ features: 0, contribution: 0 })
      expect(Math.abs(sumOf(all.reasons, all.base_value) - all.output)).toBeLessThan(1e-4)
      const few = await app.call('flows.explain', { id, limit: 3 })
      expect(few.reasons).toEqual(all.reasons.slice(0, 3))
      expect(few.rest.features).toBe(FEATURE_NAMES.length - 3)
      expect(Math.abs(sumOf([...few.reasons, few.rest], few.base_value) - few.output)).toBeLessThan(1e-4)
    }
  })

  test('tell the values of the row, and what is typical of benign flows in the same flow meter', async () => {
    const [flow] = flows.filter(({ threat_type }) => !['Benign', 'Unknown'].includes(threat_type))
    const { reasons, against, model, benign_range_instrument } = await app.call('flows.explain', {
      id: flow?.id ?? '',
      ...ALL,
    })
    expect(against).toBe('Benign')
    expect(model).toEqual({ id: trained.manifest.id, sha256: trained.manifest.model_sha256 })
    expect(benign_range_instrument).toBe('corrected')
    const duration = reasons.find(({ feature }) => feature === 'Flow Duration')
    const cells = capture.rows[(flow?.line_number ?? 0) - 2]?.split(',') ?? []
    expect(duration?.value).toBe(Math.fround(Number(cells[columnOf(capture.header, 'Flow Duration')])))
    const range = duration?.benign_range
    expect(range?.p5).toBeLessThan(range?.p50 ?? NaN)
    expect(range?.p50).toBeLessThan(range?.p95 ?? NaN)
  })

  test('are there for a flow that a script sent', async () => {
    const entry = Object.fromEntries(FEATURE_NAMES.map((name, at) => [name, at]))
    await app.call('detection.classify', {
      log_entries: [entry, { ...entry, 'Flow Duration': 77, ...RATELESS }],
    })
    const captures = await app.call('captures.list', {})
    const { id } = captures.items.find(({ kind }) => kind === 'detections') ?? { id: 0 }
    const { reasons } = await app.call('flows.explain', { id: `${String(id)}-2`, ...ALL })
    expect(reasons.find(({ feature }) => feature === 'Flow Duration')?.value).toBe(77)
  })

  test('are not found for a flow that is not there', async () => {
    expect((await failureOf(app.call('flows.explain', { id: '1-901' }))).code).toBe('not_found')
    expect((await failureOf(app.call('flows.explain', { id: '9-1' }))).code).toBe('not_found')
  })
})

describe('the reasons of an alert', () => {
  test('are the means over its flows, and add up', async () => {
    const alerts = (await app.call('alerts.list', { limit: 1000 })).items
    const alert = alerts.find(({ flow_count }) => flow_count > 3 && flow_count <= 100)
    const { reasons, ...explanation } = await app.call('alerts.explain', { id: alert?.id ?? 0, ...ALL })
    expect(explanation.flows_used).toBe(alert?.flow_count)
    expect(Math.abs(sumOf(reasons, explanation.base_value) - explanation.output)).toBeLessThan(1e-4)
    const own = (await app.call('flows.list', { alert_id: alert?.id ?? 0, limit: 1000 })).items
    const each = await Promise.all(own.map(({ id }) => app.call('flows.explain', { id, ...ALL })))
    for (const { feature, contribution, values } of reasons) {
      const of_flows = each.map((flow) => flow.reasons.find((reason) => reason.feature === feature))
      const mean = of_flows.reduce((sum, reason) => sum + (reason?.contribution ?? NaN), 0) / each.length
      expect(contribution).toBeCloseTo(mean, 9)
      const known = of_flows.flatMap((reason) => reason?.value ?? [])
      expect(values?.low ?? NaN).toBe(known.length === 0 ? NaN : Math.min(...known))
    }
    const top = reasons.reduce((sum, { top_share }) => sum + top_share, 0)
    expect(top).toBeGreaterThan(0)
    expect(top).toBeLessThanOrEqual(3 + 1e-9)
  })

  test('of many flows are of a hundred at most, and say so', async () => {
    await app.importFile(await writeCsv(folder.at('many.csv'), repeatRows(capture, 3600)))
    const [largest] = (await app.call('alerts.list', { limit: 1000 })).items.toSorted(
      (one, other) => other.flow_count - one.flow_count,
    )
    const { flow_count, flows_used } = await app.call('alerts.explain', { id: largest?.id ?? 0 })
    expect(flow_count).toBe(largest?.flow_count)
    expect(flow_count).toBeGreaterThan(100)
    expect(flows_used).toBeLessThanOrEqual(100)
    expect(flows_used).toBeGreaterThan(20)
  })

  test('are not found for an alert that is not there', async () => {
    expect((await failureOf(app.call('alerts.explain', { id: 999 }))).code).toBe('not_found')
  })
})

describe('no reasons are made up', () => {
  /** The trained bundle with other bytes for its model. */
  async function bundleWith(name: string, model: Uint8Array): Promise<string> {
    const manifest = JSON.parse(await readFile(folder.at('bundle/manifest.json'), 'utf8')) as ModelManifest
    const bundle_dir = folder.at(name)
    await mkdir(bundle_dir)
    await writeFile(join(bundle_dir, 'model.onnx'), model)
    const model_sha256 = createHash('sha256').update(model).digest('hex')
    await writeFile(join(bundle_dir, 'manifest.json'), JSON.stringify({ ...manifest, model_sha256 }))
    return bundle_dir
  }

  test('for a model that does not tell how many training rows passed its nodes', async () => {
    const trees = trained.ensemble.trees.map((tree) => ({ ...tree, cover: tree.cover.map(() => 1) }))
    const producer = { name: 'test', version: '1' }
    const model = writeOnnxModel({ ...trained.ensemble, trees }, trained.calibration, producer)
    const other = await startApp(folder.at('data-2'), { bundle_dir: await bundleWith('no-covers', model) })
    await other.importFile(folder.at('flows.csv'))
    const error = await failureOf(other.call('flows.explain', { id: '1-1' }))
    expect(error.code).toBe('not_explainable')
    expect(error.message).toContain('nodes_hitrates')
    await other.close()
  })

  test('by another model than the one that classified the flow', async () => {
    await app.close()
    const trees = trained.ensemble.trees.slice(1)
    const producer = { name: 'test', version: '1' }
    const model = writeOnnxModel({ ...trained.ensemble, trees }, trained.calibration, producer)
    const other = await startApp(folder.at('data'), { bundle_dir: await bundleWith('other', model) })
    const error = await failureOf(other.call('flows.explain', { id: '1-1' }))
    expect(error.code).toBe('not_explainable')
    expect(error.message).toContain(trained.manifest.id)
    await other.close()
  })
})

test('means of reasons count missing values out and leading features in', () => {
  const flow = (contributions: number[], values: number[]) => ({
    threat_type: 'DDoS',
    against: 'Benign',
    base_value: 1,
    output: 1 + contributions.reduce((sum, each) => sum + each, 0),
    values: Float64Array.from(values),
    contributions: Float64Array.from(contributions),
  })
  const mean = meanReasons([flow([4, -3, 2, 1, 0], [1, NaN, 3, 0, 0]), flow([2, 1, 0, -3, 0], [5, NaN, NaN, 0, 0])])
  expect([...mean.contributions]).toEqual([3, -1, 1, -1, 0])
  expect([...mean.top_shares]).toEqual([1, 1, 0.5, 0.5, 0])
  expect(mean.values.slice(0, 3)).toEqual([{ low: 1, median: 1, high: 5 }, null, { low: 3, median: 3, high: 3 }])
  expect([mean.base_value, mean.output]).toEqual([1, 3])
})
