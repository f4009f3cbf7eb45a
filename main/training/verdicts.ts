import type { Instrument } from '../../contract/captures.ts'
import { type BenignTail, DEFAULT_NOVELTY_BUDGET, NoveltyRule } from '../flow/novelty.ts'
import { THREAT_TYPES } from '../flow/threat-types.ts'
import { calibratedProbabilities, fitTemperature, predictionsOf } from './calibrate.ts'
import type { TrainingSet } from './dataset.ts'
import { energies, fitBenignTails } from './fit-novelty.ts'
import { NOVELTY_NAME, type MarginCalibration } from './onnx-writer.ts'

const CLASS_COUNT = THREAT_TYPES.length

/** Verdict `Unknown`, behind the classes. */
export const UNKNOWN_VERDICT = CLASS_COUNT

/** Turns margins into verdicts; fitted on margins of held-out flows. */
export interface Judge {
  readonly calibration: MarginCalibration
  /** Novelty of benign flows, a meter each; null without benign flows. */
  readonly tails: readonly BenignTail[] | null
}

/** Verdicts on the rows of a training set. */
export interface Verdicts {
  /** Class index, or {@link UNKNOWN_VERDICT}; shape [rows]. */
  readonly verdicts: Uint8Array
  /** Most probable class and its probability, whatever the novelty; shape [rows]. */
  readonly predicted: Uint8Array
  readonly confidence: Float32Array
}

/**
 * Fits temperature and limits of novelty.
 * @param margins shape [rows, classes]
 * @param rows whose margins come from trees that had not seen them
 * @param benign_offset see {@link TrainingParameters.benign_offset}
 */
export function fitJudge(set: TrainingSet, margins: Float32Array, rows: Int32Array, benign_offset: number): Judge {
  const calibration = fitTemperature({ margins, labels: set.labels, outputs: CLASS_COUNT, rows })
  calibration.bias[0] = benign_offset
  const benign = rows.filter((row) => set.labels[row] === 0)
  const tails = fitBenignTails(
    Array.from(benign, (row) => instrumentOf(set, row)),
    energies(picked(margins, benign), CLASS_COUNT),
  )
  return { calibration, tails: tails.length === 0 ? null : tails }
}

/**
 * Judges some rows; entries of all others stay as they are.
 * @param margins shape [rows of the set, classes]
 */
export function judgeRows(
  set: TrainingSet,
  margins: Float32Array,
  judge: Judge,
  rows: Int32Array,
  into: Verdicts,
): void {
  judgeMargins(set, picked(margins, rows), judge, rows, into)
}

/**
 * Judges some rows by their margins.
 * @param own_margins shape [rows.length, classes]
 */
export function judgeMargins(
  set: TrainingSet,
  own_margins: Float32Array,
  { calibration, tails }: Judge,
  rows: Int32Array,
  into: Verdicts,
): void {
  const { predicted, confidence } = predictionsOf(calibratedProbabilities(own_margins, calibration), CLASS_COUNT)
  const novelty = energies(own_margins, CLASS_COUNT)
  const rules = new Map<Instrument, NoveltyRule>()
  rows.forEach((row, index) => {
    into.predicted[row] = predicted[index]!
    into.verdicts[row] = predicted[index]!
    into.confidence[row] = confidence[index]!
    if (tails === null || predicted[index] !== 0) return
    const instrument = instrumentOf(set, row)
    let rule = rules.get(instrument)
    if (rule === undefined) {
      rule = new NoveltyRule(
        { output: NOVELTY_NAME, method: 'energy', fitted_on: '', tails: [...tails] },
        instrument,
        DEFAULT_NOVELTY_BUDGET,
      )
      rules.set(instrument, rule)
    }
    if (rule.isUnknown(novelty[index]!)) into.verdicts[row] = UNKNOWN_VERDICT
  })
}

export function emptyVerdicts(rows: number): Verdicts {
  return { verdicts: new Uint8Array(rows), predicted: new Uint8Array(rows), confidence: new Float32Array(rows) }
}

/**
 * Fits a judge for the rows of each fold, by the margins of all other folds.
 * @param margins shape [rows, classes], of each row from trees of the other folds
 */
export function judgesOutOfFold(
  set: TrainingSet,
  margins: Float32Array,
  folds: Uint8Array,
  fold_count: number,
  benign_offset: number,
): Judge[] {
  const all_rows = Int32Array.from({ length: set.rows }, (_, row) => row)
  return Array.from({ length: fold_count }, (_, fold) => {
    const others = all_rows.filter((row) => folds[row] !== fold)
    return fitJudge(set, margins, others, benign_offset)
  })
}

/**
 * Judges every row with the judge of its fold.
 * @param margins shape [rows, classes]
 * @param judges by fold
 */
export function judgeByFold(
  set: TrainingSet,
  margins: Float32Array,
  folds: Uint8Array,
  judges: readonly Judge[],
): Verdicts {
  const all_rows = Int32Array.from({ length: set.rows }, (_, row) => row)
  const verdicts = emptyVerdicts(set.rows)
  judges.forEach((judge, fold) => {
    const own = all_rows.filter((row) => folds[row] === fold)
    judgeRows(set, margins, judge, own, verdicts)
  })
  return verdicts
}

function instrumentOf({ files, file_of_row }: TrainingSet, row: number): Instrument {
  return files[file_of_row[row]!]!.instrument
}

function picked(margins: Float32Array, rows: Int32Array): Float32Array {
  const own = new Float32Array(rows.length * CLASS_COUNT)
  rows.forEach((row, index) =>
    own.set(margins.subarray(row * CLASS_COUNT, (row + 1) * CLASS_COUNT), index * CLASS_COUNT),
  )
  return own
}
