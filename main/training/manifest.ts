import type { BenignRange, LackMetrics, ModelManifest, ModelMetrics, Without } from '../flow/model-manifest.ts'
import { FEATURE_NAMES } from '../flow/features.ts'
import {
  type ClassificationScores,
  ConfusionMatrix,
  expectedCalibrationError,
  scoresOf,
  type Share,
} from '../flow/metrics.ts'
import { THREAT_TYPES } from '../flow/threat-types.ts'
import type { TrainingFile, TrainingSet } from './dataset.ts'
import { INPUT_NAME, MARGINS_NAME, NOVELTY_NAME, PROBABILITIES_NAME } from './onnx-writer.ts'
import { type Judge, UNKNOWN_VERDICT, type Verdicts } from './verdicts.ts'

export const TRAINER_NAME = 'anomalyx-trainer'
export const TRAINER_VERSION = '2'

/** Enough digits to compare models, few enough to read. */
const METRIC_DIGITS = 6

const round = (value: number): number => Number(value.toFixed(METRIC_DIGITS))
const roundShare = (value: Share): Share => (value === null ? null : round(value))

/**
 * Scores of each training file and, when there are several, of all of them together.
 * @param out_of_fold verdicts of trees that had not seen the flow
 */
export function metricsPerFile(set: TrainingSet, out_of_fold: Verdicts): ModelMetrics[] {
  const { verdicts, predicted, confidence } = out_of_fold
  return partsOf(set).map(({ name, rows }): ModelMetrics => {
    const scores = partScores(set, verdicts, rows)
    const correct = Uint8Array.from(rows, (row) => (set.labels[row] === predicted[row] ? 1 : 0))
    return {
      data: name,
      rows: scores.rows,
      accuracy: roundShare(scores.accuracy),
      macro_f1: roundShare(scores.macro_f1),
      fpr: roundShare(scores.fpr),
      fnr: roundShare(scores.fnr),
      unknown_rate_benign: roundShare(scores.unknown_rate_benign),
      unknown_rate_threats: roundShare(scores.unknown_rate_threats),
      ece: round(
        expectedCalibrationError(
          Float32Array.from(rows, (row) => confidence[row]!),
          correct,
        ),
      ),
      per_class: scores.per_class.slice(0, THREAT_TYPES.length).map(({ precision, recall, f1, support }, index) => ({
        threat_type: THREAT_TYPES[index]!,
        precision: roundShare(precision),
        recall: roundShare(recall),
        f1: roundShare(f1),
        support,
      })),
    }
  })
}

/** The same for flows that lack some features, in short. */
export function lackMetrics(set: TrainingSet, { verdicts }: Verdicts): LackMetrics[] {
  return partsOf(set).map(({ name, rows }) => {
    const scores = partScores(set, verdicts, rows)
    return {
      data: name,
      rows: scores.rows,
      macro_f1: roundShare(scores.macro_f1),
      fpr: roundShare(scores.fpr),
      fnr: roundShare(scores.fnr),
      unknown_rate_benign: roundShare(scores.unknown_rate_benign),
      unknown_rate_threats: roundShare(scores.unknown_rate_threats),
    }
  })
}

/** Rows of each training file and, when there are several, of all of them together. */
function partsOf({ files, file_of_row, rows }: TrainingSet): { name: string; rows: Int32Array }[] {
  const all = Int32Array.from({ length: rows }, (_, row) => row)
  const parts = files.map(({ name }, file) => ({ name, rows: all.filter((row) => file_of_row[row] === file) }))
  return parts.length > 1 ? [...parts, { name: 'all', rows: all }] : parts
}

function partScores({ labels }: TrainingSet, verdicts: Uint8Array, rows: Int32Array): ClassificationScores {
  const matrix = new ConfusionMatrix(THREAT_TYPES.length + 1)
  for (const row of rows) matrix.add(labels[row]!, verdicts[row]!)
  return scoresOf(matrix, { unknown: UNKNOWN_VERDICT })
}

export interface ManifestInput {
  readonly name: string
  readonly version: string
  readonly model_sha256: string
  readonly judge: Judge
  readonly files: readonly TrainingFile[]
  readonly benign_ranges: readonly BenignRange[]
  /** Whether some flows of the training are benign. */
  readonly has_benign: boolean
  readonly protocol: string
  readonly metrics: readonly ModelMetrics[]
  readonly without: readonly Without[]
  readonly seed: number
  readonly trees: number
  readonly parameters: Readonly<Record<string, number>>
}

/** The manifest of a trained bundle; it holds nothing that changes between equal trainings. */
export function buildManifest(input: ManifestInput): ModelManifest {
  return {
    format_version: 1,
    id: `${slugOf(input.name)}-${input.model_sha256.slice(0, 12)}`,
    name: input.name,
    version: input.version,
    model_sha256: input.model_sha256,
    input: { name: INPUT_NAME },
    outputs: { probabilities: PROBABILITIES_NAME, margins: MARGINS_NAME },
    features: [...FEATURE_NAMES],
    classes: [...THREAT_TYPES],
    ...(input.has_benign ? {} : { without_benign: true as const }),
    missing_value: 'nan',
    calibration: {
      method: 'temperature-and-offset',
      scale: Array.from(input.judge.calibration.scale),
      bias: Array.from(input.judge.calibration.bias),
      fitted_on: 'out-of-fold margins of the cross-validation',
    },
    novelty:
      input.judge.tails === null
        ? null
        : {
            output: NOVELTY_NAME,
            method: 'energy',
            fitted_on: 'benign flows of the cross-validation, out of fold',
            tails: input.judge.tails.map((tail) => ({
              ...tail,
              tail: tail.tail.map(({ benign_share, novelty }) => ({ benign_share, novelty: round(novelty) })),
            })),
          },
    instruments: [...new Set(input.files.map(({ instrument }) => instrument))],
    training_data: input.files.map((file) => ({
      name: file.name,
      sha256: file.sha256,
      instrument: file.instrument,
      rows: file.rows,
      rejected: file.rejected,
      unlabelled: file.unlabelled,
      rows_per_class: Object.fromEntries(
        THREAT_TYPES.map((threat_type, index) => [threat_type, file.rows_per_class[index]!]),
      ),
    })),
    benign_ranges: [...input.benign_ranges],
    protocol: input.protocol,
    metrics: [...input.metrics],
    without: [...input.without],
    trainer: {
      name: TRAINER_NAME,
      version: TRAINER_VERSION,
      seed: input.seed,
      trees: input.trees,
      parameters: { ...input.parameters },
    },
  }
}

/** A name in the letters that an id may have. */
function slugOf(name: string): string {
  return (
    name
      .replaceAll(/[^A-Za-z0-9]+/g, '-')
      .replaceAll(/^-|-$/g, '')
      .slice(0, 60) || 'model'
  )
}
