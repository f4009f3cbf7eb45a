import { setImmediate as othersGoFirst } from 'node:timers/promises'

import { AnomalyError } from '../../contract/errors.ts'
import { FEATURE_GROUPS } from '../flow/feature-groups.ts'
import { FEATURE_COUNT, FEATURE_NAMES } from '../flow/features.ts'
import type { Without } from '../flow/model-manifest.ts'
import { rowsWhere } from './boost-rows.ts'
import type { TrainingSet } from './dataset.ts'
import type { CrossValidation } from './fit.ts'
import { lackMetrics } from './manifest.ts'
import { ensembleMargins } from './tree.ts'
import { emptyVerdicts, judgeMargins } from './verdicts.ts'

/** Rows that are masked, scored and judged at a time: no second copy of the features is ever made. */
const CHUNK_ROWS = 8192

export interface MeasureOptions {
  readonly signal?: AbortSignal | undefined
  /** Called with the share that is done, in 0 .. 1. */
  readonly on_share: (share: number) => void
}

/**
 * Scores the held-out flows without each of the FEATURE_GROUPS, which are missing (NaN) in every flow. Trees and judges
 * are those of complete flows, as they are in use.
 * @throws AnomalyError `cancelled`
 */
export async function measureLacks(
  set: TrainingSet,
  { folds, ensembles, judges }: CrossValidation,
  { signal, on_share }: MeasureOptions,
): Promise<Without[]> {
  const without: Without[] = []
  const rows_of_fold = judges.map((_, fold) => rowsWhere(set.rows, (row) => folds[row] === fold))
  const work_rows = set.rows * FEATURE_GROUPS.length
  let rows_done = 0
  for (const features of FEATURE_GROUPS) {
    const masked = Int32Array.from(features, (name) => FEATURE_NAMES.indexOf(name))
    const verdicts = emptyVerdicts(set.rows)
    for (const [fold, fold_rows] of rows_of_fold.entries()) {
      for (let first = 0; first < fold_rows.length; first += CHUNK_ROWS) {
        await othersGoFirst()
        if (signal?.aborted === true) throw new AnomalyError('cancelled', 'Training was cancelled.')
        const rows = fold_rows.subarray(first, first + CHUNK_ROWS)
        const margins = ensembleMargins(ensembles[fold]!, maskedRows(set, rows, masked))
        judgeMargins(set, margins, judges[fold]!, rows, verdicts)
        rows_done += rows.length
        on_share(rows_done / work_rows)
      }
    }
    without.push({ features: [...features], metrics: lackMetrics(set, verdicts) })
  }
  return without
}

/** Copies of some rows in which the masked features are missing, shape [rows.length, FEATURE_COUNT]. */
function maskedRows({ features }: TrainingSet, rows: Int32Array, masked: Int32Array): Float32Array {
  const copies = new Float32Array(rows.length * FEATURE_COUNT)
  rows.forEach((row, index) => {
    const first = index * FEATURE_COUNT
    copies.set(features.subarray(row * FEATURE_COUNT, (row + 1) * FEATURE_COUNT), first)
    for (const feature of masked) copies[first + feature] = NaN
  })
  return copies
}
