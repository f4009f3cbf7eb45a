import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import type { OnnxTrees } from '../../onnx/read-trees.ts'
import { type DrawnTree, drawnTree, treesOf } from '../../testing/trees.ts'
import { leafPathsOf } from './leaf-paths.ts'
import { type Contrast, TreeShap } from './tree-shap.ts'

const FEATURES = 4
const CONTRAST: Contrast = { output: 1, against: 0 }

function explained(trees: OnnxTrees, row: readonly number[]): { base: number; contributions: number[] } {
  const shap = new TreeShap(leafPathsOf(trees))
  const contributions = new Float64Array(row.length)
  shap.addContributions(Float32Array.from(row), CONTRAST, contributions)
  return { base: shap.baseValue(CONTRAST), contributions: [...contributions] }
}

/**
 * What the trees say of a row of which only some features are known: a split on any other feature is averaged over the
 * training rows that went either way (Lundberg et al. 2020, Algorithm 1).
 */
function expectation(trees: OnnxTrees, row: readonly number[], is_known: (feature: number) => boolean): number {
  const { base, feature, threshold, missing_left, left, right, cover, value, outputs } = trees
  const at = (node: number): number => {
    const split = feature[node]!
    if (split < 0) return value[node * outputs + CONTRAST.output]! - value[node * outputs + CONTRAST.against]!
    const [one, other] = [left[node]!, right[node]!]
    if (is_known(split)) {
      const each = row[split]!
      return at(each <= threshold[node]! || (Number.isNaN(each) && missing_left[node] === 1) ? one : other)
    }
    return cover[node] === 0 ? 0 : (cover[one]! * at(one) + cover[other]! * at(other)) / cover[node]!
  }
  return trees.roots.reduce((sum, root) => sum + at(root), base[CONTRAST.output]! - base[CONTRAST.against]!)
}

/** Shapley values by their definition: the mean step that a feature makes over all orders of the features. */
function bruteForce(trees: OnnxTrees, row: readonly number[]): number[] {
  const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1))
  const count = row.length
  return row.map((_, feature) => {
    let sum = 0
    for (let subset = 0; subset < 2 ** count; subset++) {
      if (((subset >> feature) & 1) === 1) continue
      const size = row.filter((__, each) => ((subset >> each) & 1) === 1).length
      const without = expectation(trees, row, (each) => ((subset >> each) & 1) === 1)
      const with_it = expectation(trees, row, (each) => each === feature || ((subset >> each) & 1) === 1)
      sum += ((factorial(size) * factorial(count - size - 1)) / factorial(count)) * (with_it - without)
    }
    return sum
  })
}

const leaf = (rows: number, margin: number): DrawnTree => ({ rows, value: [0, margin] })
const rowOf = fc.array(fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constant(NaN)), {
  minLength: FEATURES,
  maxLength: FEATURES,
})
const forestOf = (depth: number) =>
  fc
    .array(drawnTree(FEATURES, 2, depth), { minLength: 1, maxLength: 3 })
    .map((drawn) => treesOf([0.5, -0.25], drawn))
    .filter(({ roots, cover }) => roots.every((root) => cover[root]! > 0))

describe('attributions', () => {
  test('of a stump: its feature takes the whole way from the mean to the leaf', () => {
    const trees = treesOf([0, 0], [{ feature: 0, threshold: 1, left: leaf(30, 4), right: leaf(10, 8) }])
    expect(explained(trees, [0, 9])).toEqual({ base: 5, contributions: [-1, 0] })
    expect(explained(trees, [2, 9])).toEqual({ base: 5, contributions: [3, 0] })
  })

  test('of "both": two features share what neither has alone', () => {
    // E = 4 / 4 = 1; f(0 known) = f(1 known) = 2, f(both) = 4: each adds (2 - 1 + 4 - 2) / 2.
    const split = (feature: number, left: DrawnTree, right: DrawnTree) => ({ feature, threshold: 0, left, right })
    const both = split(0, split(1, leaf(1, 0), leaf(1, 0)), split(1, leaf(1, 0), leaf(1, 4)))
    expect(explained(treesOf([0, 0], [both]), [1, 1, 1])).toEqual({ base: 1, contributions: [1.5, 1.5, 0] })
  })

  test('follow a missing value to the side that the split learnt', () => {
    const stump = { feature: 0, threshold: 1, left: leaf(1, 0), right: leaf(1, 2) }
    expect(explained(treesOf([0, 0], [stump]), [NaN]).contributions).toEqual([1])
    expect(explained(treesOf([0, 0], [{ ...stump, missing_left: true }]), [NaN]).contributions).toEqual([-1])
  })

  test('are Shapley values by their definition, whatever the trees', () => {
    fc.assert(
      fc.property(forestOf(4), rowOf, (trees, row) => {
        const { base, contributions } = explained(trees, row)
        const wanted = bruteForce(trees, row)
        expect(base).toBeCloseTo(
          expectation(trees, row, () => false),
          9,
        )
        contributions.forEach((contribution, feature) => expect(contribution).toBeCloseTo(wanted[feature]!, 9))
      }),
    )
  })

  test('and the base add up to the margin', () => {
    fc.assert(
      fc.property(forestOf(12), rowOf, (trees, row) => {
        const { base, contributions } = explained(trees, row)
        const margin = expectation(trees, row, () => true)
        expect(contributions.reduce((sum, each) => sum + each, base)).toBeCloseTo(margin, 9)
      }),
    )
  })
})
