import { MAX_BINS, MISSING_BIN } from '../binning.ts'
import { CLASS_COUNT, boostOnRows, type BoostOptions, type PreparedSet } from '../boost-rows.ts'
import { binnedLeafOf } from '../boost.ts'
import type { TrainingParameters } from '../parameters.ts'
import type { Tree } from '../tree.ts'

/** Bins and the code of a missing value. */
const CODES = Math.max(MAX_BINS, MISSING_BIN) + 1

const TREE_LEAVES = 256

/** Rows to learn from and rows to judge. */
export interface Split {
  readonly train: Int32Array
  readonly test: Int32Array
}

/** What the one-feature rule of a split says. */
interface OneRule {
  readonly feature: number
  /** Class of each bin. */
  readonly class_of_code: Uint8Array
}

/**
 * Judges each row by the value of a single feature: each bin of it says the class that most of its training rows have,
 * and of all features the one counts whose rule is right most often on them, every class weighing the same (1R, Holte
 * 1993, "Very simple classification rules perform well on most commonly used datasets").
 */
export function oneFeatureRule(prepared: PreparedSet, splits: readonly Split[], into: Uint8Array): void {
  const { codes, rows } = prepared.shared.binned
  for (const { train, test } of splits) {
    const { feature, class_of_code } = bestRule(prepared, train)
    for (const row of test) into[row] = class_of_code[codes[feature * rows + row]!]!
  }
}

function bestRule({ shared: { binned, labels } }: PreparedSet, train: Int32Array): OneRule {
  const per_class = new Float64Array(CLASS_COUNT)
  for (const row of train) per_class[labels[row]!]! += 1
  let best: (OneRule & { balance: number }) | undefined
  for (let feature = 0; feature < binned.feature_count; feature++) {
    const counts = new Float64Array(CODES * CLASS_COUNT)
    for (const row of train) counts[binned.codes[feature * binned.rows + row]! * CLASS_COUNT + labels[row]!]! += 1
    const class_of_code = new Uint8Array(CODES)
    let balance = 0
    for (let code = 0; code < CODES; code++) {
      const own = counts.subarray(code * CLASS_COUNT, (code + 1) * CLASS_COUNT)
      const most = own.indexOf(Math.max(...own))
      class_of_code[code] = most
      if (own[most]! > 0) balance += own[most]! / per_class[most]!
    }
    if (best === undefined || balance > best.balance) best = { feature, class_of_code, balance }
  }
  return best ?? { feature: 0, class_of_code: new Uint8Array(CODES) }
}

/**
 * Judges each row by one decision tree of 256 leaves, grown on all rows and features of its split; a leaf says the class
 * that most of its training rows have.
 * @throws AnomalyError `cancelled`
 */
export async function singleTree(
  prepared: PreparedSet,
  splits: readonly Split[],
  parameters: TrainingParameters,
  options: BoostOptions,
  into: Uint8Array,
): Promise<void> {
  const boost: TrainingParameters['boost'] = {
    ...parameters.boost,
    rounds: 1,
    max_leaves: TREE_LEAVES,
    max_depth: 32,
    min_leaf_curvature: 0,
    tree_feature_fraction: 1,
    feature_fraction: 1,
    row_fraction: 1,
    settled_fraction: 1,
    benign_focus: 0,
  }
  const trained = await boostOnRows(
    prepared,
    splits.map(({ train }) => train),
    { ...parameters, boost, bags: 1 },
    options,
  )
  splits.forEach(({ train, test }, index) => judgeByLeaves(prepared, trained[index]!.trees[0]!, train, test, into))
}

function judgeByLeaves(
  { shared: { binned, labels } }: PreparedSet,
  tree: Tree,
  train: Int32Array,
  test: Int32Array,
  into: Uint8Array,
): void {
  const counts = new Float64Array(tree.feature.length * CLASS_COUNT)
  for (const row of train) counts[binnedLeafOf(tree, binned, row) * CLASS_COUNT + labels[row]!]! += 1
  for (const row of test) {
    const leaf = binnedLeafOf(tree, binned, row)
    const own = counts.subarray(leaf * CLASS_COUNT, (leaf + 1) * CLASS_COUNT)
    into[row] = own.indexOf(Math.max(...own))
  }
}
