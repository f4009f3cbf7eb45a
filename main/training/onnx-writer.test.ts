import { describe, expect, test } from 'vitest'

import { InferenceSession, Tensor } from '../detect/model/onnxruntime.ts'
import { binFeatures } from './binning.ts'
import { boost } from './boost.ts'
import { calibratedProbabilities } from './calibrate.ts'
import { energies } from './fit-novelty.ts'
import { writeOnnxModel } from './onnx-writer.ts'
import { DEFAULT_PARAMETERS } from './parameters.ts'
import { Random } from './random.ts'
import { ensembleMargins, type TreeEnsemble } from './tree.ts'

const FEATURES = 5
const OUTPUTS = 3

/** Flows of three overlapping classes; one feature is missing now and then. */
function generatedFlows(rows: number): { features: Float32Array; labels: Uint8Array } {
  const random = new Random(11)
  const labels = Uint8Array.from({ length: rows }, () => random.below(OUTPUTS))
  const features = Float32Array.from({ length: rows * FEATURES }, (_, index) => {
    const label = labels[Math.floor(index / FEATURES)]!
    const feature = index % FEATURES
    if (feature === 0 && random.fraction() < 0.2 * label) return NaN
    return Math.fround((random.fraction() - 0.5) * 1e6 + (feature === 1 ? label * 3e5 : 0))
  })
  return { features, labels }
}

function trainedEnsemble(features: Float32Array, labels: Uint8Array): TreeEnsemble {
  const weights = new Float32Array(labels.length).fill(1)
  const base = Float32Array.of(-1, -1.2, -0.9)
  const trees = boost(
    {
      binned: binFeatures(features, FEATURES, weights),
      labels,
      weights,
      rows: Int32Array.from(labels.keys()),
      outputs: OUTPUTS,
    },
    base,
    { ...DEFAULT_PARAMETERS.boost, rounds: 12, max_leaves: 16 },
    new Random(3),
  )
  return { feature_count: FEATURES, base, trees }
}

describe('the ONNX file', () => {
  const { features, labels } = generatedFlows(1500)
  const ensemble = trainedEnsemble(features, labels)
  const calibration = { scale: Float32Array.of(0.8, 0.8, 0.8), bias: Float32Array.of(0, 0.1, -0.1) }
  const bytes = writeOnnxModel(ensemble, calibration, { name: 'test', version: '1' })

  test('gives the scores of the trainer, for values that were never seen as well', async () => {
    const session = await InferenceSession.create(bytes)
    const unseen = generatedFlows(3000).features.map((value) => value * 1.7)
    unseen.fill(NaN, 0, 3 * FEATURES)
    for (const rows of [features, unseen]) {
      const count = rows.length / FEATURES
      const result = await session.run({ features: new Tensor('float32', rows, [count, FEATURES]) })
      const margins = ensembleMargins(ensemble, rows)
      expect(greatestGap(result['margins']!.data as Float32Array, margins)).toBeLessThan(1e-5)
      const novelty = energies(margins, OUTPUTS)
      expect(greatestGap(result['novelty']!.data as Float32Array, novelty)).toBeLessThan(1e-5)
      const probabilities = calibratedProbabilities(margins, calibration)
      expect(greatestGap(result['probabilities']!.data as Float32Array, probabilities)).toBeLessThan(1e-5)
    }
  })

  test('keeps the base of a class that no leaf has anything to say of', async () => {
    const silent: TreeEnsemble = {
      ...ensemble,
      trees: ensemble.trees.map((tree) => ({
        ...tree,
        value: tree.value.map((value, index) => (index % OUTPUTS === 1 ? 0 : value)),
      })),
    }
    const session = await InferenceSession.create(writeOnnxModel(silent, calibration, { name: 'test', version: '1' }))
    const result = await session.run({ features: new Tensor('float32', features, [labels.length, FEATURES]) })
    const margins = ensembleMargins(silent, features)
    expect(greatestGap(result['margins']!.data as Float32Array, margins)).toBeLessThan(1e-5)
  })

  test('is the same, byte for byte, when it is made again', () => {
    const again = writeOnnxModel(trainedEnsemble(features, labels), calibration, { name: 'test', version: '1' })
    expect(Buffer.from(again).equals(bytes)).toBe(true)
  })
})

function greatestGap(one: Float32Array, other: Float32Array): number {
  expect(one.length).toBe(other.length)
  return one.reduce((gap, value, index) => Math.max(gap, Math.abs(value - other[index]!)), 0)
}
