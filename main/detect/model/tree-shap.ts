import type { LeafPaths } from './leaf-paths.ts'

/** One output of the trees less another. */
export interface Contrast {
  readonly output: number
  readonly against: number
}

/**
 * Exact Shapley values of the features for `margin[output] - margin[against]`, where a feature that is left out is
 * averaged over the ways of the training rows: the path-dependent expectation of Lundberg et al. 2020 ("From local
 * explanations to global understanding with explainable AI for trees", Nature Machine Intelligence 2, Algorithm 2).
 *
 * Shapley values are linear, so each leaf is a game of its own. Of its d conditions the row meets a set A; with z the
 * share of training rows that meet a condition, Z the product of z outside A, e_s the coefficient of t^s in
 * prod over A of (t + z), and W(s) = s! (d - s - 1)! / d!, a leaf of value v adds
 *   to each feature outside A:  -v Z sum over s of W(s) e_s
 *   to the feature i of A:       v Z (1 - z_i) sum over s of W(s) q_s,  q the coefficients without the factor of i.
 * This is the sum of Algorithm 2 with the unwinding done as a division of polynomials (Yu et al. 2022, "Linear tree
 * SHAP", NeurIPS), so a leaf costs |A|^2 instead of d^2. The division runs from the highest power: its errors shrink by
 * z <= 1 at every step.
 */
export class TreeShap {
  readonly #paths: LeafPaths
  /** W of every d, at `d * (d - 1) / 2 + s`. */
  readonly #weights: Float64Array
  readonly #polynomial: Float64Array
  readonly #met: Float64Array
  readonly #met_feature: Int32Array
  readonly #unmet_feature: Int32Array
  readonly #bases = new Map<number, number>()

  constructor(paths: LeafPaths) {
    this.#paths = paths
    this.#weights = subsetWeights(paths.longest)
    this.#polynomial = new Float64Array(paths.longest + 1)
    this.#met = new Float64Array(paths.longest)
    this.#met_feature = new Int32Array(paths.longest)
    this.#unmet_feature = new Int32Array(paths.longest)
  }

  /** What the trees say on average over the ways of the training rows: the output with every feature left out. */
  baseValue({ output, against }: Contrast): number {
    const { base, start, share, value, outputs } = this.#paths
    const key = output * outputs + against
    const known = this.#bases.get(key)
    if (known !== undefined) return known
    let sum = base[output]! - base[against]!
    for (let leaf = 0; leaf + 1 < start.length; leaf++) {
      let product = value[leaf * outputs + output]! - value[leaf * outputs + against]!
      for (let at = start[leaf]!; at < start[leaf + 1]! && product !== 0; at++) product *= share[at]!
      sum += product
    }
    this.#bases.set(key, sum)
    return sum
  }

  /**
   * Adds the contribution of each feature of a row to `into`, shape [features].
   * @param row float32 features as the model gets them, NaN for a missing value
   */
  addContributions(row: Float32Array, { output, against }: Contrast, into: Float64Array): void {
    const { start, value, outputs } = this.#paths
    for (let leaf = 0; leaf + 1 < start.length; leaf++) {
      const leaf_value = value[leaf * outputs + output]! - value[leaf * outputs + against]!
      if (leaf_value !== 0) this.#addLeaf(start[leaf]!, start[leaf + 1]!, leaf_value, row, into)
    }
  }

  #addLeaf(begin: number, end: number, leaf_value: number, row: Float32Array, into: Float64Array): void {
    const { feature, lower, upper, missing, share } = this.#paths
    const met = this.#met
    const polynomial = this.#polynomial
    let met_count = 0
    let unmet_count = 0
    let scale = leaf_value
    for (let at = begin; at < end; at++) {
      const name = feature[at]!
      const value = row[name]!
      const is_met = value !== value ? missing[at] === 1 : value <= upper[at]! && !(value <= lower[at]!)
      if (is_met) {
        met[met_count] = share[at]!
        this.#met_feature[met_count++] = name
      } else {
        scale *= share[at]!
        this.#unmet_feature[unmet_count++] = name
      }
    }
    if (scale === 0) return

    polynomial[0] = 1
    for (let count = 0; count < met_count; count++) {
      const each = met[count]!
      polynomial[count + 1] = polynomial[count]!
      for (let power = count; power > 0; power--) polynomial[power] = polynomial[power - 1]! + each * polynomial[power]!
      polynomial[0] *= each
    }

    const length = end - begin
    const weights = this.#weights
    const first = (length * (length - 1)) / 2
    if (unmet_count > 0) {
      let sum = 0
      for (let power = 0; power <= met_count; power++) sum += weights[first + power]! * polynomial[power]!
      for (let at = 0; at < unmet_count; at++) into[this.#unmet_feature[at]!]! -= scale * sum
    }
    for (let at = 0; at < met_count; at++) {
      const each = met[at]!
      if (each === 1) continue
      let quotient = 1
      let sum = weights[first + met_count - 1]!
      for (let power = met_count - 1; power > 0; power--) {
        quotient = polynomial[power]! - each * quotient
        sum += weights[first + power - 1]! * quotient
      }
      into[this.#met_feature[at]!]! += scale * (1 - each) * sum
    }
  }
}

/** `s! (d - s - 1)! / d!` of every d up to the longest and every s below d. */
function subsetWeights(longest: number): Float64Array {
  const weights = new Float64Array((longest * (longest + 1)) / 2)
  for (let length = 1; length <= longest; length++) {
    const first = (length * (length - 1)) / 2
    let weight = 1 / length
    for (let size = 0; size < length; size++) {
      weights[first + size] = weight
      weight *= (size + 1) / (length - size - 1)
    }
  }
  return weights
}
