import type { Instrument } from '../../../contract/captures.ts'
import { AnomalyError, type Problem } from '../../../contract/errors.ts'
import { type FlowBatch, FlowBatchBuilder } from '../../flow/flow-batch.ts'
import { parseNumericCell } from '../../flow/cell.ts'
import { FEATURE_COUNT, FEATURES, featureIndex, mayBeMissing } from '../../flow/features.ts'
import type { MissingCells, MissingCounter } from '../../flow/missing-cells.ts'
import type { UnreadCells } from '../../flow/unread-cells.ts'
import { type EntryShape, EntryShapes } from './entry-shapes.ts'
import { type FlowEntry, readAsTable } from './entry-table.ts'
import { identityFaults } from './identity-values.ts'

/** What a request holds, and how it was read. */
export interface ReadEntries {
  readonly flows: FlowBatch
  readonly instrument: Instrument | null
  /** Values that were taken as missing. */
  readonly missing: readonly MissingCells[]
  readonly unread: readonly UnreadCells[]
  readonly notices: readonly string[]
}

const MOST_PROBLEMS_TOLD = 100
const FLOW_DURATION = featureIndex('Flow Duration') ?? 0

/**
 * Flows given as feature name -> value, in any known spelling. Every feature must be there and be a number; rates of
 * a flow without duration may be null, NaN or Infinity. The line number of a flow is the number of its entry. With them,
 * the flow meter that the names and times of the entries tell, as those of a file do; null when they tell none. An entry
 * that carries a capture's row under its own names is so judged as in the capture.
 * @throws AnomalyError `invalid_input` that names every faulty entry and feature
 */
export function readEntries(entries: readonly FlowEntry[]): ReadEntries {
  const builder = new FlowBatchBuilder(entries.length)
  const written = new Float64Array(entries.length * FEATURE_COUNT)
  const known_shapes = new EntryShapes()
  const problems: NonNullable<Problem['problems']> = []
  const shapes = entries.map((entry, index) => {
    const shape = known_shapes.shapeOf(Object.keys(entry))
    for (const reason of readFeatures(entry, shape, written, index * FEATURE_COUNT, builder.missing)) {
      problems.push({ where: whereOf(index), reason })
    }
    for (const reason of identityFaults(entry, shape)) problems.push({ where: whereOf(index), reason })
    builder.rows += 1
    return shape
  })
  if (problems.length > 0) throw refusal(problems)
  const { instrument, faults, notices } = readTable(entries, shapes, written, builder)
  if (faults.length > 0) throw refusal(faults.map(({ entry, reason }) => ({ where: whereOf(entry), reason })))
  builder.missing.addNegatives(builder.arrays.features, builder.rows)
  return {
    ...{ flows: builder.build(), instrument, notices },
    ...{ missing: builder.missing.counts(), unread: builder.unread.counts() },
  }
}

function whereOf(entry: number): string {
  return `log_entries[${String(entry)}]`
}

function readTable(...table: Parameters<typeof readAsTable>): ReturnType<typeof readAsTable> {
  try {
    return readAsTable(...table)
  } catch (error) {
    if (error instanceof AnomalyError) throw new AnomalyError('invalid_input', error.message)
    throw error
  }
}

const NO_FAULTS: readonly string[] = []

/** Puts the features of an entry into `into` from `first` on, and answers what is wrong with them. */
function readFeatures(
  entry: FlowEntry,
  { names, feature_of, has_all_features, columns }: EntryShape,
  into: Float64Array,
  first: number,
  missing_values: MissingCounter,
): readonly string[] {
  let is_whole = true
  for (let at = 0; at < names.length; at += 1) {
    const feature = feature_of[at]!
    if (feature < 0) continue
    const number = toNumber(entry[names[at]!])
    into[first + feature] = number ?? NaN
    // A number that float32 does not hold would be infinite in the model's input.
    is_whole &&= number !== undefined && Number.isFinite(Math.fround(number))
  }
  if (is_whole && has_all_features) return NO_FAULTS
  const duration = into[first + FLOW_DURATION]!
  const not_numeric = names.filter((name, at) => {
    const feature = feature_of[at]!
    if (feature < 0) return false
    const number = toNumber(entry[name])
    if (number === undefined) return true
    return Number.isNaN(number) ? !mayBeMissing(feature, duration) : !Number.isFinite(Math.fround(number))
  })
  const missing = FEATURES.filter((_, index) => columns.features[index]! < 0).map(({ name }) => name)
  if (not_numeric.length === 0 && missing.length === 0) countMissing(entry, names, feature_of, missing_values)
  return [
    ...(missing.length > 0 ? [`lacks ${missing.join(', ')}`] : []),
    ...(not_numeric.length > 0 ? [`has no number for ${not_numeric.join(', ')}`] : []),
  ]
}

function countMissing(
  entry: FlowEntry,
  names: readonly string[],
  feature_of: Int16Array,
  missing: MissingCounter,
): void {
  names.forEach((name, at) => {
    const feature = feature_of[at]!
    const value = entry[name]
    if (feature < 0 || !Number.isNaN(toNumber(value))) return
    // As a file would have it: an empty cell for null, and what JSON cannot write is out of the range of a number.
    missing.add(feature, typeof value === 'string' ? value : value === null ? '' : 'Infinity')
  })
}

function toNumber(value: unknown): number | undefined {
  // JSON's 1e400 is Infinity here.
  if (typeof value === 'number') return Number.isFinite(value) ? value : NaN
  if (value === null) return NaN
  return typeof value === 'string' ? parseNumericCell(value) : undefined
}

function refusal(problems: NonNullable<Problem['problems']>): AnomalyError {
  const [first] = problems
  const more = problems.length > 1 ? ` (and ${String(problems.length - 1)} more problems)` : ''
  return new AnomalyError(
    'invalid_input',
    `${first?.where ?? ''} ${first?.reason ?? ''}${more}. Every feature is required as a number; nothing is filled in.`,
    { problems: problems.slice(0, MOST_PROBLEMS_TOLD) },
  )
}
