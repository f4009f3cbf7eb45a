import type { Instrument } from '../../../contract/captures.ts'
import { recogniseDialect } from '../csv/dialects.ts'
import { type FlowBatchBuilder, NO_LABEL, NO_NUMBER } from '../../flow/flow-batch.ts'
import { portNumber, protocolNumber } from '../csv/identity.ts'
import { areNumbersBinary, labelIndex, namesNoThreatType, unknownLabel } from '../csv/label.ts'
import { bestLabelColumn, labelNotices } from '../csv/label-notices.ts'
import { areOfDdos2019, evidenceOf, readTimes } from '../csv/time-format.ts'
import { readTimeText, timestampUs } from '../csv/timestamp.ts'
import { uncheckedUnitNotice, unitNotices } from '../csv/unit-notices.ts'
import {
  areCountsScaled,
  areRatesMixed,
  detectTimeUnit,
  IS_TIME_FEATURE,
  MICROSECONDS,
  misfitReason,
  rowFault,
  tellsUnit,
  type TimeUnit,
  unitOfRow,
} from '../csv/units.ts'
import { FEATURE_COUNT, FEATURE_NAMES } from '../../flow/features.ts'
import type { EntryShape } from './entry-shapes.ts'

/** A flow given as name -> value, in the names and values of any table of flows. */
export type FlowEntry = Readonly<Record<string, unknown>>

/** An entry that cannot be taken, and why. */
export interface EntryFault {
  readonly entry: number
  readonly reason: string
}

/** As many rows of a file tell the style of its times; all of them prove the order of its dates. */
const STYLED_ROWS = 200

/** Of an entry without a column of times. */
const NO_TIME = readTimeText('')

const FLOW_DURATION = FEATURE_NAMES.indexOf('Flow Duration')

/**
 * Reads what entries tell beside their features, and settles the unit of their times, by the rules that hold for the rows
 * of a file: all entries together are one table.
 * @param shapes that of each entry
 * @param written features of every entry in the unit of the entries, shape [rows, FEATURE_COUNT]
 * @param into a builder that has a row for every entry
 * @throws AnomalyError `unknown_dialect` when the dates of the entries contradict each other
 */
export function readAsTable(
  entries: readonly FlowEntry[],
  shapes: readonly EntryShape[],
  written: Float64Array,
  into: FlowBatchBuilder,
): {
  readonly instrument: Instrument | null
  readonly faults: readonly EntryFault[]
  /** What a person should know of how times and labels are read. */
  readonly notices: readonly string[]
} {
  into.arrays.features.set(written)
  const { unit, fault, notices: unit_notices } = settledUnit(into)
  const faults = fault === undefined ? convert(written, into, unit) : entriesAtFault(into, fault)
  const times_of = shapes.map(({ columns: { names, timestamp } }, at) =>
    timestamp < 0 ? NO_TIME : readTimeText(textOf(entries[at]![names[timestamp]!]).trim()),
  )
  const times = times_of.filter((time) => time !== NO_TIME)
  const folded = shapes[0]?.folded ?? new Set<string>()
  const first_times = times.slice(0, STYLED_ROWS)
  const times_read = readTimes(first_times, recogniseDialect(folded, unit.name === 'seconds'), {
    evidence: evidenceOf(times),
  })
  const { dialect, time_format } = times_read
  const label_columns = labelColumnsOf(entries, shapes)
  const labels = entries.map((entry, row) => {
    const shape = shapes[row]!
    const column = label_columns.get(shape) ?? -1
    return column < 0 ? null : textOf(entry[shape.names[column]!])
  })
  const label_style = {
    are_protocols_attacks: folded.has('simillarhttp') || areOfDdos2019(first_times, time_format.order),
    are_numbers_binary: areNumbersBinary(labels.flatMap((label) => label ?? [])),
  }
  const { arrays } = into
  entries.forEach((entry, row) => {
    const shape = shapes[row]!
    const { names, columns } = shape
    const textAt = (column: number) => (column < 0 ? null : textOf(entry[names[column]!]))
    const numberAt = (column: number, read_number: (text: string) => number) =>
      column < 0 ? NO_NUMBER : read_number(textOf(entry[names[column]!]))
    arrays.line_numbers[row] = row + 1
    const time = times_of[row]!
    const time_us = timestampUs(time, time_format)
    if (time.text !== '' && Number.isNaN(time_us)) into.unread.addTime()
    arrays.timestamps_us[row] = time_us
    arrays.sources[row] = into.addressCode(textAt(columns.source_ip))
    arrays.destinations[row] = into.addressCode(textAt(columns.destination_ip))
    arrays.source_ports[row] = numberAt(columns.source_port, portNumber)
    arrays.destination_ports[row] = numberAt(columns.destination_port, portNumber)
    arrays.protocols[row] = numberAt(columns.protocol, protocolNumber)
    const cell = Buffer.from(labels[row] ?? '', 'utf8').toString('latin1')
    const label = cell === '' ? NO_LABEL : labelIndex(cell, label_style)
    arrays.labels[row] = label
    const unknown = namesNoThreatType(label) ? unknownLabel(cell) : null
    if (unknown !== null) into.unread.addLabel(unknown)
  })
  const first_labels = labels.slice(0, STYLED_ROWS).flatMap((label) => label ?? [])
  return {
    instrument: dialect.instrument === 'unknown' ? null : dialect.instrument,
    faults,
    notices: [
      ...repeatedNames(shapes),
      ...unit_notices,
      ...times_read.notices.map(ofRequest),
      ...labelNotices(first_labels, false, label_style),
    ],
  }
}

