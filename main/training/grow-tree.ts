import { MISSING_BIN, type BinnedFeatures } from './binning.ts'
import type { SparseGradients } from './gradients.ts'
import type { Random } from './random.ts'
import { type Split, TreeBuilder } from './tree-builder.ts'
import type { Tree } from './tree.ts'

export interface GrowthLimits {
  readonly max_leaves: number
  readonly max_depth: number
  /** Least number of rows a leaf may hold. */
  readonly min_leaf_rows: number
  /** Least sum of curvature a leaf may hold. */
  readonly min_leaf_curvature: number
  /** L2 penalty in the gain of a split. */
  readonly l2: number
  readonly min_gain: number
  /** Share of the varying features that one tree may split on. */
  readonly tree_feature_fraction: number
  /** Share of the tree's features looked at for one split. */
  readonly feature_fraction: number
}

interface OpenLeaf {
  readonly node: number
  readonly depth: number
  readonly begin: number
  readonly end: number
  readonly histogram: Float64Array
  readonly split: Split | undefined
}

/** Columns of a histogram cell before the gradients: number of rows, sum of curvature. */
const ROW_COUNT = 0
const CURVATURE = 1
const GRADIENTS = 2

/** Threshold that every present value passes. */
const LARGEST_FLOAT32 = 3.4028234663852886e38

/**
 * Grows trees leaf by leaf, best gain first (as LightGBM does), with one vector a leaf: the gain of a split is
 * the sum over classes of G^2 / (H + l2), G the gradients' sum of a class and H the rows' shared curvature
 * (Iosipoi and Vakhrushev 2022, "SketchBoost", eq. 5). Histograms are reused between trees.
 */
export class TreeGrower {
  readonly #binned: BinnedFeatures
  readonly #outputs: number
  /** Numbers in a histogram cell: rows, curvature, and the gradient of each class that is looked at. */
  #stride = GRADIENTS
  /** Features that vary. */
  readonly #varying: Int32Array
  /** Those of them that the tree at hand may split on. */
  #features: Int32Array
  /** First histogram cell of each of these features. */
  readonly #first_cell: Int32Array
  readonly #histogram_size: number
  /** Numbers of a histogram that the tree at hand uses. */
  #used_size = 0
  readonly #free: Float64Array[] = []
  readonly #left: Float64Array
  readonly #total: Float64Array

