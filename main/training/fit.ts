import { AnomalyError } from '../../contract/errors.ts'
import { BENIGN, THREAT_TYPES } from '../flow/threat-types.ts'
import { boostOnRows, type BoostOptions, CLASS_COUNT, fillMargins, prepareSet, rowsWhere } from './boost-rows.ts'
import { type TrainingSet, unknownLabelsTold } from './dataset.ts'
import { foldsOf, groupsOf } from './groups.ts'
import type { TrainingParameters } from './parameters.ts'
import type { TreeEnsemble } from './tree.ts'
import { fitJudge, type Judge, judgeByFold, judgesOutOfFold, type Verdicts } from './verdicts.ts'

/** Trees and what turns their margins into verdicts, and what they say of flows they did not see. */
export interface FittedModel {
  readonly ensemble: TreeEnsemble
  readonly judge: Judge
  /** Verdict on every row by trees, calibration and limits of novelty that come from folds without it. */
  readonly out_of_fold: Verdicts
  readonly cross_validation: CrossValidation
}

/** What judges flows that it did not see. */
export interface CrossValidation {
  /** Fold of each row. */
  readonly folds: Uint8Array
  /** By fold: trees and judge that come from all other folds. */
  readonly ensembles: readonly TreeEnsemble[]
  readonly judges: readonly Judge[]
}

/**
 * Boosts one ensemble a fold and one on all rows, side by side; calibrates on the margins of rows the trees did not see.
 * @throws AnomalyError `not_trainable`, `cancelled`
 */
export async function fitModel(
  set: TrainingSet,
  parameters: TrainingParameters,
  { without_benign = false, ...options }: BoostOptions & { readonly without_benign?: boolean },
): Promise<FittedModel> {
  if (without_benign) requireTwoClasses(set)
  else requireBenignAndThreats(set)
  const { folds: fold_count, benign_offset } = parameters
  const prepared = prepareSet(set, parameters)
  const folds = foldsOf(groupsOf(set), prepared.strata, fold_count, options.seed)
  const fold_numbers = Array.from({ length: fold_count }, (_, fold) => fold)
  const all_rows = rowsWhere(set.rows, () => true)
  const row_sets = [...fold_numbers.map((fold) => rowsWhere(set.rows, (row) => folds[row] !== fold)), all_rows]
  const ensembles = await boostOnRows(prepared, row_sets, parameters, options)
  const margins = new Float32Array(set.rows * CLASS_COUNT)
  for (const fold of fold_numbers) {
    fillMargins(
      set,
      ensembles[fold]!,
      rowsWhere(set.rows, (row) => folds[row] === fold),
      margins,
    )
  }
  const judges = judgesOutOfFold(set, margins, folds, fold_count, benign_offset)
  return {
    ensemble: ensembles[fold_count]!,
    judge: fitJudge(set, margins, all_rows, benign_offset),
    out_of_fold: judgeByFold(set, margins, folds, judges),
    cross_validation: { folds, ensembles: ensembles.slice(0, fold_count), judges },
  }
}

/**
 * A model that has seen no benign flow cannot say Benign: it would find a threat in every flow of every network.
 * @throws AnomalyError `not_trainable` that names the labels left out
 */
export function requireBenignAndThreats({ labels, files }: TrainingSet): void {
  requireTwoClasses({ labels, files })
  if (hasBenign({ labels })) return
  const unknown = files.flatMap(({ unknown_labels = [] }) => unknown_labels)
  const told = unknown.length === 0 ? '' : ` ${unknownLabelsTold(unknown)}`
  throw new AnomalyError(
    'not_trainable',
    `No flow is labelled ${BENIGN}. A model trained on threats alone finds a threat in every flow; add a capture of benign traffic, or ask for such a model (--without-benign, "without_benign": true over HTTP).${told}`,
  )
}

export function hasBenign({ labels }: Pick<TrainingSet, 'labels'>): boolean {
  return labels.includes(THREAT_TYPES.indexOf(BENIGN))
}

function requireTwoClasses({ labels, files }: Pick<TrainingSet, 'labels' | 'files'>): void {
  if (new Set(labels).size >= 2) return
  const unknown = files.flatMap(({ unknown_labels = [] }) => unknown_labels)
  const only = THREAT_TYPES[labels[0] ?? 0] ?? ''
  const attempts = only === BENIGN ? ' (so do those that end in "Attempted", which count as it)' : ''
  throw new AnomalyError(
    'not_trainable',
    unknown.length === 0
      ? `All flows have the same label, ${only}${attempts}; training needs at least two threat types.`
      : `All flows with a known label have the same one, ${only}; training needs at least two threat types. ${unknownLabelsTold(unknown)}`,
  )
}
