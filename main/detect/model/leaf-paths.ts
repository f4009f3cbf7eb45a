import type { OnnxTrees } from '../../onnx/read-trees.ts'

/**
 * What a row must meet to fall into each leaf: one condition for each feature on the way from the root, however often
 * the way splits on it. A present value meets it when `value <= upper` and not `value <= lower`.
 */
export interface LeafPaths {
  readonly outputs: number
  /** Shape [outputs]. */
  readonly base: Float64Array
  /** Conditions of a leaf are `start[leaf] .. start[leaf + 1]`. */
  readonly start: Int32Array
  readonly feature: Int32Array
  /** NaN where the way never goes right. */
  readonly lower: Float32Array
  readonly upper: Float32Array
  /** 1 when a missing value meets the condition. */
  readonly missing: Uint8Array
  /** Share of the training rows that took the way at the feature's splits, out of those that came to them. */
  readonly share: Float64Array
  /** Shape [leaves, outputs]. */
  readonly value: Float32Array
  /** Most conditions of one leaf. */
  readonly longest: number
}

interface Condition {
  readonly feature: number
  readonly lower: number
  readonly upper: number
  readonly missing: boolean
  readonly share: number
}

const ANYTHING = { lower: NaN, upper: Infinity, missing: true, share: 1 } as const

export function leafPathsOf(trees: OnnxTrees): LeafPaths {
  const { outputs, base, feature, threshold, missing_left, left, right, cover, value } = trees
  const start = [0]
  const conditions: Condition[] = []
  const leaves: number[] = []

  const narrowed = (path: readonly Condition[], node: number, goes_left: boolean): readonly Condition[] => {
    const split = feature[node]!
    const at = path.findIndex((condition) => condition.feature === split)
    const before = path[at] ?? { feature: split, ...ANYTHING }
    const limit = threshold[node]!
    const child_rows = cover[goes_left ? left[node]! : right[node]!]!
    const condition: Condition = {
      feature: split,
      lower: goes_left || limit <= before.lower ? before.lower : limit,
      upper: goes_left ? Math.min(before.upper, limit) : before.upper,
      missing: before.missing && (missing_left[node] === 1) === goes_left,
      // Where no training row came, either way has no share.
      share: before.share * (cover[node]! > 0 ? child_rows / cover[node]! : 0),
    }
    return at < 0 ? [...path, condition] : path.with(at, condition)
  }

  const open = trees.roots.map((node): { node: number; path: readonly Condition[] } => ({ node, path: [] }))
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    const { node, path } = place
    if (feature[node]! < 0) {
      leaves.push(node)
      conditions.push(...path)
      start.push(conditions.length)
      continue
    }
    open.push({ node: right[node]!, path: narrowed(path, node, false) })
    open.push({ node: left[node]!, path: narrowed(path, node, true) })
  }

  const leaf_values = new Float32Array(leaves.length * outputs)
  leaves.forEach((node, leaf) => {
    leaf_values.set(value.subarray(node * outputs, (node + 1) * outputs), leaf * outputs)
  })
  return {
    outputs,
    base,
    start: Int32Array.from(start),
    feature: Int32Array.from(conditions, (each) => each.feature),
    lower: Float32Array.from(conditions, ({ lower }) => lower),
    upper: Float32Array.from(conditions, ({ upper }) => upper),
    missing: Uint8Array.from(conditions, ({ missing }) => (missing ? 1 : 0)),
    share: Float64Array.from(conditions, ({ share }) => share),
    value: leaf_values,
    longest: start.reduce((longest, from, leaf) => Math.max(longest, (start[leaf + 1] ?? from) - from), 0),
  }
}
