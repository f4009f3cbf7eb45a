/**
 * A decision tree with one vector per leaf, as parallel arrays over its nodes; node 0 is the root.
 * A row goes left when `value <= threshold`, and when its value is missing and `missing_left` is 1.
 */
export interface Tree {
  /** Feature index of a split, -1 for a leaf. */
  readonly feature: Int32Array
  /** Float32 threshold of a split, 0 for a leaf. */
  readonly threshold: Float32Array
  readonly missing_left: Uint8Array
  /** Child node indices, -1 for a leaf. */
  readonly left: Int32Array
  readonly right: Int32Array
  /** Shape [nodes, outputs], zero for splits. */
  readonly value: Float32Array
  /** Training rows that passed a node; those of a split are the sum of its children's. */
  readonly cover: Float32Array
}

/** Sum of vector-leaf trees plus a base vector: margins, one a class. */
export interface TreeEnsemble {
  readonly feature_count: number
  /** Shape [outputs]. */
  readonly base: Float32Array
  readonly trees: readonly Tree[]
}

/** Index of the leaf that a row falls into. `features` is row-major, the row begins at `offset`. */
export function leafOf(tree: Tree, features: Float32Array, offset: number): number {
  let node = 0
  let feature = tree.feature[0]!
  while (feature >= 0) {
    const value = features[offset + feature]!
    const goes_left = value <= tree.threshold[node]! || (value !== value && tree.missing_left[node] === 1)
    node = goes_left ? tree.left[node]! : tree.right[node]!
    feature = tree.feature[node]!
  }
  return node
}

/**
 * Margins of every row, shape [rows, outputs].
 * @param features row-major, shape [rows, feature_count], NaN for a missing value
 */
export function ensembleMargins(ensemble: TreeEnsemble, features: Float32Array): Float32Array {
  const { feature_count, base, trees } = ensemble
  const outputs = base.length
  const rows = features.length / feature_count
  const sums = new Float64Array(outputs)
  const margins = new Float32Array(rows * outputs)
  for (let row = 0; row < rows; row++) {
    sums.set(base)
    for (const tree of trees) {
      const start = leafOf(tree, features, row * feature_count) * outputs
      for (let output = 0; output < outputs; output++) sums[output]! += tree.value[start + output]!
    }
    margins.set(sums, row * outputs)
  }
  return margins
}
