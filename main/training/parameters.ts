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
}

/** Chosen by grouped cross-validation on both releases of CIC-IDS-2017. */
export const DEFAULT_PARAMETERS: TrainingParameters = {
  boost: {
    rounds: 60,
    learning_rate: 0.2,
    max_leaves: 48,
    max_depth: 10,
    min_leaf_rows: 2,
    min_leaf_curvature: 0.05,
    l2: 1,
    min_gain: 1e-3,
    feature_fraction: 0.5,
    leaf_l2: 1,
    max_step: 4,
    row_fraction: 0.8,
    negligible_gradient: 1e-3,
  },
  bags: 1,
  folds: 5,
  bin_balance: 0.5,
}
