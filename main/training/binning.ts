/** Largest number of bins of a feature; the code after the last one means a missing value. */
export const MAX_BINS = 255

/** Bin code of a missing value. */
export const MISSING_BIN = 255

/** Features cut into at most {@link MAX_BINS} ordered bins each, so that a split is found by counting. */
export interface BinnedFeatures {
  readonly rows: number
  readonly feature_count: number
  /** Column-major bin codes, shape [feature_count, rows]. */
  readonly codes: Uint8Array
  /**
   * Upper limit of every bin but the last, per feature: a value is in bin b or below when `value <= cuts[b]`.
   * A feature without cuts is constant and never split on.
   */
  readonly cuts: readonly Float32Array[]
  /** 1 where the feature has missing values. */
  readonly has_missing: Uint8Array
}

/**
 * Cuts between the distinct values of one feature, at weighted quantiles when there are more than
 * {@link MAX_BINS} of them. A cut is the float32 midpoint of its neighbours, so that training and float32
 * inference agree on every comparison.
 * @param values one feature; NaN values are ignored
 * @param weights one positive weight a value
 */
export function cutsOf(values: Float32Array, weights: Float32Array, max_bins: number = MAX_BINS): Float32Array {
  const order = sortedOrder(values)
  const distinct: number[] = []
  const mass: number[] = []
  let total = 0
  for (const index of order) {
    const value = values[index]!
    const weight = weights[index]!
    total += weight
    if (distinct.length > 0 && distinct[distinct.length - 1] === value) mass[mass.length - 1]! += weight
    else {
      distinct.push(value)
      mass.push(weight)
    }
  }
  const cuts: number[] = []
  if (distinct.length <= max_bins) {
    for (let index = 1; index < distinct.length; index++) cuts.push(midpoint(distinct[index - 1]!, distinct[index]!))
    return Float32Array.from(cuts)
  }
  let remaining_mass = total
  let in_bin = 0
  for (let index = 0; index + 1 < distinct.length && cuts.length < max_bins - 1; index++) {
    in_bin += mass[index]!
    const share = remaining_mass / (max_bins - cuts.length)
    const next_is_heavy = mass[index + 1]! >= share
    if (in_bin >= share || next_is_heavy) {
      cuts.push(midpoint(distinct[index]!, distinct[index + 1]!))
      remaining_mass -= in_bin
      in_bin = 0
    }
  }
  return Float32Array.from(cuts)
}

/** Indices of the values that are not missing, by rising value. */
function sortedOrder(values: Float32Array): Uint32Array {
  const present: number[] = []
  for (let index = 0; index < values.length; index++) if (!Number.isNaN(values[index]!)) present.push(index)
  return Uint32Array.from(present).sort((left, right) => values[left]! - values[right]! || left - right)
}

/** A float32 number m with `lower <= m < upper`. */
function midpoint(lower: number, upper: number): number {
  const middle = Math.fround(lower + (upper - lower) / 2)
  return middle < upper ? middle : lower
}

/** Bin code of a value: the number of cuts below it. */
export function binOf(value: number, cuts: Float32Array): number {
  if (Number.isNaN(value)) return MISSING_BIN
  let low = 0
  let high = cuts.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (value <= cuts[middle]!) high = middle
    else low = middle + 1
  }
  return low
}

/**
 * Bins every feature.
 * @param features row-major, shape [rows, feature_count]
 * @param weights per row; heavier rows get finer bins around them
 */
export function binFeatures(features: Float32Array, feature_count: number, weights: Float32Array): BinnedFeatures {
  const rows = features.length / feature_count
  const codes = new Uint8Array(new SharedArrayBuffer(feature_count * rows))
  const has_missing = new Uint8Array(feature_count)
  const cuts: Float32Array[] = []
  const column = new Float32Array(rows)
  for (let feature = 0; feature < feature_count; feature++) {
    for (let row = 0; row < rows; row++) column[row] = features[row * feature_count + feature]!
    const feature_cuts = cutsOf(column, weights)
    cuts.push(feature_cuts)
    const start = feature * rows
    for (let row = 0; row < rows; row++) {
      const code = binOf(column[row]!, feature_cuts)
      codes[start + row] = code
      if (code === MISSING_BIN) has_missing[feature] = 1
    }
  }
  return { rows, feature_count, codes, cuts, has_missing }
}
