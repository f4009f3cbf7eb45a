import type { Instrument } from '../../contract/captures.ts'
import { AnomalyError, type Problem } from '../../contract/errors.ts'
import { recogniseDialect } from '../capture/dialects.ts'
import { type FlowBatch, FlowBatchBuilder, NO_LABEL, NO_NUMBER } from '../capture/flow-batch.ts'
import { parseTimestampUs } from '../capture/timestamp.ts'
import { parseNumericCell } from '../flow/cell.ts'
import { FEATURE_COUNT, FEATURES, featureIndex } from '../flow/features.ts'
import { normaliseName } from '../flow/names.ts'
import { threatTypeIndex, threatTypeOf } from '../flow/threat-types.ts'

type Entry = Readonly<Record<string, unknown>>

const MOST_PROBLEMS_TOLD = 100

/**
 * Flows given as feature name -> value, in any known spelling. Every feature must be there and be a number; rates of
 * a flow without duration may be null, NaN or Infinity. The line number of a flow is the number of its entry.
 * @throws AnomalyError `invalid_input` that names every faulty entry and feature
 */
export function flowsFromEntries(entries: readonly Entry[]): FlowBatch {
  const builder = new FlowBatchBuilder(entries.length)
  const problems: NonNullable<Problem['problems']> = []
  entries.forEach((entry, index) => {
    const faults = readFeatures(entry, builder.arrays.features.subarray(index * FEATURE_COUNT, (index + 1) * FEATURE_COUNT))
    for (const reason of faults) problems.push({ where: `log_entries[${String(index)}]`, reason })
    readIdentity(entry, index, builder)
    builder.rows += 1
  })
  if (problems.length > 0) throw refusal(problems)
  return builder.build()
}

/**
 * Flow meter that the spelling of the first entry's names tells, as a file's header does; null when it tells none. An
 * entry that carries a capture's row under its own names is so judged as in the capture.
 */
export function instrumentOfEntries([first]: readonly Entry[]): Instrument | null {
  if (first === undefined) return null
  const { instrument } = recogniseDialect(new Set(Object.keys(first).map(normaliseName)), false)
  return instrument === 'unknown' ? null : instrument
}

function readFeatures(entry: Entry, into: Float32Array): string[] {
  const present = new Uint8Array(FEATURE_COUNT)
  const not_numeric: string[] = []
  for (const [name, value] of Object.entries(entry)) {
    const index = featureIndex(name)
    if (index === undefined || present[index] === 1) continue
    present[index] = 1
    const number = toNumber(value)
    // A number that float32 does not hold would be infinite in the model's input.
    const is_taken = Number.isNaN(number)
      ? FEATURES[index]?.may_be_missing === true
      : Number.isFinite(Math.fround(number ?? Infinity))
    if (number === undefined || !is_taken) not_numeric.push(name)
    else into[index] = number
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

function readIdentity(entry: Entry, row: number, into: FlowBatchBuilder): void {
  const by_name = new Map(Object.entries(entry).map(([name, value]) => [normaliseName(name), value]))
  const text = (...names: string[]): string | null => {
    const value = names.map((name) => by_name.get(name)).find((each) => each !== undefined)
    return typeof value === 'string' && value !== '' ? value : null
  }
  const port = (...names: string[]): number => {
    const value = toNumber(names.map((name) => by_name.get(name)).find((each) => each !== undefined))
    return value === undefined || !(value >= 0 && value <= 65_535) ? NO_NUMBER : Math.trunc(value)
  }
  const label = threatTypeOf(text('label') ?? '')
  const { arrays } = into
  arrays.line_numbers[row] = row + 1
  arrays.timestamps_us[row] = parseTimestampUs(text('timestamp') ?? '')
  arrays.sources[row] = into.addressCode(text('srcip', 'sourceip'))
  arrays.destinations[row] = into.addressCode(text('dstip', 'destinationip'))
  arrays.source_ports[row] = port('srcport', 'sourceport')
  arrays.destination_ports[row] = port('dstport', 'destinationport')
  arrays.protocols[row] = port('protocol')
  arrays.labels[row] = label === undefined ? NO_LABEL : threatTypeIndex(label)
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
