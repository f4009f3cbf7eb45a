import {
  type ClassificationScores,
  ConfusionMatrix,
  expectedCalibrationError,
  scoresOf,
  type Share,
  wilsonInterval,
} from '../../flow/metrics.ts'
import { verdictNames } from '../../flow/novelty.ts'
import { THREAT_TYPES } from '../../flow/threat-types.ts'
import { CLASS_COUNT, rowsWhere } from '../boost-rows.ts'
import type { TrainingSet } from '../dataset.ts'
import { UNKNOWN_VERDICT, type Verdicts } from '../verdicts.ts'
import type { BaselineReport, ClassReport, PartReport, Spread } from './report.ts'

const BASE_RATE = 0.01
const DIGITS = 6

export const rounded = (value: number): number => Number(value.toFixed(DIGITS))
const roundedShare = (value: Share): Share => (value === null ? null : rounded(value))

/** Rows of one file, or of all. */
export interface Part {
  readonly data: string
  readonly rows: Int32Array
  /** Classes whose flows here are all one conversation. */
  readonly one_conversation: ReadonlySet<number>
}

/** One part a file, and one of all files when there are several. */
export function partsOf(set: TrainingSet, conversations: Int32Array): Part[] {
  const parts = set.files.map(({ name }, file) => ({
    data: name,
    rows: rowsWhere(set.rows, (row) => set.file_of_row[row] === file),
  }))
  if (parts.length > 1) parts.push({ data: 'all', rows: rowsWhere(set.rows, () => true) })
  return parts.map((part) => ({ ...part, one_conversation: oneConversation(set, part.rows, conversations) }))
}

function oneConversation({ labels }: TrainingSet, rows: Int32Array, conversations: Int32Array): Set<number> {
  const found = new Map<number, Set<number>>()
  for (const row of rows) {
    const own = found.get(labels[row]!) ?? new Set<number>()
    found.set(labels[row]!, own.add(conversations[row]!))
  }
  return new Set([...found].flatMap(([label, groups]) => (groups.size === 1 ? [label] : [])))
}

export function spreadOf(values: readonly number[]): Spread {
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return { mean: rounded(mean), sd: rounded(values.length < 2 ? 0 : Math.sqrt(squares / (values.length - 1))) }
}

/** Of the runs that measured something; null when none did. */
function spreadOfShares(values: readonly Share[]): Spread | null {
  const measured = values.filter((value) => value !== null)
  return measured.length === 0 ? null : spreadOf(measured)
}

function matrixOf(labels: Uint8Array, verdicts: Uint8Array, rows: Int32Array): ConfusionMatrix {
  const matrix = new ConfusionMatrix(CLASS_COUNT + 1)
  for (const row of rows) matrix.add(labels[row]!, verdicts[row]!)
  return matrix
}

/** Mean F1 of the classes that occur and are more than one conversation. */
function testableF1({ per_class }: ClassificationScores, { one_conversation }: Part): Share {
  const f1 = per_class.flatMap((each, label) => (one_conversation.has(label) ? [] : (each.f1 ?? [])))
  return f1.length === 0 ? null : f1.reduce((sum, each) => sum + each, 0) / f1.length
}

/**
 * Precision of named threats at a base rate, by Bayes' rule: at 1 % attacks even few false alarms outweigh the true
 * ones (Axelsson 2000, "The base-rate fallacy and the difficulty of intrusion detection").
 */
export function precisionAt(base_rate: number, named_rate: number, fpr: number): number {
  const right = named_rate * base_rate
  const wrong = fpr * (1 - base_rate)
  return right + wrong === 0 ? 0 : right / (right + wrong)
}

/** Figures of a part from the verdicts of each seed. */
export function partReport({ labels }: TrainingSet, part: Part, runs: readonly Verdicts[]): PartReport {
  const matrices = runs.map(({ verdicts }) => matrixOf(labels, verdicts, part.rows))
  const scores = matrices.map((matrix) => scoresOf(matrix, { unknown: UNKNOWN_VERDICT }))
  const spread = (figure: (each: ClassificationScores) => Share) => spreadOfShares(scores.map(figure))
  const ece = runs.map(({ predicted, confidence }) =>
    expectedCalibrationError(
      Float32Array.from(part.rows, (row) => confidence[row]!),
      Uint8Array.from(part.rows, (row) => (predicted[row] === labels[row] ? 1 : 0)),
    ),
  )
  const verdicts = verdictNames(THREAT_TYPES)
  return {
    data: part.data,
    rows: part.rows.length,
    accuracy: spread((each) => each.accuracy),
    macro_f1: spread((each) => each.macro_f1),
    macro_f1_testable: spread((each) => testableF1(each, part)),
    fpr: spread((each) => each.fpr),
    fnr: spread((each) => each.fnr),
    unknown_rate_benign: spread((each) => each.unknown_rate_benign),
    unknown_rate_threats: spread((each) => each.unknown_rate_threats),
    ece: spreadOf(ece),
    false_alerts_per_100k_benign: spread(({ fpr }) => (fpr === null ? null : fpr * 100_000)),
    precision_at_1_percent: spread(({ fpr, fnr, unknown_rate_threats }) =>
      fpr === null || fnr === null || unknown_rate_threats === null
        ? null
        : precisionAt(BASE_RATE, 1 - fnr - unknown_rate_threats, fpr),
    ),
    per_class: classReports(part, scores),
    confusion: {
      classes: verdicts,
      counts: THREAT_TYPES.map((_, truth) =>
        verdicts.map((__, verdict) => matrices.reduce((sum, matrix) => sum + matrix.count(truth, verdict), 0)),
      ),
    },
  }
}

function classReports({ one_conversation }: Part, scores: readonly ClassificationScores[]): ClassReport[] {
  return THREAT_TYPES.flatMap((threat_type, label): ClassReport[] => {
    const each = scores.map(({ per_class }) => per_class[label]!)
    const support = each[0]?.support ?? 0
    if (support === 0) return []
    const recall = spreadOf(each.map((run) => run.recall ?? 0))
    const { low, high } = wilsonInterval(recall.mean, support)
    return [
      {
        threat_type,
        support,
        precision: spreadOfShares(each.map((run) => run.precision)),
        recall,
        recall_interval: { low: rounded(low), high: rounded(high) },
        f1: spreadOf(each.map((run) => run.f1 ?? 0)),
        is_one_conversation: one_conversation.has(label),
      },
    ]
  })
}

/** Figures of a baseline, which knows no Unknown. */
export function baselineReport(
  name: string,
  { labels }: TrainingSet,
  parts: readonly Part[],
  predicted: Uint8Array,
): BaselineReport {
  return {
    name,
    parts: parts.map((part) => {
      const scores = scoresOf(matrixOf(labels, predicted, part.rows))
      return {
        data: part.data,
        macro_f1: roundedShare(scores.macro_f1),
        macro_f1_testable: roundedShare(testableF1(scores, part)),
        fpr: roundedShare(scores.fpr),
        fnr: roundedShare(scores.fnr),
      }
    }),
  }
}
