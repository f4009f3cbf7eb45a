import type { Instrument } from '../../contract/captures.ts'
import { FEATURE_COUNT } from '../flow/features.ts'
import { normaliseName } from '../flow/names.ts'
import { type Columns, findColumns, labelColumns } from './columns.ts'
import { recogniseDialect } from './dialects.ts'
import { type FlowBatchBuilder, NO_NUMBER } from './flow-batch.ts'
import { portNumber, protocolNumber } from './identity.ts'
import { labelIndex } from './label.ts'
import { bestLabelColumn } from './label-notices.ts'
import { areOfDdos2019, readTimes } from './time-format.ts'
import { parseTimestampUs } from './timestamp.ts'
import {
  detectTimeUnit,
  IS_TIME_FEATURE,
  MICROSECONDS,
  misfitReason,
  rowFault,
  type TimeUnit,
  unitOfRow,
} from './units.ts'

/** A flow given as name -> value, in the names and values of any table of flows. */
export type FlowEntry = Readonly<Record<string, unknown>>

/** An entry that cannot be taken, and why. */
export interface EntryFault {
  readonly entry: number
  readonly reason: string
}

/** Names of entries, and what is read from which. */
interface Shape {
  readonly columns: Columns
  /** Cells of the entries that have these names. */
  readonly rows: (readonly string[])[]
}

/**
 * Reads what entries tell beside their features, and settles the unit of their times, by the rules that hold for the rows
 * of a file: all entries together are one table.
 * @param written features of every entry in the unit of the entries, shape [rows, FEATURE_COUNT]
 * @param into a builder that has a row for every entry
 * @throws AnomalyError `unknown_dialect` when the dates of the entries contradict each other
 */
export function readAsTable(
  entries: readonly FlowEntry[],
  written: Float64Array,
  into: FlowBatchBuilder,
): { readonly instrument: Instrument | null; readonly faults: readonly EntryFault[] } {
  into.arrays.features.set(written)
  const unit = settledUnit(into)
  const faults = convert(written, into, unit)
  const shapes = new Map<string, Shape>()
  const read = entries.map((entry) => {
    const names = Object.keys(entry)
    const key = names.join('\n')
    const shape = shapes.get(key) ?? { columns: findColumns(names), rows: [] }
    shapes.set(key, shape)
    const cells = names.map((name) => textOf(entry[name]))
    shape.rows.push(cells)
    return { shape, cells }
  })
  const label_columns = new Map(
    Array.from(shapes.values(), (shape) => [shape, bestLabelColumn(labelColumns(shape.columns.names), shape.rows)]),
  )
  const times = read.flatMap(({ shape: { columns }, cells }) =>
    columns.timestamp < 0 ? [] : [cells[columns.timestamp]!.trim()],
  )
  const folded = new Set((read[0]?.shape.columns.names ?? []).map(normaliseName))
  const { dialect, time_format } = readTimes(times, recogniseDialect(folded, unit.name === 'seconds'))
  const are_protocols_attacks = folded.has('simillarhttp') || areOfDdos2019(times, time_format.order)
  const { arrays } = into
  read.forEach(({ shape, cells }, row) => {
    const { columns } = shape
    const cellOf = (column: number) => (column < 0 ? null : cells[column]!)
    const numberOf = (column: number, read_number: (text: string) => number) =>
      column < 0 ? NO_NUMBER : read_number(cells[column]!)
    arrays.line_numbers[row] = row + 1
    arrays.timestamps_us[row] = parseTimestampUs(cellOf(columns.timestamp)?.trim() ?? '', time_format)
    arrays.sources[row] = into.addressCode(cellOf(columns.source_ip))
    arrays.destinations[row] = into.addressCode(cellOf(columns.destination_ip))
    arrays.source_ports[row] = numberOf(columns.source_port, portNumber)
    arrays.destination_ports[row] = numberOf(columns.destination_port, portNumber)
    arrays.protocols[row] = numberOf(columns.protocol, protocolNumber)
    const label = cellOf(label_columns.get(shape) ?? -1) ?? ''
    arrays.labels[row] = labelIndex(Buffer.from(label, 'utf8').toString('latin1'), are_protocols_attacks)
  })
  return { instrument: dialect.instrument === 'unknown' ? null : dialect.instrument, faults }
}

/** The unit that the entries agree on; microseconds where they do not, so that those that contradict it are at fault. */
function settledUnit({ arrays, rows }: FlowBatchBuilder): TimeUnit {
  const unit = detectTimeUnit(arrays.features, rows)
  return typeof unit === 'object' ? unit : MICROSECONDS
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

/** What a file would have in place of a value; objects are in none. */
function textOf(value: unknown): string {
  return typeof value === 'string'
    ? value
    : typeof value === 'number' || typeof value === 'boolean'
      ? String(value)
      : ''
}
