import { DEFAULT_NOVELTY_BUDGET } from '../../flow/novelty.ts'
import {
  boostOnRows,
  type BoostOptions,
  CLASS_COUNT,
  fillMargins,
  type PreparedSet,
  prepareSet,
  rowsWhere,
} from '../boost-rows.ts'
import { readTrainingSet } from '../dataset.ts'
import { requireBenignAndThreats } from '../fit.ts'
import { foldsOf } from '../groups.ts'
import { TRAINER_NAME, TRAINER_VERSION } from '../manifest.ts'
import { DEFAULT_PARAMETERS, parameterNumbers, type TrainingParameters } from '../parameters.ts'
import { fileSource } from '../sources.ts'
import { judgeByFold, judgesOutOfFold, type Verdicts } from '../verdicts.ts'
import { oneFeatureRule, singleTree, type Split } from './baselines.ts'
import { baselineReport, type Part, partReport, partsOf } from './figures.ts'
import type { BaselineReport, ValidationReport } from './report.ts'
import { conversationsOf, withoutCopies } from './splits.ts'
import { temporal } from './temporal.ts'
import { meanDetected, unseenReport, type UnseenRun, unseenRuns } from './unseen-attacks.ts'

export interface ValidateOptions {
  readonly files: readonly string[]
  readonly folds?: number
  /** Seeds 1, 2, 3 … so many. */
  readonly seeds?: number
  readonly parameters?: TrainingParameters
  readonly threads?: number
  readonly signal?: AbortSignal
  readonly on_progress?: (progress: ValidationProgress) => void
}

export interface ValidationProgress {
  readonly stage: 'reading' | 'grouped folds' | 'baselines' | 'last day' | 'unseen attacks'
  /** Share of the stage, 0 .. 1. */
  readonly done: number
}

/**
 * Measures the trainer on labelled captures by protocols that leave it no shortcut: copies removed first, whole
 * conversations on one side of every split, several seeds, a day and each attack left out, and simple rules beside it
 * (Arp et al. 2022, "Dos and don'ts of machine learning in computer security").
 * @throws AnomalyError `unreadable_file`, `unknown_dialect`, `not_trainable`, `cancelled`
 */
export async function validate(options: ValidateOptions): Promise<ValidationReport> {
  const { folds: fold_count = 4, seeds: seed_count = 3, parameters = DEFAULT_PARAMETERS, signal, threads } = options
  const tell = (stage: ValidationProgress['stage'], done: number): void => options.on_progress?.({ stage, done })
  const boostOptions = (stage: ValidationProgress['stage'], seed: number, from = 0, to = 1): BoostOptions => ({
    seed,
    threads,
    signal,
    on_share: (share) => {
      tell(stage, from + share * (to - from))
    },
  })
  tell('reading', 0)
  const sources = options.files.map((file) => fileSource(file, signal))
  const read = await readTrainingSet(sources, {
    on_share: (share) => {
      tell('reading', share)
    },
  })
  const { set, copies } = withoutCopies(read)
  requireBenignAndThreats(set)
  const prepared = prepareSet(set, parameters)
  const conversations = conversationsOf(set)
  const parts = partsOf(set, conversations)
  const seeds = Array.from({ length: seed_count }, (_, index) => index + 1)
  const runs: Verdicts[] = []
  for (const [index, seed] of seeds.entries()) {
    const progress = boostOptions('grouped folds', seed, index / seed_count, (index + 1) / seed_count)
    runs.push(await groupedFolds(prepared, conversations, fold_count, parameters, progress))
  }
  const baselines = await measureBaselines(
    prepared,
    parts,
    splitsOf(prepared, conversations, fold_count, 1),
    parameters,
    boostOptions('baselines', 1),
  )
  const last_day = await temporal(prepared, conversations, parameters, boostOptions('last day', 1))
  const unseen: UnseenRun[][] = []
  for (const [index, seed] of seeds.entries()) {
    const progress = boostOptions('unseen attacks', seed, index / seed_count, (index + 1) / seed_count)
    unseen.push(await unseenRuns(prepared, conversations, parameters, progress))
  }
  return {
    format_version: 1,
    trainer: { name: TRAINER_NAME, version: TRAINER_VERSION, parameters: parameterNumbers(parameters) },
    data: set.files.map(({ name, sha256, instrument, rows }, file) => ({
      ...{ name, sha256, instrument },
      rows: rows - copies[file]!,
      copies: copies[file]!,
    })),
    folds: fold_count,
    seeds,
    novelty_budget: DEFAULT_NOVELTY_BUDGET,
    grouped: parts.map((part) => partReport(set, part, runs)),
    baselines,
    temporal: last_day,
    unseen_attacks: unseenReport(unseen),
    mean_unseen_detected: meanDetected(unseen),
  }
}

function splitsOf({ set, strata }: PreparedSet, conversations: Int32Array, fold_count: number, seed: number): Split[] {
  const folds = foldsOf(conversations, strata, fold_count, seed)
  return Array.from({ length: fold_count }, (_, fold) => ({
    train: rowsWhere(set.rows, (row) => folds[row] !== fold),
    test: rowsWhere(set.rows, (row) => folds[row] === fold),
  }))
}

/** Verdict on every row by trees and limits of the other folds. */
async function groupedFolds(
  prepared: PreparedSet,
  conversations: Int32Array,
  fold_count: number,
  parameters: TrainingParameters,
  options: BoostOptions,
): Promise<Verdicts> {
  const { set, strata } = prepared
  const splits = splitsOf(prepared, conversations, fold_count, options.seed)
  const ensembles = await boostOnRows(
    prepared,
    splits.map(({ train }) => train),
    parameters,
    options,
  )
  const margins = new Float32Array(set.rows * CLASS_COUNT)
  splits.forEach(({ test }, fold) => fillMargins(set, ensembles[fold]!, test, margins))
  const folds = foldsOf(conversations, strata, fold_count, options.seed)
  return judgeByFold(set, margins, folds, judgesOutOfFold(set, margins, folds, fold_count, parameters.benign_offset))
}

async function measureBaselines(
  prepared: PreparedSet,
  parts: readonly Part[],
  splits: readonly Split[],
  parameters: TrainingParameters,
  options: BoostOptions,
): Promise<BaselineReport[]> {
  const { set } = prepared
  const by_rule = new Uint8Array(set.rows)
  oneFeatureRule(prepared, splits, by_rule)
  const by_tree = new Uint8Array(set.rows)
  await singleTree(prepared, splits, parameters, options, by_tree)
  return [
    baselineReport('best rule of one feature', set, parts, by_rule),
    baselineReport('one decision tree', set, parts, by_tree),
  ]
}
