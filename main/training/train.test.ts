import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { AnomalyError } from '../../contract/errors.ts'
import { FEATURE_GROUPS } from '../flow/feature-groups.ts'
import { FEATURE_NAMES } from '../flow/features.ts'
import { ModelManifestSchema } from '../flow/model-manifest.ts'
import { DEFAULT_PARAMETERS, type TrainingParameters } from './parameters.ts'
import { Random } from './random.ts'
import { trainModel } from './train.ts'

const QUICK: TrainingParameters = {
  ...DEFAULT_PARAMETERS,
  boost: {
    ...DEFAULT_PARAMETERS.boost,
    rounds: 5,
    learning_rate: 0.3,
    max_leaves: 6,
    tree_feature_fraction: 1,
    feature_fraction: 1,
  },
  bags: 1,
  folds: 2,
}

const FILES = ['MODEL_CARD.md', 'manifest.json', 'model.onnx']

/** A capture in which benign flows are short, DDoS flows long, and scans have no duration and so no rates. */
function generatedCapture(flows: number, labelOf: (flow: number) => string): string {
  const random = new Random(2)
  const lines = Array.from({ length: flows }, (_, flow) => {
    const label = labelOf(flow)
    const duration_us = label === 'PortScan' ? 0 : 1 + random.below(1000) + (label === 'DDoS' ? 5000 : 0)
    const packets = 2 + random.below(50)
    const perSecond = (amount: number): string =>
      duration_us === 0 ? 'Infinity' : String((amount / duration_us) * 1_000_000)
    const known: Readonly<Record<string, string>> = {
      'Flow Duration': String(duration_us),
      'Total Fwd Packets': String(packets - 1),
      'Total Backward Packets': '1',
      'Flow Packets/s': perSecond(packets),
      'Flow Bytes/s': perSecond(packets * 40),
    }
    return [...FEATURE_NAMES.map((name) => known[name] ?? String(random.below(50))), label].join(',')
  })
  return [[...FEATURE_NAMES, 'Label'].join(','), ...lines, ''].join('\n')
}

let folder: string
let capture: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'anomalyx-train-'))
  capture = join(folder, 'flows.csv')
  await writeFile(
    capture,
    generatedCapture(300, (flow) => ['BENIGN', 'DDoS', 'PortScan'][flow % 3]!),
  )
})
afterEach(async () => {
  await rm(folder, { recursive: true })
})

describe('training', () => {
  test('writes a bundle that separates what can be separated', async () => {
    const shares: number[] = []
    const { manifest } = await trainModel({
      files: [capture],
      out_dir: join(folder, 'bundle'),
      parameters: QUICK,
      on_progress: ({ done }) => shares.push(done),
    })
    expect(await readdir(join(folder, 'bundle'))).toEqual(FILES)
    const written = JSON.parse(await readFile(join(folder, 'bundle', 'manifest.json'), 'utf8')) as unknown
    expect(ModelManifestSchema.parse(written)).toEqual(manifest)
    expect(manifest.training_data[0]).toMatchObject({ rows: 300, rejected: 0, unlabelled: 0 })
    expect(manifest.training_data[0]?.rows_per_class).toMatchObject({ Benign: 100, DDoS: 100, PortScan: 100 })
    expect(manifest.benign_ranges.map(({ instrument, flows }) => [instrument, flows])).toEqual([
      [expect.any(String), 100],
      [null, 100],
    ])
    // Benign durations are drawn from 1 to 1,000.
    const [ranges] = manifest.benign_ranges
    expect(ranges?.p5[0]).toBeLessThan(150)
    expect(ranges?.p95[0]).toBeGreaterThan(850)
    expect(manifest.metrics[0]?.macro_f1).toBeGreaterThan(0.98)
    expect(shares).toEqual(shares.toSorted((one, other) => one - other))
    expect(shares.at(-1)).toBe(1)
  })

  test('measures what each group of missing features costs, and tells it in the card', async () => {
    const out_dir = join(folder, 'bundle')
    const { manifest } = await trainModel({ files: [capture], out_dir, parameters: QUICK })
    expect(manifest.without.map(({ features }) => features)).toEqual(FEATURE_GROUPS)
    for (const { metrics } of manifest.without) {
      expect(metrics).toEqual([expect.objectContaining({ data: 'flows.csv', rows: 300 })])
      // What tells these flows apart is in none of the groups.
      expect(metrics[0]?.macro_f1).toBeGreaterThan(0.9)
    }
    const card = await readFile(join(out_dir, 'MODEL_CARD.md'), 'utf8')
    expect(card).toContain('\n| Init_Win_bytes_forward, Init_Win_bytes_backward | ')
  })

  test('gives the same bytes whatever the number of threads', async () => {
    await trainModel({ files: [capture], out_dir: join(folder, 'one'), parameters: QUICK, threads: 1 })
    await trainModel({ files: [capture], out_dir: join(folder, 'three'), parameters: QUICK, threads: 3 })
    for (const name of FILES) {
      const [one, three] = await Promise.all(['one', 'three'].map((run) => readFile(join(folder, run, name))))
      expect(one?.equals(three!), name).toBe(true)
    }
  })

  test('writes nothing when it is cancelled', async () => {
    const cancel = new AbortController()
    const training = trainModel({
      files: [capture],
      out_dir: join(folder, 'bundle'),
      parameters: QUICK,
      signal: cancel.signal,
      on_progress: ({ stage }) => {
        if (stage === 'boosting') cancel.abort()
      },
    })
    await expect(training).rejects.toMatchObject({ code: 'cancelled' })
    expect(await readdir(folder)).toEqual(['flows.csv'])
  })

  test('refuses flows without labels, or with one label only', async () => {
    for (const label of ['', 'BENIGN']) {
      await writeFile(
        capture,
        generatedCapture(20, () => label),
      )
      const training = trainModel({ files: [capture], out_dir: join(folder, 'bundle'), parameters: QUICK })
      await expect(training).rejects.toThrow(AnomalyError)
      await expect(training).rejects.toMatchObject({ code: 'not_trainable' })
    }
  })
})
