import type { BoostParameters } from './boost.ts'

/** How a model is trained. */
export interface TrainingParameters {
  readonly boost: BoostParameters
  /** Boosting runs whose margins are averaged. */
  readonly bags: number
  /** Folds of the cross-validation that calibration and metrics come from. */
  readonly folds: number
  /** Power by which rows of rarer classes weigh more in the choice of bins: 0 not at all, 1 all classes alike. */
  readonly bin_balance: number
  /** Power by which rows of rare classes weigh more in the loss: 0 not at all, 1 in full. */
  readonly rarity_power: number
  /**
   * Added to the calibrated log-odds of Benign. A weak threat is rather called Benign, which spares false alarms; where
   * no class claims such a flow, the limit of novelty still makes it Unknown.
   */
  readonly benign_offset: number
}

/** Chosen by grouped cross-validation on both releases of CIC-IDS-2017. */
export const DEFAULT_PARAMETERS: TrainingParameters = {
  boost: {
    rounds: 90,
    learning_rate: 0.17,
    max_leaves: 24,
    max_depth: 10,
    min_leaf_rows: 2,
    min_leaf_curvature: 1,
    l2: 1,
    min_gain: 1e-3,
    tree_feature_fraction: 0.5,
    feature_fraction: 0.5,
    leaf_l2: 2,
    max_step: 1,
    least_leaf_gain: 0.4,
    row_fraction: 0.8,
    settled_fraction: 0.2,
    negligible_gradient: 3e-3,
    benign_focus: 0.5,
  },
  bags: 1,
  folds: 5,
  bin_balance: 0.5,
  rarity_power: 0.3,
  benign_offset: 0.8,
}

/** The parameters as one flat list of numbers, for manifests and reports. */
export function parameterNumbers({ boost, ...others }: TrainingParameters): Record<string, number> {
  return { ...boost, ...others }
}