const SHOWN_NAMES = 5

/** Names that stand for what another name before them stands for, in a sentence. */
function repeatedNames(shapes: readonly EntryShape[]): string[] {
  const names = [...new Set(shapes)].flatMap(({ repeated }) => repeated)
  if (names.length === 0) return []
  const shown = [...new Set(names)].slice(0, SHOWN_NAMES).map((name) => `"${name.slice(0, 60)}"`)
  return [`Of names for the same value in a request, the first is read, and not ${shown.join(', ')}.`]
}

function ofRequest(notice: string): string {
  return notice
    .replace(/^The file /, 'A request ')
    .replace(/^Durations in the file /, 'Durations in a request ')
    .replace(/^The unit of durations /, 'The unit of durations in a request ')
    .replace('of its rows', 'of its entries')
    .replace('no row has', 'no entry has')
}

/** Place of the label among the names of each shape; -1 for none. */
function labelColumnsOf(entries: readonly FlowEntry[], shapes: readonly EntryShape[]): ReadonlyMap<EntryShape, number> {
  const found = new Map<EntryShape, number>()
  for (const shape of shapes) {
    if (found.has(shape)) continue
    const { names, label_columns } = shape
    const [only = -1] = label_columns
    if (label_columns.length < 2) found.set(shape, only)
    else {
      const rows = entries.flatMap((entry, at) =>
        shapes[at] === shape
          ? [names.map((name, column) => (label_columns.includes(column) ? textOf(entry[name]) : ''))]
          : [],
      )
      found.set(shape, bestLabelColumn(label_columns, rows))
    }
  }
  return found
}

/** The unit that the entries agree on; microseconds where they do not, so that those that contradict it are at fault. */
function settledUnit({ arrays: { features }, rows }: FlowBatchBuilder): {
  readonly unit: TimeUnit
  /** Of the entries as a whole. */
  readonly fault?: keyof typeof WHOLE_FAULTS
  readonly notices: readonly string[]
} {
  const unit = detectTimeUnit(features, rows)
  if (typeof unit === 'object') return { unit, notices: unitNotices(unit).map(ofRequest) }
  if (unit === 'scaled' || unit === 'mixed rates') return { unit: MICROSECONDS, fault: unit, notices: [] }
  const isAny = (holds: (first: number) => boolean) => {
    for (let row = 0; row < rows; row += 1) if (holds(row * FEATURE_COUNT)) return true
    return false
  }
  if (!isAny((first) => features[first + FLOW_DURATION]! > 0)) return { unit: MICROSECONDS, notices: [] }
  const has_rates = isAny((first) => tellsUnit(features, first))
  return { unit: MICROSECONDS, notices: [ofRequest(uncheckedUnitNotice({ has_rows: true, has_rates }))] }
}

const WHOLE_FAULTS = {
  scaled: {
    isOf: areCountsScaled,
    reason: 'has scaled values: Total Fwd Packets and Total Backward Packets are no whole numbers from 0 on',
  },
  'mixed rates': {
    isOf: areRatesMixed,
    reason:
      'has its rates in different units: Flow Packets/s, Fwd and Bwd Packets/s and Flow Bytes/s do not fit each other',
  },
} as const

function entriesAtFault(
  { arrays: { features }, rows }: FlowBatchBuilder,
  fault: keyof typeof WHOLE_FAULTS,
): EntryFault[] {
  const { isOf, reason } = WHOLE_FAULTS[fault]
  return Array.from({ length: rows }, (_, entry) => ({ entry, reason })).filter(({ entry }) =>
    isOf(features, entry * FEATURE_COUNT),
  )
}

function convert(
  written: Float64Array,
  { arrays: { features }, rows }: FlowBatchBuilder,
  unit: TimeUnit,
): EntryFault[] {
  const faults: EntryFault[] = []
  for (let row = 0; row < rows; row += 1) {
    const first = row * FEATURE_COUNT
    if (unit.to_us !== 1) {
      for (let index = 0; index < FEATURE_COUNT; index += 1) {
        if (IS_TIME_FEATURE[index]!) features[first + index] = written[first + index]! * unit.to_us
      }
    }
    const fault = rowFault(features, first)
    if (fault !== undefined) {
      faults.push({ entry: row, reason: misfitReason(fault, unitOfRow(features, first, unit), unit) })
    }
  }
  return faults
}

/** What a file would have in place of a value; what none could have is refused before. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : ''
}
