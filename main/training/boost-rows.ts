import { FEATURE_COUNT } from '../flow/features.ts'
import { THREAT_TYPES } from '../flow/threat-types.ts'
import { binFeatures } from './binning.ts'
import type { TrainingSet } from './dataset.ts'
import type { TrainingParameters } from './parameters.ts'
import { ensembleMargins, type Tree, type TreeEnsemble } from './tree.ts'
import { type BoostJob, type PoolOptions, runBoostJobs, type SharedInput } from './worker-pool.ts'

export const CLASS_COUNT = THREAT_TYPES.length

/** A class of one file with fewer flows than this counts as rare. */
const RARE_BELOW_ROWS = 1000

/** A class starts no lower than this, so that its first flows can still be reached. */
const LEAST_PRIOR_MARGIN = -6

/** A training set made ready for boosting on any of its rows. */
export interface PreparedSet {
  readonly set: TrainingSet
  /** Class and file of each row as one number. */
  readonly strata: Int32Array
  readonly shared: SharedInput
}

export function prepareSet(set: TrainingSet, { bin_balance, rarity_power }: TrainingParameters): PreparedSet {
  const strata = Int32Array.from(set.labels, (label, row) => set.file_of_row[row]! * CLASS_COUNT + label)
  const flows_alike = flowsPerStratum(strata)
  const shared: SharedInput = {
    binned: binFeatures(set.features, FEATURE_COUNT, binWeights(flows_alike, bin_balance)),
    labels: set.labels,
    weights: rarityWeights(flows_alike, rarity_power),
    outputs: CLASS_COUNT,
  }
  return { set, strata, shared }
}

export interface BoostOptions {
  readonly seed: number
  readonly threads?: number | undefined
  readonly signal?: AbortSignal | undefined
  /** Called with the share of all rounds that are done, in 0 .. 1. */
  readonly on_share: (share: number) => void
}

/**
 * Boosts one ensemble for each set of rows, side by side.
 * @throws AnomalyError `cancelled`
 */
export async function boostOnRows(
  { shared }: PreparedSet,
  row_sets: readonly Int32Array[],
  { boost, bags }: TrainingParameters,
  { seed, threads, signal, on_share }: BoostOptions,
): Promise<TreeEnsemble[]> {
  const jobs = row_sets.flatMap((rows, index) => {
    const start_margins = priorMargins(shared, rows)
    return Array.from({ length: bags }, (_, bag): BoostJob => ({
      rows,
      start_margins,
      parameters: boost,
      seed,
      stream: index * bags + bag,
    }))
  })
  const rounds = jobs.length * boost.rounds
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
  return row_sets.map((_, index) =>
    averaged(jobs[index * bags]!.start_margins, trees_of_job.slice(index * bags, (index + 1) * bags)),
  )
}

/**
 * Writes the margins of some rows.
 * @param into shape [rows of the set, classes]
 */
export function fillMargins(set: TrainingSet, ensemble: TreeEnsemble, rows: Int32Array, into: Float32Array): void {
  for (const row of rows) {
    const features = set.features.subarray(row * FEATURE_COUNT, (row + 1) * FEATURE_COUNT)
    into.set(ensembleMargins(ensemble, features), row * CLASS_COUNT)
  }
}

/** Row numbers that pass a test. */
export function rowsWhere(rows: number, test: (row: number) => boolean): Int32Array {
  return Int32Array.from({ length: rows }, (_, row) => row).filter(test)
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
