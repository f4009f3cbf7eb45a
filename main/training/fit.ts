import { AnomalyError } from '../../contract/errors.ts'
import { FEATURE_COUNT } from '../flow/features.ts'
import { THREAT_TYPES } from '../flow/threat-types.ts'
import { binFeatures } from './binning.ts'
import { calibratedProbabilities, fitTemperature } from './calibrate.ts'
import type { TrainingSet } from './dataset.ts'
import { foldsOf, groupsOf } from './groups.ts'
import type { MarginCalibration } from './onnx-writer.ts'
import type { TrainingParameters } from './parameters.ts'
import { ensembleMargins, type Tree, type TreeEnsemble } from './tree.ts'
import { type BoostJob, type PoolOptions, runBoostJobs, type SharedInput } from './worker-pool.ts'

const CLASS_COUNT = THREAT_TYPES.length

/** A class of one file with fewer flows than this counts as rare. */
const RARE_BELOW_ROWS = 1000

/** A class starts no lower than this, so that its first flows can still be reached. */
const LEAST_PRIOR_MARGIN = -6

/** Trees and calibration, and what they say of flows they did not see. */
export interface FittedModel {
  readonly ensemble: TreeEnsemble
  readonly calibration: MarginCalibration
  /** Shape [rows, classes]: trees and temperature of each row come from folds without it. */
  readonly out_of_fold_probabilities: Float32Array
}

export interface FitOptions {
  readonly seed: number
  readonly threads?: number | undefined
  readonly signal?: AbortSignal | undefined
  /** Called with the share of the rounds that are done, in 0 .. 1. */
  readonly on_share: (share: number) => void
}

/**
 * Boosts one ensemble a fold and one on all rows, side by side; calibrates on the margins of rows the trees did not see.
 * @throws AnomalyError `not_trainable`, `cancelled`
 */
export async function fitModel(
  set: TrainingSet,
  parameters: TrainingParameters,
  { seed, threads, signal, on_share }: FitOptions,
): Promise<FittedModel> {
  requireTwoClasses(set)
  const all_rows = Int32Array.from({ length: set.rows }, (_, row) => row)
  const strata = all_rows.map((row) => set.file_of_row[row]! * CLASS_COUNT + set.labels[row]!)
  const folds = foldsOf(groupsOf(set), strata, parameters.folds, seed)
  const flows_alike = flowsPerStratum(strata)
  const shared: SharedInput = {
    binned: binFeatures(set.features, FEATURE_COUNT, binWeights(flows_alike, parameters.bin_balance)),
    labels: set.labels,
    weights: rarityWeights(flows_alike, parameters.rarity_power),
    outputs: CLASS_COUNT,
  }
  const jobs: BoostJob[] = []
  for (let fold = 0; fold <= parameters.folds; fold++) {
    const rows = all_rows.filter((row) => folds[row] !== fold)
    const start_margins = priorMargins(shared, rows)
    for (let bag = 0; bag < parameters.bags; bag++) {
      jobs.push({ rows, start_margins, parameters: parameters.boost, seed, stream: fold * parameters.bags + bag })
    }
  }
  const rounds = jobs.length * parameters.boost.rounds
  let rounds_done = 0
  const pool: PoolOptions = {
    signal,
    threads,
    on_round: () => {
      rounds_done += 1
      on_share(rounds_done / rounds)
    },
  }
  const trees_of_job = await runBoostJobs(shared, jobs, pool)
  const ensembles = Array.from({ length: parameters.folds + 1 }, (_, fold) => {
    const first = fold * parameters.bags
    return averaged(jobs[first]!.start_margins, trees_of_job.slice(first, first + parameters.bags))
  })
  const margins = outOfFoldMargins(set, folds, ensembles)
  const input = { margins, labels: set.labels, outputs: CLASS_COUNT }
  const out_of_fold_probabilities = new Float32Array(margins.length)
  for (let fold = 0; fold < parameters.folds; fold++) {
    const calibration = fitTemperature({ ...input, rows: all_rows.filter((row) => folds[row] !== fold) })
    const probabilities = calibratedProbabilities(margins, calibration)
    copyRows(
      probabilities,
      out_of_fold_probabilities,
      all_rows.filter((row) => folds[row] === fold),
    )
  }
  return {
    ensemble: ensembles[parameters.folds]!,
    calibration: fitTemperature({ ...input, rows: all_rows }),
    out_of_fold_probabilities,
  }
}

function requireTwoClasses({ labels }: TrainingSet): void {
  if (new Set(labels).size < 2) {
    throw new AnomalyError('not_trainable', 'All flows have the same label; training needs at least two threat types.')
  }
}

/** For every row, the number of rows of its class in its file. */
function flowsPerStratum(strata: Int32Array): Int32Array {
  const flows = new Map<number, number>()
  for (const stratum of strata) flows.set(stratum, (flows.get(stratum) ?? 0) + 1)
  return strata.map((stratum) => flows.get(stratum)!)
}

/** Rows of a rare class pull the limits of bins towards them. */
function binWeights(flows_alike: Int32Array, balance: number): Float32Array {
  return Float32Array.from(flows_alike, (flows) => flows ** -balance)
}

/**
 * Rows of a rare class weigh more in the loss, by a low power of how rare they are: enough not to be given up for
 * Benign, too little to be learnt by heart.
 */
function rarityWeights(flows_alike: Int32Array, power: number): Float32Array {
  const weights = new Float32Array(new SharedArrayBuffer(flows_alike.length * Float32Array.BYTES_PER_ELEMENT))
  weights.set(Float32Array.from(flows_alike, (flows) => (RARE_BELOW_ROWS / Math.min(RARE_BELOW_ROWS, flows)) ** power))
  return weights
}

/** Log of each class's share of the weight, with one flow a class added so that an absent class stays finite. */
function priorMargins({ labels, weights, outputs }: SharedInput, rows: Int32Array): Float32Array {
  const mass = new Float64Array(outputs).fill(1)
  for (const row of rows) mass[labels[row]!]! += weights[row]!
  const total = mass.reduce((sum, each) => sum + each, 0)
  return Float32Array.from(mass, (each) => Math.max(LEAST_PRIOR_MARGIN, Math.log(each / total)))
}

function averaged(base: Float32Array, bags: readonly (readonly Tree[])[]): TreeEnsemble {
  const trees = bags.flatMap((bag) =>
    bag.map((tree): Tree => ({ ...tree, value: tree.value.map((value) => value / bags.length) })),
  )
  return { feature_count: FEATURE_COUNT, base, trees }
}

function outOfFoldMargins(set: TrainingSet, folds: Uint8Array, ensembles: readonly TreeEnsemble[]): Float32Array {
  const margins = new Float32Array(set.rows * CLASS_COUNT)
  for (let row = 0; row < set.rows; row++) {
    const features = set.features.subarray(row * FEATURE_COUNT, (row + 1) * FEATURE_COUNT)
    margins.set(ensembleMargins(ensembles[folds[row]!]!, features), row * CLASS_COUNT)
  }
  return margins
}

function copyRows(from: Float32Array, to: Float32Array, rows: Int32Array): void {
  for (const row of rows) to.set(from.subarray(row * CLASS_COUNT, (row + 1) * CLASS_COUNT), row * CLASS_COUNT)
}
