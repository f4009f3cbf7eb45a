import { MISSING_BIN, type BinnedFeatures } from './binning.ts'
import { gradientBuffers, softmaxInto, type SparseGradients } from './gradients.ts'
import { type GrowthLimits, TreeGrower } from './grow-tree.ts'
import type { Random } from './random.ts'
import type { Tree } from './tree.ts'

export interface BoostParameters extends GrowthLimits {
  readonly rounds: number
  readonly learning_rate: number
  /** L2 penalty on leaf values. */
  readonly leaf_l2: number
  /** Largest step of one leaf for one class before the learning rate, in log-odds. */
  readonly max_step: number
  /**
   * Entries of a leaf that lower the loss by less than this are left out: sparse leaves score faster, and what is left
   * out stays in the gradient until it is worth a step.
   */
  readonly least_leaf_gain: number
  /** Share of the rows that each tree learns from. */
  readonly row_fraction: number
  /** Share of these that a tree looks at among the rows without a gradient worth counting. */
  readonly settled_fraction: number
  /** Gradients smaller than this are left out of the search for splits (leaf values count them all). */
  readonly negligible_gradient: number
  /** Share of the trees whose splits are sought by the gradients of class 0 (Benign) alone. */
  readonly benign_focus: number
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
  const leaf_of = new Int32Array(rows.length)
  const grower = new TreeGrower(binned, outputs)
  const trees: Tree[] = []
  for (let round = 0; round < parameters.rounds; round++) {
    const channels = channelsOf(round, parameters, outputs)
    fillGradients(input, position, margins, probabilities, gradients, channels, parameters.negligible_gradient)
    const sample = sampleRows(rows, gradients, parameters, random)
    const tree = grower.grow(sample, gradients, channels, parameters, random)
    for (let index = 0; index < rows.length; index++) leaf_of[index] = binnedLeafOf(tree, binned, rows[index]!)
    setLeafValues(tree, leaf_of, input, probabilities, parameters)
    countCovers(tree, leaf_of)
    for (let index = 0; index < rows.length; index++) {
      const at = leaf_of[index]! * outputs
      for (let output = 0; output < outputs; output++) margins[index * outputs + output]! += tree.value[at + output]!
    }
    trees.push(tree)
    if (!on_round(round)) break
  }
  return trees
}

/**
 * Number of classes, from class 0 on, whose gradients the split search of a round sees: Benign alone in a share of the
 * rounds, spread evenly. Without these the confusable attacks draw nearly all splits to themselves.
 */
function channelsOf(round: number, { benign_focus }: BoostParameters, outputs: number): number {
  const is_focused = Math.floor((round + 1) * benign_focus) > Math.floor(round * benign_focus)
  return is_focused ? 1 : outputs
}

function positionsOf(rows: Int32Array, row_count: number): Int32Array {
  const position = new Int32Array(row_count).fill(-1)
  rows.forEach((row, index) => {
    position[row] = index
  })
  return position
}

/**
 * Draws the rows that a tree's splits are sought on. Rows on which every class is all but settled say little: of these
 * a share stands for all, with its curvature scaled up (gradient-based one-side sampling, Ke et al. 2017, "LightGBM").
 */
function sampleRows(
  rows: Int32Array,
  gradients: SparseGradients,
  parameters: BoostParameters,
  random: Random,
): Int32Array {
  const { row_fraction, settled_fraction } = parameters
  const { start, curvature } = gradients
  return rows.filter((row) => {
    const is_settled = start[row] === start[row + 1]
    if (random.fraction() >= (is_settled ? row_fraction * settled_fraction : row_fraction)) return false
    if (is_settled) curvature[row]! /= settled_fraction
    return true
  })
}

function fillGradients(
  { labels, weights, rows, outputs, binned }: BoostInput,
  position: Int32Array,
  margins: Float32Array,
  probabilities: Float32Array,
  gradients: SparseGradients,
  channels: number,
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
    let variance = 0
    for (let output = 0; output < channels; output++) {
      const probability = probabilities[offset + output]!
      variance += probability * (1 - probability)
      const gradient = probability - (output === label ? 1 : 0)
      if (Math.abs(gradient) <= negligible) continue
      channel[entries] = output
      value[entries++] = gradient * weight
    }
    curvature[row] = weight * variance
  }
  start[binned.rows] = entries
}

/** Newton step of every class in every leaf over all rows, with the exact diagonal of the Hessian. */
function setLeafValues(
  tree: Tree,
  leaf_of: Int32Array,
  { labels, weights, rows, outputs }: BoostInput,
  probabilities: Float32Array,
  { learning_rate, leaf_l2, max_step, least_leaf_gain }: BoostParameters,
): void {
  const gradient = new Float64Array(tree.value.length)
  const hessian = new Float64Array(tree.value.length)
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index]!
    const at = leaf_of[index]! * outputs
    const weight = weights[row]!
    for (let output = 0; output < outputs; output++) {
      const probability = probabilities[index * outputs + output]!
      gradient[at + output]! += weight * probability
      hessian[at + output]! += weight * probability * (1 - probability)
    }
    gradient[at + labels[row]!]! -= weight
  }
  for (let entry = 0; entry < gradient.length; entry++) {
    const pull = -gradient[entry]!
    const resistance = hessian[entry]! + leaf_l2
    if (pull * pull < least_leaf_gain * resistance || pull === 0) continue
    const step = pull / resistance
    tree.value[entry] = learning_rate * Math.max(-max_step, Math.min(max_step, step))
  }
}

/** Counts the rows that passed each node; a node's number is always above its parent's. */
function countCovers({ left, right, cover }: Tree, leaf_of: Int32Array): void {
  for (const leaf of leaf_of) cover[leaf]! += 1
  for (let node = cover.length - 1; node >= 0; node--) {
    if (left[node]! >= 0) cover[node] = cover[left[node]!]! + cover[right[node]!]!
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
