import { describe, expect, test } from 'vitest'

import { binFeatures } from './binning.ts'
import { binnedLeafOf, boost, type BoostParameters } from './boost.ts'
import { Random } from './random.ts'
import { leafOf } from './tree.ts'

const ONE_STUMP: BoostParameters = {
  rounds: 1,
  learning_rate: 1,
  max_leaves: 2,
  max_depth: 1,
  min_leaf_rows: 1,
  min_leaf_curvature: 0,
  l2: 0,
  min_gain: 1e-9,
  tree_feature_fraction: 1,
  feature_fraction: 1,
  leaf_l2: 0,
  max_step: 100,
  least_leaf_gain: 0,
  row_fraction: 1,
  settled_fraction: 1,
  negligible_gradient: 0,
  benign_focus: 0,
}

const features = Float32Array.of(1, 2, 3, 10, 11, 12)
const labels = Uint8Array.of(0, 0, 0, 1, 1, 1)
const weights = new Float32Array(6).fill(1)
const input = {
  binned: binFeatures(features, 1, weights),
  labels,
  weights,
  rows: Int32Array.of(0, 1, 2, 3, 4, 5),
  outputs: 2,
}

describe('boosting', () => {
  test('takes the Newton step of each leaf', () => {
    const [stump] = boost(input, new Float32Array(2), ONE_STUMP, new Random(1))
    // At even odds: G = 3 * (0.5 - 1), H = 3 * 0.25, step = -G / H = 2 for the own class and -2 for the other.
    expect(stump!.threshold[0]).toBe(6.5)
    expect(Array.from(stump!.value)).toEqual([0, 0, 2, -2, -2, 2])
  })

  test('counts the rows that pass each node', () => {
    const rows = Int32Array.of(0, 1, 3, 4, 5)
    const [stump] = boost({ ...input, rows }, new Float32Array(2), ONE_STUMP, new Random(1))
    expect(Array.from(stump!.cover)).toEqual([5, 2, 3])
  })

  test('shrinks steps by the penalty, the bound and the learning rate', () => {
    const [penalised] = boost(input, new Float32Array(2), { ...ONE_STUMP, leaf_l2: 0.75 }, new Random(1))
    expect(Array.from(penalised!.value.subarray(2))).toEqual([1, -1, -1, 1])
    const [bounded] = boost(
      input,
      new Float32Array(2),
      { ...ONE_STUMP, max_step: 0.5, learning_rate: 0.5 },
      new Random(1),
    )
    expect(Array.from(bounded!.value.subarray(2))).toEqual([0.25, -0.25, -0.25, 0.25])
  })

  test('sends a binned row and its raw values to the same leaf', () => {
    const random = new Random(5)
    const table = Float32Array.from({ length: 600 }, () => (random.fraction() < 0.1 ? NaN : random.below(40)))
    const classes = Uint8Array.from({ length: 200 }, () => random.below(2))
    const even = new Float32Array(200).fill(1)
    const binned = binFeatures(table, 3, even)
    const rows = Int32Array.from(classes.keys())
    const trees = boost(
      { binned, labels: classes, weights: even, rows, outputs: 2 },
      new Float32Array(2),
      { ...ONE_STUMP, rounds: 5, max_leaves: 12, max_depth: 6, l2: 1, leaf_l2: 1 },
      random,
    )
    for (const tree of trees) {
      for (const row of rows) expect(binnedLeafOf(tree, binned, row)).toBe(leafOf(tree, table, row * 3))
    }
  })
})
