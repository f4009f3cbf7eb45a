import { createHash } from 'node:crypto'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { AnomalyError } from '../../contract/errors.ts'
import { FEATURE_COUNT } from '../flow/features.ts'
import type { ModelManifest } from '../flow/model-manifest.ts'
import { THREAT_TYPES } from '../flow/threat-types.ts'
import { binFeatures } from './binning.ts'
import { calibratedProbabilities, fitTemperature } from './calibrate.ts'
import { readTrainingSet, type TrainingSet } from './dataset.ts'
import { foldsOf, groupsOf } from './groups.ts'
import { buildManifest, metricsPerFile, TRAINER_NAME, TRAINER_VERSION } from './manifest.ts'
import { modelCard } from './model-card.ts'
import { type MarginCalibration, writeOnnxModel } from './onnx-writer.ts'
import { DEFAULT_PARAMETERS, type TrainingParameters } from './parameters.ts'
import { ensembleMargins, type Tree, type TreeEnsemble } from './tree.ts'
import { type BoostJob, runBoostJobs, type SharedInput } from './worker-pool.ts'

/** How far a training is. */
export interface TrainingProgress {
  readonly stage: 'reading' | 'preparing' | 'boosting' | 'writing'
  /** Share of the whole training that is done, 0 .. 1; never falls. */
  readonly done: number
}

export interface TrainOptions {
  /** Labelled captures, `.csv` or `.csv.gz`. */
  readonly files: readonly string[]
  /** Folder for `model.onnx`, `manifest.json` and `MODEL_CARD.md`; made when it is not there. */
  readonly out_dir: string
  readonly seed?: number
  readonly name?: string
  readonly version?: string
  readonly parameters?: TrainingParameters
  readonly threads?: number
  readonly signal?: AbortSignal
  readonly on_progress?: (progress: TrainingProgress) => void
}

export interface TrainResult {
  readonly manifest: ModelManifest
  readonly ensemble: TreeEnsemble
  readonly calibration: MarginCalibration
  readonly elapsed_ms: number
}

const CLASS_COUNT = THREAT_TYPES.length
const READING_SHARE = 0.05
const BOOSTING_BEGINS = 0.08
const BOOSTING_ENDS = 0.98

/**
 * Trains a model on labelled captures and writes its bundle. Nothing is written before the training is complete, and
 * the manifest last: a bundle cut short does not match its hash. Equal files, seed and parameters give equal bytes.
 * @throws AnomalyError `unreadable_file`, `unknown_dialect`, `not_trainable`, `cancelled`
 */
export async function trainModel(options: TrainOptions): Promise<TrainResult> {
  const { seed = 1, name = 'flow-trees', version = '1', parameters = DEFAULT_PARAMETERS, signal } = options
  const begun = performance.now()
  const progress = (stage: TrainingProgress['stage'], done: number): void => options.on_progress?.({ stage, done })
  progress('reading', 0)
  const set = await readTrainingSet(options.files, {
    ...(signal === undefined ? {} : { signal }),
    on_share: (share) => {
      progress('reading', share * READING_SHARE)
    },
  })
  progress('preparing', READING_SHARE)
  const fitted = await fit(set, parameters, seed, options, progress)
  progress('writing', BOOSTING_ENDS)
  const model = writeOnnxModel(fitted.ensemble, fitted.calibration, { name: TRAINER_NAME, version: TRAINER_VERSION })
  const manifest = buildManifest({
    name,
    version,
    model_sha256: createHash('sha256').update(model).digest('hex'),
    calibration: fitted.calibration,
    files: set.files,
    protocol: protocolOf(parameters.folds),
    metrics: metricsPerFile(set, fitted.out_of_fold_probabilities),
    seed,
    trees: fitted.ensemble.trees.length,
    parameters: {
      ...parameters.boost,
      bags: parameters.bags,
      folds: parameters.folds,
      bin_balance: parameters.bin_balance,
    },
  })
  await writeBundle(options.out_dir, model, manifest)
  progress('writing', 1)
  return {
    manifest,
    ensemble: fitted.ensemble,
    calibration: fitted.calibration,
    elapsed_ms: performance.now() - begun,
  }
}

