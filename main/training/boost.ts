import { MISSING_BIN, type BinnedFeatures } from './binning.ts'
import { gradientBuffers, softmaxInto, type SparseGradients } from './gradients.ts'
import { TreeGrower, type GrowthLimits, type GrownTree } from './grow-tree.ts'
import type { Random } from './random.ts'
import type { Tree } from './tree.ts'

export interface BoostParameters extends GrowthLimits {
  readonly rounds: number
  readonly learning_rate: number
  /** L2 penalty on leaf values. */
  readonly leaf_l2: number
  /** Largest step of one leaf for one class before the learning rate, in log-odds. */
  readonly max_step: number
  /** Share of the rows that each tree learns from. */
  readonly row_fraction: number
  /** Gradients smaller than this are left out of the search for splits (leaf values count them all). */
  readonly negligible_gradient: number
}

/** What boosting learns from; `rows` are the row indices of the binned table to use. */
export interface BoostInput {
  readonly binned: BinnedFeatures
  readonly labels: Uint8Array
  readonly weights: Float32Array
  readonly rows: Int32Array
  readonly outputs: number
}

/**
 * Multi-class gradient boosting with softmax loss and one vector-leaf tree a round.
 * @param start_margins margins [outputs] to begin from
 * @param on_round called after every round; stops the training when it returns false
 */
export function boost(
  input: BoostInput,
  start_margins: Float32Array,
  parameters: BoostParameters,
  random: Random,
  on_round: (round: number) => boolean = () => true,
): Tree[] {
  const { binned, rows, outputs } = input
  const margins = new Float32Array(rows.length * outputs)
  for (let index = 0; index < rows.length; index++) margins.set(start_margins, index * outputs)
  const probabilities = new Float32Array(rows.length * outputs)
  const position = positionsOf(rows, binned.rows)
  const gradients = gradientBuffers(binned.rows, outputs)
  const grower = new TreeGrower(binned, outputs)
  const trees: Tree[] = []
  for (let round = 0; round < parameters.rounds; round++) {
    const sample = sampleRows(rows, parameters.row_fraction, random)
    fillGradients(input, position, margins, probabilities, gradients, parameters.negligible_gradient)
    const grown = grower.grow(sample, gradients, parameters, random)
    setLeafValues(grown, input, position, probabilities, parameters)
    for (let index = 0; index < rows.length; index++) {
      const at = binnedLeafOf(grown.tree, binned, rows[index]!) * outputs
      for (let output = 0; output < outputs; output++)
        margins[index * outputs + output]! += grown.tree.value[at + output]!
    }
    trees.push(grown.tree)
    if (!on_round(round)) break
  }
  return trees
}

function positionsOf(rows: Int32Array, row_count: number): Int32Array {
  const position = new Int32Array(row_count).fill(-1)
  rows.forEach((row, index) => {
    position[row] = index
  })
  return position
}

function sampleRows(rows: Int32Array, fraction: number, random: Random): Int32Array {
  return fraction >= 1 ? rows.slice() : rows.filter(() => random.fraction() < fraction)
}

function fillGradients(
  { labels, weights, rows, outputs, binned }: BoostInput,
  position: Int32Array,
  margins: Float32Array,
  probabilities: Float32Array,
  gradients: SparseGradients,
  negligible: number,
): void {
  const { start, channel, value, curvature } = gradients
  let entries = 0
  for (let row = 0; row < binned.rows; row++) {
    start[row] = entries
    const index = position[row]!
    if (index < 0 || index >= rows.length) continue
    const offset = index * outputs
    softmaxInto(margins, offset, outputs, probabilities, offset)
    const weight = weights[row]!
    const label = labels[row]!
    let squares = 0
    for (let output = 0; output < outputs; output++) {
      const probability = probabilities[offset + output]!
      squares += probability * probability
      const gradient = probability - (output === label ? 1 : 0)
      if (Math.abs(gradient) <= negligible) continue
      channel[entries] = output
      value[entries++] = gradient * weight
    }
    curvature[row] = weight * (1 - squares)
  }
  start[binned.rows] = entries
}

/** Newton step of every class in every leaf, with the exact diagonal of the Hessian. */
function setLeafValues(
  { tree, leaves, rows }: GrownTree,
  { labels, weights, outputs }: BoostInput,
  position: Int32Array,
  probabilities: Float32Array,
  { learning_rate, leaf_l2, max_step }: BoostParameters,
): void {
  const gradient = new Float64Array(outputs)
  const hessian = new Float64Array(outputs)
  for (const { node, begin, end } of leaves) {
    gradient.fill(0)
    hessian.fill(0)
    for (let index = begin; index < end; index++) {
      const row = rows[index]!
      const offset = position[row]! * outputs
      const weight = weights[row]!
      for (let output = 0; output < outputs; output++) {
        const probability = probabilities[offset + output]!
        gradient[output]! += weight * probability
        hessian[output]! += weight * probability * (1 - probability)
      }
      gradient[labels[row]!]! -= weight
    }
    for (let output = 0; output < outputs; output++) {
      const step = -gradient[output]! / (hessian[output]! + leaf_l2)
      tree.value[node * outputs + output] = learning_rate * Math.max(-max_step, Math.min(max_step, step))
    }
  }
}

/** Leaf of a binned row: by thresholds, which bins and raw values agree on. */
export function binnedLeafOf(tree: Tree, { codes, cuts, rows }: BinnedFeatures, row: number): number {
  let node = 0
  let feature = tree.feature[0]!
  while (feature >= 0) {
    const code = codes[feature * rows + row]!
    let goes_left: boolean
    if (code === MISSING_BIN) goes_left = tree.missing_left[node] === 1
    else
      goes_left =
        code < cuts[feature]!.length ? cuts[feature]![code]! <= tree.threshold[node]! : tree.threshold[node]! > 3e38
    node = goes_left ? tree.left[node]! : tree.right[node]!
    feature = tree.feature[node]!
  }
  return node
}
