import type { Instrument } from '../../../contract/captures.ts'
import { AnomalyError, type Problem } from '../../../contract/errors.ts'
import { recogniseDialect } from '../csv/dialects.ts'
import { type FlowBatch, FlowBatchBuilder, NO_LABEL, NO_NUMBER } from '../../flow/flow-batch.ts'
import { parseTimestampUs } from '../csv/timestamp.ts'
import { parseNumericCell } from '../../flow/cell.ts'
import { FEATURE_COUNT, FEATURES } from '../../flow/features.ts'
import { threatTypeIndex, threatTypeOf } from '../../flow/threat-types.ts'
import { IDENTITY_SLOT, IDENTITY_SLOTS, type IdentityName, meaningOf } from './entry-names.ts'

type Entry = Readonly<Record<string, unknown>>

const MOST_PROBLEMS_TOLD = 100

/**
 * Flows given as feature name -> value, in any known spelling. Every feature must be there and be a number; rates of
 * a flow without duration may be null, NaN or Infinity. The line number of a flow is the number of its entry.
 * @throws AnomalyError `invalid_input` that names every faulty entry and feature
 */
export function flowsFromEntries(entries: readonly Entry[]): FlowBatch {
  const builder = new FlowBatchBuilder(entries.length)
  const reader = new EntryReader()
  const problems: NonNullable<Problem['problems']> = []
  for (const entry of entries) {
    const where = `log_entries[${String(builder.rows)}]`
    for (const reason of reader.read(entry, builder)) problems.push({ where, reason })
  }
  if (problems.length > 0) throw refusal(problems)
  return builder.build()
}

/**
 * Flow meter that the spelling of the first entry's names tells, as a file's header does; null when it tells none. An
 * entry that carries a capture's row under its own names is so judged as in the capture.
 */
export function instrumentOfEntries([first]: readonly Entry[]): Instrument | null {
  if (first === undefined) return null
  const { instrument } = recogniseDialect(new Set(Object.keys(first).map((name) => meaningOf(name).folded)), false)
  return instrument === 'unknown' ? null : instrument
}

const NO_FAULTS: readonly string[] = []

/** Reads entries one after another, each name and value once: a large request has a million of them. */
class EntryReader {
  readonly #is_present = new Uint8Array(FEATURE_COUNT)
  readonly #identity = new Array<unknown>(IDENTITY_SLOTS)

  /** Adds a flow, and answers what is wrong with it. */
  read(entry: Entry, into: FlowBatchBuilder): readonly string[] {
    const is_present = this.#is_present.fill(0)
    const identity = this.#identity.fill(undefined)
    const first = into.rows * FEATURE_COUNT
    const { features } = into.arrays
    let not_numeric: string[] | undefined
    let present = 0
    for (const name of Object.keys(entry)) {
      const { feature, slot } = meaningOf(name)
      if (slot >= 0) identity[slot] = entry[name]
      if (feature < 0 || is_present[feature] === 1) continue
      is_present[feature] = 1
      present += 1
      const number = toNumber(entry[name])
      // A number that float32 does not hold would be infinite in the model's input.
      const is_taken = Number.isNaN(number)
        ? FEATURES[feature]?.may_be_missing === true
        : Number.isFinite(Math.fround(number ?? Infinity))
      if (number === undefined || !is_taken) (not_numeric ??= []).push(name)
      else features[first + feature] = number
    }
    readIdentity(identity, into)
    if (present === FEATURE_COUNT && not_numeric === undefined) return NO_FAULTS
    const missing = FEATURES.filter((_, index) => is_present[index] === 0).map(({ name }) => name)
    return [
      ...(missing.length > 0 ? [`lacks ${missing.join(', ')}`] : []),
      ...(not_numeric !== undefined ? [`has no number for ${not_numeric.join(', ')}`] : []),
    ]
  }
}

function toNumber(value: unknown): number | undefined {
  // JSON's 1e400 is Infinity here.
  if (typeof value === 'number') return Number.isFinite(value) ? value : NaN
  if (value === null) return NaN
  return typeof value === 'string' ? parseNumericCell(value) : undefined
}

/** @param identity values by `IDENTITY_SLOT`; of names that fold to one, the last */
function readIdentity(identity: readonly unknown[], into: FlowBatchBuilder): void {
  const valueOf = (name: IdentityName, other: IdentityName = name): unknown => {
    const value = identity[IDENTITY_SLOT[name]]
    return value === undefined ? identity[IDENTITY_SLOT[other]] : value
  }
  const text = (...names: [IdentityName, IdentityName?]): string | null => {
    const value = valueOf(...names)
    return typeof value === 'string' && value !== '' ? value : null
  }
  const port = (...names: [IdentityName, IdentityName?]): number => {
    const value = toNumber(valueOf(...names))
    return value === undefined || !(value >= 0 && value <= 65_535) ? NO_NUMBER : Math.trunc(value)
  }
  const label = threatTypeOf(text('label') ?? '')
  const { arrays, rows: row } = into
  arrays.line_numbers[row] = row + 1
  arrays.timestamps_us[row] = parseTimestampUs(text('timestamp') ?? '')
  arrays.sources[row] = into.addressCode(text('srcip', 'sourceip'))
  arrays.destinations[row] = into.addressCode(text('dstip', 'destinationip'))
  arrays.source_ports[row] = port('srcport', 'sourceport')
  arrays.destination_ports[row] = port('dstport', 'destinationport')
  arrays.protocols[row] = port('protocol')
  arrays.labels[row] = label === undefined ? NO_LABEL : threatTypeIndex(label)
  into.rows += 1
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
