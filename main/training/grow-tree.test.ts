import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { binFeatures } from './binning.ts'
import type { SparseGradients } from './gradients.ts'
import { type GrowthLimits, TreeGrower } from './grow-tree.ts'
import { Random } from './random.ts'
import { leafOf, type Tree } from './tree.ts'

const LIMITS: GrowthLimits = {
  max_leaves: 8,
  max_depth: 4,
  min_leaf_rows: 1,
  min_leaf_curvature: 0,
  l2: 0,
  min_gain: 1e-9,
  tree_feature_fraction: 1,
  feature_fraction: 1,
}

/** Gradients of two classes: -1 for the row's own class, +1 for the other one, with a curvature of one. */
function twoClassGradients(labels: readonly number[]): SparseGradients {
  return {
    start: Int32Array.from({ length: labels.length + 1 }, (_, row) => row * 2),
    channel: Uint8Array.from(labels.flatMap(() => [0, 1])),
    value: Float32Array.from(labels.flatMap((label) => (label === 0 ? [-1, 1] : [1, -1]))),
    curvature: new Float32Array(labels.length).fill(1),
  }
}

function grow(
  features: readonly (readonly number[])[],
  labels: readonly number[],
  limits: Partial<GrowthLimits> = {},
): Tree {
  const table = Float32Array.from(features.flat())
  const binned = binFeatures(table, features[0]!.length, new Float32Array(labels.length).fill(1))
  const rows = Int32Array.from(labels.keys())
  const grower = new TreeGrower(binned, 2)
  return grower.grow(rows, twoClassGradients(labels), 2, { ...LIMITS, ...limits }, new Random(1))
}

describe('a grown tree', () => {
  test('cuts midway between the classes and ignores the constant feature', () => {
    const tree = grow(
      [
        [7, 1],
        [7, 2],
        [7, 4],
        [7, 6],
      ],
      [0, 0, 1, 1],
    )
    expect(Array.from(tree.feature)).toEqual([1, -1, -1])
    expect(tree.threshold[0]).toBe(3)
    expect([tree.left[0], tree.right[0]]).toEqual([1, 2])
  })

  test('takes the split with the larger gain first', () => {
    // Feature 0 isolates one flow (gain 2*(1/1 + 1/3) - 0 = 2.67), feature 1 parts the classes (gain 2*(4/2 + 4/2) = 8).
    const tree = grow(
      [
        [1, 1],
        [2, 1],
        [2, 5],
        [2, 5],
      ],
      [0, 0, 1, 1],
      { max_leaves: 2 },
    )
    expect(tree.feature[0]).toBe(1)
    expect(tree.threshold[0]).toBe(3)
  })

  test('sends missing values to the side where they fit', () => {
    const features = [[1], [2], [8], [9], [NaN], [NaN]]
    const with_high = grow(features, [0, 0, 1, 1, 1, 1])
    expect(with_high.missing_left[0]).toBe(0)
    const with_low = grow(features, [0, 0, 1, 1, 0, 0])
    expect(with_low.missing_left[0]).toBe(1)
    const missing = Float32Array.of(NaN)
    expect(leafOf(with_high, missing, 0)).toBe(leafOf(with_high, Float32Array.of(9), 0))
    expect(leafOf(with_low, missing, 0)).toBe(leafOf(with_low, Float32Array.of(1), 0))
  })

  test('can part missing values from all present ones', () => {
    const tree = grow([[1], [2], [3], [NaN], [NaN]], [0, 0, 0, 1, 1])
    expect(leafOf(tree, Float32Array.of(NaN), 0)).not.toBe(leafOf(tree, Float32Array.of(1e30), 0))
    expect(leafOf(tree, Float32Array.of(3), 0)).toBe(leafOf(tree, Float32Array.of(1e30), 0))
  })

  test('keeps the least number of rows in every leaf', () => {
    expect(Array.from(grow([[1], [2], [3], [4]], [0, 1, 1, 1], { min_leaf_rows: 3 }).feature)).toEqual([-1])
  })

  test('stays the same when a feature is transformed monotonically', () => {
    const table = fc.array(fc.tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: 0, max: 9 }), fc.nat(1)), {
      minLength: 4,
      maxLength: 60,
    })
    fc.assert(
      fc.property(table, (rows) => {
        const labels = rows.map(([, , label]) => label)
        const plain = grow(
          rows.map(([one, other]) => [one, other]),
          labels,
        )
        const bent = grow(
          rows.map(([one, other]) => [one ** 3 + 5, Math.sqrt(other)]),
          labels,
        )
        expect(Array.from(bent.feature)).toEqual(Array.from(plain.feature))
        expect(Array.from(bent.left)).toEqual(Array.from(plain.left))
        const sides = (tree: Tree, features: readonly number[][]): number[] =>
          features.map((row) => leafOf(tree, Float32Array.from(row), 0))
        expect(
          sides(
            bent,
            rows.map(([one, other]) => [one ** 3 + 5, Math.sqrt(other)]),
          ),
        ).toEqual(
          sides(
            plain,
            rows.map(([one, other]) => [one, other]),
          ),
        )
      }),
      { numRuns: 60 },
    )
  })
})