interface FittedModel {
  readonly ensemble: TreeEnsemble
  readonly calibration: MarginCalibration
  /** Shape [rows, classes]: trees and temperature of each row come from folds without it. */
  readonly out_of_fold_probabilities: Float32Array
}

async function fit(
  set: TrainingSet,
  parameters: TrainingParameters,
  seed: number,
  { signal, threads }: TrainOptions,
  progress: (stage: TrainingProgress['stage'], done: number) => void,
): Promise<FittedModel> {
  const all_rows = Int32Array.from({ length: set.rows }, (_, row) => row)
  const strata = all_rows.map((row) => set.file_of_row[row]! * CLASS_COUNT + set.labels[row]!)
  requireTwoClasses(set)
  const folds = foldsOf(groupsOf(set), strata, parameters.folds, seed)
  const shared: SharedInput = {
    binned: binFeatures(set.features, FEATURE_COUNT, binWeights(strata, parameters.bin_balance)),
    labels: set.labels,
    weights: new Float32Array(new SharedArrayBuffer(set.rows * 4)).fill(1),
    outputs: CLASS_COUNT,
  }
  const jobs: BoostJob[] = []
  for (let fold = 0; fold <= parameters.folds; fold++) {
    const rows = all_rows.filter((row) => folds[row] !== fold)
    const start_margins = priorMargins(set.labels, rows)
    for (let bag = 0; bag < parameters.bags; bag++) {
      jobs.push({ rows, start_margins, parameters: parameters.boost, seed, stream: fold * parameters.bags + bag })
    }
  }
  const rounds = jobs.length * parameters.boost.rounds
  let rounds_done = 0
  const trees_of_job = await runBoostJobs(shared, jobs, {
    signal,
    threads,
    on_round: () => {
      rounds_done += 1
      progress('boosting', BOOSTING_BEGINS + (BOOSTING_ENDS - BOOSTING_BEGINS) * (rounds_done / rounds))
    },
  })
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

/** Rows of a rare class pull the limits of bins towards them. */
function binWeights(strata: Int32Array, balance: number): Float32Array {
  const flows = new Map<number, number>()
  for (const stratum of strata) flows.set(stratum, (flows.get(stratum) ?? 0) + 1)
  return Float32Array.from(strata, (stratum) => flows.get(stratum)! ** -balance)
}

/** Log of each class's share, with one flow a class added so that an absent class stays finite. */
function priorMargins(labels: Uint8Array, rows: Int32Array): Float32Array {
  const flows = new Float64Array(CLASS_COUNT).fill(1)
  for (const row of rows) flows[labels[row]!]! += 1
  const LEAST_MARGIN = -6
  return Float32Array.from(flows, (each) => Math.max(LEAST_MARGIN, Math.log(each / (rows.length + CLASS_COUNT))))
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

function protocolOf(folds: number): string {
  return `Out-of-fold scores of a ${String(folds)}-fold cross-validation. Flows with equal feature vectors or equal five-tuples (in either direction) are always in the same fold; trees and temperature that score a flow come from folds without it. The shipped trees learnt from all flows.`
}

async function writeBundle(out_dir: string, model: Uint8Array, manifest: ModelManifest): Promise<void> {
  await mkdir(out_dir, { recursive: true })
  const files: readonly (readonly [string, Uint8Array | string])[] = [
    ['model.onnx', model],
    ['MODEL_CARD.md', modelCard(manifest)],
    ['manifest.json', `${JSON.stringify(manifest, null, 2)}\n`],
  ]
  const partialName = (name: string): string => join(out_dir, `.${name}.partial`)
  try {
    for (const [name, content] of files) await writeFile(partialName(name), content)
    for (const [name] of files) await rename(partialName(name), join(out_dir, name))
  } finally {
    for (const [name] of files) await rm(partialName(name), { force: true })
  }
}
