import type { Instrument } from '../../contract/captures.ts'
import { AnomalyError, type Problem } from '../../contract/errors.ts'
import { type FlowEntry, readAsTable } from '../capture/entries.ts'
import { type FlowBatch, FlowBatchBuilder } from '../capture/flow-batch.ts'
import { parseNumericCell } from '../flow/cell.ts'
import { FEATURE_COUNT, FEATURES, featureIndex, mayBeMissing } from '../flow/features.ts'

const MOST_PROBLEMS_TOLD = 100
const FLOW_DURATION = featureIndex('Flow Duration') ?? 0

/**
 * Flows given as feature name -> value, in any known spelling. Every feature must be there and be a number; rates of
 * a flow without duration may be null, NaN or Infinity. The line number of a flow is the number of its entry.
 * @throws AnomalyError `invalid_input` that names every faulty entry and feature
 */
export function flowsFromEntries(entries: readonly FlowEntry[]): FlowBatch {
  return readEntries(entries).flows
}

/**
 * The flows, and the flow meter that the names and times of the entries tell, as those of a file do; null when they tell
 * none. An entry that carries a capture's row under its own names is so judged as in the capture.
 * @throws AnomalyError `invalid_input` that names every faulty entry and feature
 */
export function readEntries(entries: readonly FlowEntry[]): {
  readonly flows: FlowBatch
  readonly instrument: Instrument | null
} {
  const builder = new FlowBatchBuilder(entries.length)
  const written = new Float64Array(entries.length * FEATURE_COUNT)
  const problems: NonNullable<Problem['problems']> = []
  entries.forEach((entry, index) => {
    const faults = readFeatures(entry, written.subarray(index * FEATURE_COUNT, (index + 1) * FEATURE_COUNT))
    for (const reason of faults) problems.push({ where: whereOf(index), reason })
    builder.rows += 1
  })
  if (problems.length > 0) throw refusal(problems)
  const { instrument, faults } = readTable(entries, written, builder)
  if (faults.length > 0) throw refusal(faults.map(({ entry, reason }) => ({ where: whereOf(entry), reason })))
  return { flows: builder.build(), instrument }
}

function whereOf(entry: number): string {
  return `log_entries[${String(entry)}]`
}

function readTable(
  entries: readonly FlowEntry[],
  written: Float64Array,
  builder: FlowBatchBuilder,
): ReturnType<typeof readAsTable> {
  try {
    return readAsTable(entries, written, builder)
  } catch (error) {
    if (error instanceof AnomalyError) throw new AnomalyError('invalid_input', error.message)
    throw error
  }
}

function readFeatures(entry: FlowEntry, into: Float64Array): string[] {
  const present = new Uint8Array(FEATURE_COUNT)
  const not_numeric: string[] = []
  const without_value: [index: number, name: string][] = []
  for (const [name, value] of Object.entries(entry)) {
    const index = featureIndex(name)
    if (index === undefined || present[index] === 1) continue
    present[index] = 1
    const number = toNumber(value)
    // A number that float32 does not hold would be infinite in the model's input.
    if (number === undefined || Math.abs(Math.fround(number)) === Infinity) not_numeric.push(name)
    else {
      into[index] = number
      if (Number.isNaN(number)) without_value.push([index, name])
    }
  }
  for (const [index, name] of without_value) {
    if (!mayBeMissing(index, into[FLOW_DURATION] ?? NaN)) not_numeric.push(name)
  }
  const missing = FEATURES.filter((_, index) => present[index] === 0).map(({ name }) => name)
  return [
    ...(missing.length > 0 ? [`lacks ${missing.join(', ')}`] : []),
    ...(not_numeric.length > 0 ? [`has no number in ${not_numeric.join(', ')}`] : []),
  ]
}

function toNumber(value: unknown): number | undefined {
  // JSON's 1e400 is Infinity here.
  if (typeof value === 'number') return Number.isFinite(value) ? value : NaN
  if (value === null) return NaN
  return typeof value === 'string' ? parseNumericCell(value) : undefined
}

function refusal(problems: NonNullable<Problem['problems']>): AnomalyError {
  const [first] = problems
  const more = problems.length > 1 ? ` (and ${String(problems.length - 1)} more faults)` : ''
  return new AnomalyError(
    'invalid_input',
    `${first?.where ?? ''} ${first?.reason ?? ''}${more}. Every feature is needed as a number; nothing is filled in.`,
    { problems: problems.slice(0, MOST_PROBLEMS_TOLD) },
  )
}
