import type { Instrument } from '../../contract/captures.ts'
import { AnomalyError } from '../../contract/errors.ts'
import { destinationIp, sourceIp } from '../flow/flow-batch.ts'
import { CellTotals } from '../sources/csv/cell-totals.ts'
import { LABEL_SPELLINGS } from '../sources/csv/columns.ts'
import type { UnreadCells } from '../flow/unread-cells.ts'
import { FEATURE_COUNT } from '../flow/features.ts'
import { lackedFeatures } from '../flow/lacking-features.ts'
import { THREAT_TYPES } from '../flow/threat-types.ts'
import type { LabelledSource, SourcePart } from './sources.ts'

/** What one training file held. */
export interface TrainingFile {
  readonly name: string
  readonly sha256: string
  /** Flow meter that measured it. */
  readonly instrument: Instrument
  /** Flows with a known label. */
  readonly rows: number
  readonly rejected: number
  /** Flows without a label, or with one that is not known. */
  readonly unlabelled: number
  /** Spellings of those that are not known, with their flows; the most frequent first. */
  readonly unknown_labels?: readonly UnknownLabel[]
  /** Labelled flows of each class, in class order. */
  readonly rows_per_class: readonly number[]
}

/** A label that names no known threat type; null for all of many spellings. */
export interface UnknownLabel {
  readonly label: string | null
  readonly flows: number
}

/** Labelled flows of all training files, one after the other. */
export interface TrainingSet {
  readonly rows: number
  /** Row-major, shape [rows, FEATURE_COUNT]; NaN for a missing value. */
  readonly features: Float32Array
  readonly labels: Uint8Array
  /** Index of the file that a row comes from. */
  readonly file_of_row: Uint16Array
  /** Number of the row's five-tuple, equal in both directions; -1 where the file does not tell. */
  readonly five_tuples: Int32Array
  /** Start of each flow in microseconds since 1970 (UTC), NaN where the file does not tell. */
  readonly timestamps_us: Float64Array
  readonly files: readonly TrainingFile[]
}

/** Labelled flows of a file in columns, before the files are joined. */
interface FileColumns {
  readonly facts: TrainingFile
  readonly features: readonly Float32Array[]
  readonly labels: readonly Uint8Array[]
  readonly five_tuples: readonly Int32Array[]
  readonly timestamps_us: readonly Float64Array[]
}

/** Keeps memory within reason: 76 features of 20 million flows take 6 GB. */
const MAX_ROWS = 20_000_000

export interface ReadTrainingOptions {
  /** Called with the share of all sources read so far, in 0 .. 1. */
  readonly on_share?: (share: number) => void
}

/**
 * Reads every labelled flow of the sources.
 * @throws AnomalyError `unreadable_file`, `unknown_dialect`, `cancelled`, `not_trainable` (no labels, too many rows)
 */
export async function readTrainingSet(
  sources: readonly LabelledSource[],
  { on_share }: ReadTrainingOptions = {},
): Promise<TrainingSet> {
  if (sources.length === 0) throw new AnomalyError('not_trainable', 'Training needs at least one labelled capture.')
  const tuple_numbers = new Map<string, number>()
  const columns: FileColumns[] = []
  let done = 0
  for (const source of sources) {
    const begin = done / sources.length
    columns.push(await readSource(source, tuple_numbers, (share) => on_share?.(begin + share / sources.length)))
    done += 1
  }
  return joined(columns)
}

async function readSource(
  { name, read, sha256 }: LabelledSource,
  tuple_numbers: Map<string, number>,
  on_share: (share: number) => void,
): Promise<FileColumns> {
  const features: Float32Array[] = []
  const labels: Uint8Array[] = []
  const five_tuples: Int32Array[] = []
  const timestamps_us: Float64Array[] = []
  const rows_per_class = new Array<number>(THREAT_TYPES.length).fill(0)
  let rows = 0
  let rejected = 0
  let unlabelled = 0
  let instrument: Instrument = 'unknown'
  let has_labels = true
  const unknown_labels = new CellTotals<UnreadCells>()
  for await (const part of read()) {
    const { flows } = part
    refuseLacking(name, flows)
    instrument = part.instrument
    has_labels = part.has_labels ?? has_labels
    unknown_labels.add(part.unknown_labels ?? [])
    const kept = labelledRows(flows)
    rejected += part.rejected
    unlabelled += flows.rows - kept.length
    rows += kept.length
    if (rows > MAX_ROWS) {
      throw new AnomalyError(
        'not_trainable',
        `${name} has more than ${String(MAX_ROWS)} flows; train on a sample of it.`,
      )
    }
    const part_features = new Float32Array(kept.length * FEATURE_COUNT)
    const part_labels = new Uint8Array(kept.length)
    const part_tuples = new Int32Array(kept.length)
    kept.forEach((row, index) => {
      part_features.set(flows.features.subarray(row * FEATURE_COUNT, (row + 1) * FEATURE_COUNT), index * FEATURE_COUNT)
      part_labels[index] = flows.labels[row]!
      part_tuples[index] = tupleNumber(flows, row, tuple_numbers)
      rows_per_class[flows.labels[row]!]! += 1
    })
    features.push(part_features)
    labels.push(part_labels)
    five_tuples.push(part_tuples)
    timestamps_us.push(Float64Array.from(kept, (row) => flows.timestamps_us[row]!))
    on_share(part.share)
  }
  const unknown = unknown_labels
    .list()
    .map(({ value, cells }) => ({ label: value, flows: cells }))
    .sort((one, other) => other.flows - one.flows)
  if (rows === 0) {
    throw new AnomalyError('not_trainable', noLabels(name, has_labels, unknown))
  }
  const counts = { rows, rejected, unlabelled, unknown_labels: unknown, rows_per_class }
  const facts = { name, sha256: await sha256(), instrument, ...counts }
  return { facts, features, labels, five_tuples, timestamps_us }
}

