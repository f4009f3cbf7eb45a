import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { beforeAll, describe, expect, test } from 'vitest'

import { type ModelManifest, ModelManifestSchema } from '../flow/model-manifest.ts'
import { DEFAULT_BUNDLE_DIR } from '../paths.ts'
import { unlikeTraining, unseenInstrument } from './likeness.ts'

let manifest: ModelManifest
beforeAll(async () => {
  const written = JSON.parse(await readFile(join(DEFAULT_BUNDLE_DIR, 'manifest.json'), 'utf8')) as unknown
  manifest = { ...ModelManifestSchema.parse(written), instruments: ['corrected', 'original'] }
})

const LIKE = { instrument: 'corrected', unnamed: 10_000, unknown: 120, novelty_budget: 0.01 } as const

describe('a capture', () => {
  test('of a known meter with as many Unknown flows as the budget allows is like the training data', () => {
    expect(unlikeTraining(manifest, LIKE)).toBeNull()
  })

  test('is unlike it when several times as many are Unknown', () => {
    expect(unlikeTraining(manifest, { ...LIKE, unknown: 600 })).toMatch(/^6\.0% of the flows .* 1\.0% is expected/)
  })

  test('is not judged by a handful of flows, or without a budget', () => {
    expect(unlikeTraining(manifest, { ...LIKE, unnamed: 10, unknown: 1 })).toBeNull()
    expect(unlikeTraining(manifest, { ...LIKE, unnamed: 0, unknown: 0 })).toBeNull()
    expect(unlikeTraining(manifest, { ...LIKE, unknown: 600, novelty_budget: 0 })).toBeNull()
  })

  test('of a meter that the model has not seen says so', () => {
    expect(unseenInstrument(manifest, 'original')).toBeNull()
    expect(unseenInstrument(manifest, 'python')).toMatch(/Python cicflowmeter, but the model was trained on/)
    expect(unlikeTraining(manifest, { ...LIKE, instrument: 'unknown' })).toMatch(/measured by an unknown/)
  })

  test('is taken as it is when the model does not tell what it has seen', () => {
    expect(unseenInstrument({ ...manifest, instruments: [] }, 'python')).toBeNull()
  })
})
