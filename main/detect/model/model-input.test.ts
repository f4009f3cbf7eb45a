import { describe, expect, test } from 'vitest'

import { FEATURE_COUNT, featureIndex } from '../../flow/features.ts'
import { type ModelManifest, ModelManifestSchema } from '../../flow/model-manifest.ts'
import { ModelInput } from './model-input.ts'

function manifest(fields: Record<string, unknown>): ModelManifest {
  return ModelManifestSchema.parse({
    format_version: 1,
    id: 'm',
    name: 'm',
    version: '1',
    model_sha256: 'a'.repeat(64),
    input: { name: 'X' },
    outputs: { probabilities: 'p' },
    classes: ['Benign', 'DDoS'],
    trainer: { name: 't', version: '1', seed: 1, trees: 0 },
    ...fields,
  })
}

/** Flows of which only the named features are not 0. */
function flows(...rows: Readonly<Record<string, number>>[]): Float32Array {
  const features = new Float32Array(rows.length * FEATURE_COUNT)
  rows.forEach((row, at) => {
    for (const [name, value] of Object.entries(row)) {
      features[at * FEATURE_COUNT + (featureIndex(name) ?? -1)] = value
    }
  })
  return features
}

const features = ['Flow Bytes/s', 'Flow Duration']

describe("a model's input", () => {
  test('is its features in its own order', () => {
    const input = new ModelInput(manifest({ features }))
    expect(input.width).toBe(2)
    const built = input.build(flows({ 'Flow Duration': 7, 'Flow Bytes/s': 3 }, { 'Flow Bytes/s': NaN }), 2, {})
    expect([...built]).toEqual([3, 7, NaN, 0])
  })

  test('is scaled by mean and scale: (value - mean) / scale', () => {
    const input = new ModelInput(
      manifest({ features, preprocessing: { scaled: [{ feature: 'Flow Duration', mean: 10, scale: 4 }] } }),
    )
    const built = input.build(flows({ 'Flow Duration': 12, 'Flow Bytes/s': 12 }, { 'Flow Duration': 0 }), 2, {})
    expect([...built]).toEqual([12, 0.5, 0, -2.5])
  })

  test('has a missing value filled before it is scaled', () => {
    const input = new ModelInput(
      manifest({
        features,
        preprocessing: {
          missing: [{ feature: 'Flow Bytes/s', value: 5 }],
          scaled: [{ feature: 'Flow Bytes/s', mean: 1, scale: 2 }],
        },
      }),
    )
    expect([...input.build(flows({ 'Flow Bytes/s': NaN }, { 'Flow Bytes/s': 9 }), 2, {})]).toEqual([2, 0, 4, 0])
  })

  test('is scaled in double precision, and rounded once', () => {
    const mean = 16_777_217
    const input = new ModelInput(
      manifest({
        features: ['Flow Duration'],
        preprocessing: { scaled: [{ feature: 'Flow Duration', mean, scale: 3 }] },
      }),
    )
    expect(input.build(flows({ 'Flow Duration': 16_777_220 }), 1, {})[0]).toBe(1)
  })

  test('has one column for each value of a vocabulary, behind the features', () => {
    const input = new ModelInput(
      manifest({
        features: ['Flow Duration'],
        preprocessing: {
          one_hot: [
            { field: 'protocol', values: [6, 17, 0], unknown: 'zeros' },
            { field: 'SYN Flag Count', values: [0, 1], unknown: 'zeros' },
          ],
        },
      }),
    )
    expect(input.width).toBe(6)
    const given = flows(
      { 'Flow Duration': 1 },
      { 'Flow Duration': 2, 'SYN Flag Count': 1 },
      { 'Flow Duration': 3, 'SYN Flag Count': 2 },
      { 'Flow Duration': 4, 'SYN Flag Count': NaN },
    )
    const built = input.build(given, 4, { protocols: Int32Array.of(17, 6, 47, -1) })
    const rows = [0, 1, 2, 3].map((row) => [...built.subarray(row * 6, (row + 1) * 6)])
    expect(rows).toEqual([
      [1, 0, 1, 0, 1, 0],
      [2, 1, 0, 0, 0, 1],
      [3, 0, 0, 0, 0, 0],
      [4, 0, 0, 0, 0, 0],
    ])
  })

  test('refuses what is in no vocabulary when the manifest says so, and names line, field and value', () => {
    const input = new ModelInput(
      manifest({
        features: ['Flow Duration'],
        preprocessing: { one_hot: [{ field: 'protocol', values: [6], unknown: 'refuse' }] },
      }),
    )
    const two = flows({}, {})
    expect(() => input.build(two, 2, { protocols: Int32Array.of(6, 47), line_numbers: Uint32Array.of(2, 9) })).toThrow(
      'The flow on line 9 has protocol 47, which is not in the model',
    )
    expect(() => input.build(two, 2, { protocols: Int32Array.of(6, -1) })).toThrow('line 2 has no protocol')
    expect(() => input.build(two, 2, {})).toThrow('line 1 has no protocol')
  })
})
