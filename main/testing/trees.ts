import fc from 'fast-check'

import type { OnnxTrees } from '../onnx/read-trees.ts'

/** A tree written down as it is drawn. */
export type DrawnTree =
  | { readonly rows: number; readonly value: readonly number[] }
  | {
      readonly feature: number
      readonly threshold: number
      readonly missing_left?: boolean
      readonly left: DrawnTree
      readonly right: DrawnTree
    }

/** Drawn trees as parallel arrays. */
export function treesOf(base: readonly number[], drawn: readonly DrawnTree[]): OnnxTrees {
  const outputs = base.length
  const feature: number[] = []
  const threshold: number[] = []
  const missing_left: number[] = []
  const left: number[] = []
  const right: number[] = []
  const cover: number[] = []
  const value: number[] = []
  const add = (tree: DrawnTree): number => {
    const node = feature.length
    const is_leaf = 'value' in tree
    feature.push(is_leaf ? -1 : tree.feature)
    threshold.push(is_leaf ? 0 : tree.threshold)
    missing_left.push(!is_leaf && tree.missing_left === true ? 1 : 0)
    left.push(-1)
    right.push(-1)
    cover.push(is_leaf ? tree.rows : 0)
    value.push(...(is_leaf ? tree.value : new Array<number>(outputs).fill(0)))
    if (is_leaf) return node
    const at_left = add(tree.left)
    const at_right = add(tree.right)
    left[node] = at_left
    right[node] = at_right
    cover[node] = (cover[at_left] ?? 0) + (cover[at_right] ?? 0)
    return node
  }
  const roots = drawn.map(add)
  return {
    outputs,
    base: Float64Array.from(base),
    roots,
    feature: Int32Array.from(feature),
    threshold: Float32Array.from(threshold),
    missing_left: Uint8Array.from(missing_left),
    left: Int32Array.from(left),
    right: Int32Array.from(right),
    cover: Float32Array.from(cover),
    value: Float32Array.from(value),
  }
}

/** Trees of up to `depth` splits in a row, over small whole numbers so that rows fall on thresholds. */
export function drawnTree(features: number, outputs: number, depth: number): fc.Arbitrary<DrawnTree> {
  const leaf = fc.record({
    rows: fc.integer({ min: 0, max: 9 }),
    value: fc.array(fc.float({ min: -3, max: 3, noNaN: true }), { minLength: outputs, maxLength: outputs }),
  })
  const { tree } = fc.letrec<{ tree: DrawnTree }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: depth, depthSize: 'max' },
      { weight: 1, arbitrary: leaf },
      {
        weight: 3,
        arbitrary: fc.record({
          feature: fc.nat(features - 1),
          threshold: fc.integer({ min: -2, max: 2 }),
          missing_left: fc.boolean(),
          left: tie('tree'),
          right: tie('tree'),
        }),
      },
    ),
  }))
  return tree
}