  constructor(binned: BinnedFeatures, outputs: number) {
    this.#binned = binned
    this.#outputs = outputs
    this.#varying = Int32Array.from(binned.cuts.keys()).filter(
      (feature) => binned.cuts[feature]!.length > 0 || binned.has_missing[feature] === 1,
    )
    this.#features = this.#varying
    this.#first_cell = new Int32Array(binned.feature_count)
    this.#histogram_size = this.#layOut(this.#varying) * (GRADIENTS + outputs)
    this.#left = new Float64Array(GRADIENTS + outputs)
    this.#total = new Float64Array(GRADIENTS + outputs)
  }

  /** Assigns each feature its histogram cells, and returns their number. */
  #layOut(features: Int32Array): number {
    let cells = 0
    for (const feature of features) {
      this.#first_cell[feature] = cells
      cells += this.#binned.cuts[feature]!.length + 1 + this.#binned.has_missing[feature]!
    }
    return cells
  }

  /**
   * Grows one tree without leaf values.
   * @param rows indices of the rows to learn from; reordered in place
   * @param channels number of classes, from class 0 on, that the gradients are of
   */
  grow(rows: Int32Array, gradients: SparseGradients, channels: number, limits: GrowthLimits, random: Random): Tree {
    this.#features = drawFeatures(this.#varying, limits.tree_feature_fraction, random)
    this.#stride = GRADIENTS + channels
    this.#used_size = this.#layOut(this.#features) * this.#stride
    const build = new TreeBuilder()
    const root = build.addNode()
    const histogram = this.#takeHistogram()
    this.#count(histogram, rows, 0, rows.length, gradients)
    const open: OpenLeaf[] = [this.#openLeaf(root, 0, 0, rows.length, histogram, limits, random)]
    let leaves = 1
    while (leaves < limits.max_leaves) {
      const best = bestLeaf(open)
      if (best === undefined) break
      const { leaf, split } = best
      open.splice(open.indexOf(leaf), 1)
      const middle = this.#partition(rows, leaf.begin, leaf.end, split)
      const left_node = build.addNode()
      const right_node = build.addNode()
      build.split(leaf.node, split, this.#threshold(split), left_node, right_node)
      const [left, right] = this.#childHistograms(leaf, middle, rows, gradients)
      const depth = leaf.depth + 1
      open.push(this.#openLeaf(left_node, depth, leaf.begin, middle, left, limits, random))
      open.push(this.#openLeaf(right_node, depth, middle, leaf.end, right, limits, random))
      leaves++
    }
    for (const leaf of open) this.#free.push(leaf.histogram)
    return build.finish(this.#outputs)
  }

  #takeHistogram(): Float64Array {
    return this.#free.pop() ?? new Float64Array(this.#histogram_size)
  }

  #threshold({ feature, code }: Split): number {
    const cuts = this.#binned.cuts[feature]!
    return code < cuts.length ? cuts[code]! : LARGEST_FLOAT32
  }

  #openLeaf(
    node: number,
    depth: number,
    begin: number,
    end: number,
    histogram: Float64Array,
    limits: GrowthLimits,
    random: Random,
  ): OpenLeaf {
    const may_split = depth < limits.max_depth && end - begin >= 2 * limits.min_leaf_rows
    const split = may_split ? this.#bestSplit(histogram, limits, random) : undefined
    return { node, depth, begin, end, histogram, split }
  }

  /** Fills a histogram with the rows `rows[begin .. end]`. */
  #count(histogram: Float64Array, rows: Int32Array, begin: number, end: number, gradients: SparseGradients): void {
    histogram.fill(0, 0, this.#used_size)
    const { start, channel, value, curvature } = gradients
    const { codes, cuts } = this.#binned
    const row_count = this.#binned.rows
    const stride = this.#stride
    for (const feature of this.#features) {
      const column = feature * row_count
      const first = this.#first_cell[feature]!
      const missing_cell = first + cuts[feature]!.length + 1
      for (let index = begin; index < end; index++) {
        const row = rows[index]!
        const code = codes[column + row]!
        const at = (code === MISSING_BIN ? missing_cell : first + code) * stride
        histogram[at]! += 1
        histogram[at + CURVATURE]! += curvature[row]!
        const stop = start[row + 1]!
        for (let entry = start[row]!; entry < stop; entry++) {
          histogram[at + GRADIENTS + channel[entry]!]! += value[entry]!
        }
      }
    }
  }

  /** Counts the smaller child and takes the larger one as the parent less the smaller. */
  #childHistograms(
    parent: OpenLeaf,
    middle: number,
    rows: Int32Array,
    gradients: SparseGradients,
  ): readonly [Float64Array, Float64Array] {
    const left_is_small = middle - parent.begin <= parent.end - middle
    const small = this.#takeHistogram()
    if (left_is_small) this.#count(small, rows, parent.begin, middle, gradients)
    else this.#count(small, rows, middle, parent.end, gradients)
    const large = parent.histogram
    for (let index = 0; index < this.#used_size; index++) large[index]! -= small[index]!
    return left_is_small ? [small, large] : [large, small]
  }

  #partition(rows: Int32Array, begin: number, end: number, split: Split): number {
    const { codes } = this.#binned
    const column = split.feature * this.#binned.rows
    const right: number[] = []
    let middle = begin
    for (let index = begin; index < end; index++) {
      const row = rows[index]!
      const code = codes[column + row]!
      if (code === MISSING_BIN ? split.missing_left : code <= split.code) rows[middle++] = row
      else right.push(row)
    }
    rows.set(right, middle)
    return middle
  }

  #bestSplit(histogram: Float64Array, limits: GrowthLimits, random: Random): Split | undefined {
    const total = this.#total
    this.#sumCells(histogram, this.#features[0]!, total)
    const parent_score = this.#score(total, limits.l2)
    let best: Split | undefined
    for (const feature of this.#features) {
      if (limits.feature_fraction < 1 && random.fraction() >= limits.feature_fraction) continue
      const least = Math.max(limits.min_gain, best?.gain ?? 0)
      best = this.#bestCut(histogram, feature, parent_score, least, limits) ?? best
    }
    return best
  }

  #sumCells(histogram: Float64Array, feature: number, into: Float64Array): void {
    into.fill(0)
    const stride = this.#stride
    const first = this.#first_cell[feature]!
    const cells = this.#binned.cuts[feature]!.length + 1 + this.#binned.has_missing[feature]!
    for (let cell = first; cell < first + cells; cell++) {
      for (let column = 0; column < stride; column++) into[column]! += histogram[cell * stride + column]!
    }
  }

  #score(sums: Float64Array, l2: number): number {
    let squares = 0
    for (let column = GRADIENTS; column < this.#stride; column++) squares += sums[column]! * sums[column]!
    return squares / (sums[CURVATURE]! + l2)
  }

  /** Best split of one feature with a gain above `least`; each cut is tried with the missing values on both sides. */
  #bestCut(
    histogram: Float64Array,
    feature: number,
    parent_score: number,
    least: number,
    limits: GrowthLimits,
  ): Split | undefined {
    const stride = this.#stride
    const first = this.#first_cell[feature]!
    const bins = this.#binned.cuts[feature]!.length + 1
    const missing_at = (first + bins) * stride
    const has_missing = this.#binned.has_missing[feature] === 1 && histogram[missing_at + ROW_COUNT]! > 0
    const left = this.#left
    const total = this.#total
    const { l2, min_leaf_rows, min_leaf_curvature } = limits
    let best_gain = least
    let best_code = -1
    let best_missing_left = false
    let best_left_rows = 0
    for (let with_missing = 0; with_missing <= (has_missing ? 1 : 0); with_missing++) {
      left.fill(0)
      if (with_missing === 1) left.set(histogram.subarray(missing_at, missing_at + stride))
      const last = has_missing && with_missing === 0 ? bins : bins - 1
      for (let code = 0; code < last; code++) {
        const at = (first + code) * stride
        if (histogram[at + ROW_COUNT] === 0) continue
        for (let column = 0; column < stride; column++) left[column]! += histogram[at + column]!
        const left_rows = left[ROW_COUNT]!
        if (left_rows < min_leaf_rows) continue
        if (total[ROW_COUNT]! - left_rows < min_leaf_rows) break
        const left_curvature = left[CURVATURE]!
        const right_curvature = total[CURVATURE]! - left_curvature
        if (left_curvature < min_leaf_curvature || right_curvature < min_leaf_curvature) continue
        let left_squares = 0
        let right_squares = 0
        for (let column = GRADIENTS; column < stride; column++) {
          const left_sum = left[column]!
          const right_sum = total[column]! - left_sum
          left_squares += left_sum * left_sum
          right_squares += right_sum * right_sum
        }
        const gain = left_squares / (left_curvature + l2) + right_squares / (right_curvature + l2) - parent_score
        if (gain > best_gain) {
          best_gain = gain
          best_code = code
          best_missing_left = with_missing === 1
          best_left_rows = left_rows
        }
      }
    }
    if (best_code < 0) return undefined
    const ever_missing = this.#binned.has_missing[feature] === 1
    const missing_left = has_missing ? best_missing_left : ever_missing && best_left_rows * 2 > total[ROW_COUNT]!
    return { feature, code: best_code, missing_left, gain: best_gain }
  }
}

/** At least one of the features, in their order. */
function drawFeatures(features: Int32Array, fraction: number, random: Random): Int32Array {
  if (fraction >= 1 || features.length === 0) return features
  const shuffled = features.slice()
  random.shuffle(shuffled)
  return shuffled.subarray(0, Math.max(1, Math.round(features.length * fraction))).sort()
}

function bestLeaf(open: readonly OpenLeaf[]): { readonly leaf: OpenLeaf; readonly split: Split } | undefined {
  let best: { leaf: OpenLeaf; split: Split } | undefined
  for (const leaf of open) {
    if (leaf.split !== undefined && (best === undefined || leaf.split.gain > best.split.gain)) {
      best = { leaf, split: leaf.split }
    }
  }
  return best
}
