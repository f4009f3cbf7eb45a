import type { BenignRange, ModelManifest, ModelMetrics } from '../flow/model-manifest.ts'
import { FEATURE_NAMES } from '../flow/features.ts'
import { ConfusionMatrix, expectedCalibrationError, scoresOf } from '../flow/metrics.ts'
import { THREAT_TYPES } from '../flow/threat-types.ts'
import { predictionsOf } from './calibrate.ts'
import type { TrainingFile, TrainingSet } from './dataset.ts'
import { INPUT_NAME, MARGINS_NAME, PROBABILITIES_NAME, type MarginCalibration } from './onnx-writer.ts'

export const TRAINER_NAME = 'anomalyx-trainer'
export const TRAINER_VERSION = '1'

/** Enough digits to compare models, few enough to read. */
const METRIC_DIGITS = 6

const round = (value: number): number => Number(value.toFixed(METRIC_DIGITS))

/**
 * Scores of each training file and, when there are several, of all of them together.
 * @param probabilities out-of-fold, shape [rows, classes]
 */
export function metricsPerFile(set: TrainingSet, probabilities: Float32Array): ModelMetrics[] {
  const { predicted, confidence } = predictionsOf(probabilities, THREAT_TYPES.length)
  const all = Int32Array.from({ length: set.rows }, (_, row) => row)
  const parts = set.files.map(({ name }, file) => ({ name, rows: all.filter((row) => set.file_of_row[row] === file) }))
  if (parts.length > 1) parts.push({ name: 'all', rows: all })
  return parts.map(({ name, rows }): ModelMetrics => {
    const matrix = new ConfusionMatrix(THREAT_TYPES.length)
    for (const row of rows) matrix.add(set.labels[row]!, predicted[row]!)
    const scores = scoresOf(matrix)
    const correct = Uint8Array.from(rows, (row) => (set.labels[row] === predicted[row] ? 1 : 0))
    return {
      data: name,
      rows: scores.rows,
      accuracy: round(scores.accuracy),
      macro_f1: round(scores.macro_f1),
      fpr: round(scores.fpr),
      fnr: round(scores.fnr),
      ece: round(
        expectedCalibrationError(
          Float32Array.from(rows, (row) => confidence[row]!),
          correct,
        ),
      ),
      per_class: scores.per_class.map(({ precision, recall, f1, support }, index) => ({
        threat_type: THREAT_TYPES[index]!,
        precision: round(precision),
        recall: round(recall),
        f1: round(f1),
        support,
      })),
    }
  })
}

export interface ManifestInput {
  readonly name: string
  readonly version: string
  readonly model_sha256: string
  readonly calibration: MarginCalibration
  readonly files: readonly TrainingFile[]
  readonly benign_ranges: readonly BenignRange[]
  readonly protocol: string
  readonly metrics: readonly ModelMetrics[]
  readonly seed: number
  readonly trees: number
  readonly parameters: Readonly<Record<string, number>>
}

/** The manifest of a trained bundle; it holds nothing that changes between equal trainings. */
export function buildManifest(input: ManifestInput): ModelManifest {
  return {
    format_version: 1,
    id: `${input.name}-${input.model_sha256.slice(0, 12)}`,
    name: input.name,
    version: input.version,
    model_sha256: input.model_sha256,
    input: { name: INPUT_NAME },
    outputs: { probabilities: PROBABILITIES_NAME, margins: MARGINS_NAME },
    features: [...FEATURE_NAMES],
    classes: [...THREAT_TYPES],
    missing_value: 'nan',
    calibration: {
      method: 'temperature',
      scale: Array.from(input.calibration.scale),
      bias: Array.from(input.calibration.bias),
      fitted_on: 'out-of-fold margins of the cross-validation',
    },
    novelty: null,
    training_data: input.files.map((file) => ({
      name: file.name,
      sha256: file.sha256,
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
    trainer: {
      name: TRAINER_NAME,
      version: TRAINER_VERSION,
      seed: input.seed,
      trees: input.trees,
      parameters: { ...input.parameters },
    },
  }
}
