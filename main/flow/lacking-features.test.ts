import { describe, expect, test } from 'vitest'

import { FEATURE_GROUPS } from './feature-groups.ts'
import { FEATURE_COUNT, FEATURE_NAMES } from './features.ts'
import { lackedFeatures, lackOf, lackSentence, type MeasuredLack, measuredLacks } from './lacking-features.ts'
import { ModelManifestSchema } from './model-manifest.ts'

const shares = (macro_f1: number) => ({
  ...{ macro_f1, fpr: 0.0025, fnr: 0.5 },
  ...{ unknown_rate_benign: 0.01, unknown_rate_threats: null },
})
const lack = (...features: string[]): MeasuredLack => ({
  ...{ model_id: 'some-trees', features, without: shares(0.8), complete: shares(0.9) },
})

describe('FEATURE_GROUPS', () => {
  test('are sets of features, each once', () => {
    expect(FEATURE_GROUPS.map(({ length }) => length)).toEqual([6, 6, 4, 3, 8, 2, 12, 19, 27])
    expect(new Set(FEATURE_GROUPS.map((group) => group.join())).size).toBe(FEATURE_GROUPS.length)
  })
})

describe('lackOf', () => {
  test('is the smallest measured set that holds all of the missing features', () => {
    const [large, small] = [lack('Idle Max', 'Idle Min', 'Idle Std'), lack('Idle Max', 'Idle Min')]
    expect(lackOf(['Idle Max'], [large, small])).toBe(small)
    expect(lackOf(['Idle Max', 'Idle Std'], [large, small])).toBe(large)
    expect(lackOf(['Idle Max', 'Active Std'], [large, small])).toBeUndefined()
    expect(lackOf(['Idle Max'], [])).toBeUndefined()
  })
})

describe('lackSentence', () => {
  test('names the features, the model and all that gets worse', () => {
    expect(lackSentence(['Idle Max', 'Idle Min'], lack('Idle Max', 'Idle Min'))).toBe(
      'The file lacks 2 features (Idle Max, Idle Min). On held-out flows of the training data of some-trees, ' +
        'macro-F1 without them is 0.800 instead of 0.900; ' +
        '0.25% instead of 0.25% of benign flows are called a threat, 1.00% instead of 1.00% are called Unknown; ' +
        '50.00% instead of 50.00% of threats are called Benign, an unknown share instead of an unknown share are called Unknown.',
    )
  })

  test('says what was measured when the file lacks only a part of it', () => {
    expect(lackSentence(['Idle Max'], lack('Idle Max', 'Idle Min', 'Idle Std'))).toContain(
      'lacks 1 feature (Idle Max). On held-out flows of the training data of some-trees, macro-F1 without it and 2 related features is',
    )
  })
})

describe('measuredLacks', () => {
  const metrics = (data: string, macro_f1: number) => ({ data, rows: 1, ...shares(macro_f1) })
  const complete = (data: string, macro_f1: number) => ({
    ...metrics(data, macro_f1),
    ...{ accuracy: 1, ece: 0, per_class: [] },
  })
  const manifest = {
    ...{ format_version: 1, id: 'some-trees', name: 'trees', version: '1', model_sha256: '0'.repeat(64) },
    ...{ input: { name: 'X' }, outputs: { probabilities: 'Y' }, features: ['Idle Max'], classes: ['Benign', 'Bot'] },
    trainer: { name: 'x', version: '1', seed: 1, trees: 1 },
  }

  test('holds the figures of all files together against those of complete flows', () => {
    const measured = ModelManifestSchema.parse({
      ...manifest,
      metrics: [complete('one', 0.5), complete('all', 0.9)],
      without: [{ features: ['Idle Max'], metrics: [metrics('one', 0.4), metrics('all', 0.8)] }],
    })
    expect(measuredLacks(measured)).toEqual([lack('Idle Max')])
  })

  test('is empty for a manifest without measurements, or with nothing to hold them against', () => {
    expect(measuredLacks(ModelManifestSchema.parse(manifest))).toEqual([])
    const alone = { ...manifest, without: [{ features: ['Idle Max'], metrics: [metrics('all', 0.8)] }] }
    expect(measuredLacks(ModelManifestSchema.parse(alone))).toEqual([])
  })
})

describe('lackedFeatures', () => {
  const at = (name: string) => FEATURE_NAMES.indexOf(name)
  const flows = (...rows: Readonly<Record<string, number>>[]) => {
    const features = new Float32Array(rows.length * FEATURE_COUNT).fill(1)
    rows.forEach((row, index) => {
      for (const [name, value] of Object.entries(row)) features[index * FEATURE_COUNT + at(name)] = value
    })
    return features
  }

  test('are those that a complete table always has', () => {
    const features = flows({ 'Idle Max': NaN, 'Flow Bytes/s': NaN }, { 'Idle Max': NaN, 'Fwd Avg Bulk Rate': NaN })
    expect(lackedFeatures(features, 2)).toEqual(['Fwd Avg Bulk Rate', 'Idle Max'])
  })

  test('are no rates of flows without duration', () => {
    const features = flows({ 'Flow Duration': 0, 'Flow Packets/s': NaN, 'Fwd Packets/s': NaN })
    expect(lackedFeatures(features, 1)).toEqual([])
  })
})