/** A model that learnt from flows without some features would not know what these say. */
function refuseLacking(name: string, { features, rows }: SourcePart['flows']): void {
  const missing = lackedFeatures(features, rows)
  if (missing.length === 0) return
  throw new AnomalyError(
    'not_trainable',
    `${name} lacks features (${missing.join(', ')}), so it cannot be used for training. Import the complete table.`,
    { problems: missing.map((feature) => ({ where: feature, reason: 'missing column' })) },
  )
}

function noLabels(name: string, has_labels: boolean, unknown: readonly UnknownLabel[]): string {
  if (!has_labels) {
    return `${name} has no column of labels. It was looked for under names such as ${LABEL_SPELLINGS.slice(0, 6).join(', ')}.`
  }
  return unknown.length === 0
    ? `${name} has no flow with a known label in its Label column: none of them is labelled.`
    : `${name} has no flow with a known label in its Label column. ${unknownLabelsTold(unknown)}`
}

const SHOWN_LABELS = 10

/** Spellings that name no known threat type, in a sentence. */
export function unknownLabelsTold(unknown: readonly UnknownLabel[]): string {
  const shown = unknown
    .slice(0, SHOWN_LABELS)
    .map(({ label, flows }) => `${label === null ? 'other spellings' : `"${label}"`} (${String(flows)})`)
  const more = unknown.length > SHOWN_LABELS ? ` and ${String(unknown.length - SHOWN_LABELS)} more` : ''
  return `Labels with no known threat type, with their flows: ${shown.join(', ')}${more}.`
}

function labelledRows({ rows, labels }: SourcePart['flows']): readonly number[] {
  const kept: number[] = []
  for (let row = 0; row < rows; row++) if (labels[row]! < THREAT_TYPES.length) kept.push(row)
  return kept
}

function tupleNumber(flows: SourcePart['flows'], row: number, numbers: Map<string, number>): number {
  const source = sourceIp(flows, row)
  const destination = destinationIp(flows, row)
  if (source === null || destination === null) return -1
  const from = `${source}:${String(flows.source_ports[row])}`
  const to = `${destination}:${String(flows.destination_ports[row])}`
  const ends = from < to ? `${from} ${to}` : `${to} ${from}`
  const key = `${ends} ${String(flows.protocols[row])}`
  let number = numbers.get(key)
  if (number === undefined) {
    number = numbers.size
    numbers.set(key, number)
  }
  return number
}

function joined(columns: readonly FileColumns[]): TrainingSet {
  const rows = columns.reduce((sum, { facts }) => sum + facts.rows, 0)
  const features = new Float32Array(rows * FEATURE_COUNT)
  const labels = new Uint8Array(new SharedArrayBuffer(rows))
  const five_tuples = new Int32Array(rows)
  const timestamps_us = new Float64Array(rows)
  const file_of_row = new Uint16Array(rows)
  let at = 0
  columns.forEach((column, file) => {
    column.labels.forEach((part_labels, part) => {
      features.set(column.features[part]!, at * FEATURE_COUNT)
      labels.set(part_labels, at)
      five_tuples.set(column.five_tuples[part]!, at)
      timestamps_us.set(column.timestamps_us[part]!, at)
      file_of_row.fill(file, at, at + part_labels.length)
      at += part_labels.length
    })
  })
  return { rows, features, labels, five_tuples, timestamps_us, file_of_row, files: columns.map(({ facts }) => facts) }
}
