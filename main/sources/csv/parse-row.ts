import { parseNumericCell } from '../../flow/cell.ts'
import { FEATURES, FEATURE_COUNT } from '../../flow/features.ts'
import { decodeCell } from './cell-text.ts'
import type { Columns } from './columns.ts'
import { type FlowBatchBuilder, NO_LABEL, NO_NUMBER, type RejectedRow } from '../../flow/flow-batch.ts'
import { labelIndex, unknownLabel } from './label.ts'
import type { Separators } from './separators.ts'
import { type ClockFormat, parseTimestampUs } from './timestamp.ts'
import { IS_TIME_FEATURE, type TimeUnit } from './units.ts'

/** A larger value would become infinite in the model's input. */
const LARGEST_FLOAT32 = 3.4028234663852886e38

const LONGEST_SHOWN_CHARS = 120

/** What of a file's layout decides how a row is read. */
export interface ParseFormat {
  readonly separators: Separators
  readonly columns: Columns
  readonly time_unit: TimeUnit
  readonly time_format: ClockFormat
}

/** Appends one row to the builder, or returns why it cannot be classified; then the builder is unchanged. */
export function parseRow(
  cells: readonly string[],
  line_number: number,
  format: ParseFormat,
  into: FlowBatchBuilder,
): RejectedRow | undefined {
  const { columns, time_unit, time_format } = format
  const { is_decimal_comma } = format.separators
  if (cells.length !== columns.names.length) return wrongLength(cells, line_number, columns)
  const { arrays, rows: row } = into
  const first = row * FEATURE_COUNT
  let has_missing = false
  for (let index = 0; index < FEATURE_COUNT; index += 1) {
    const column = columns.features[index]!
    const written = parseNumericCell(is_decimal_comma ? cells[column]!.replace(',', '.') : cells[column]!)
    const value = written !== undefined && IS_TIME_FEATURE[index]! ? written * time_unit.to_us : written
    if (value === undefined || (Number.isNaN(value) && !FEATURES[index]!.may_be_missing)) {
      return faultyCell(cells, column, line_number, columns)
    }
    if (Math.abs(value) > LARGEST_FLOAT32) return faultyCell(cells, column, line_number, columns)
    if (Number.isNaN(value)) has_missing = true
    arrays.features[first + index] = value
  }
  arrays.line_numbers[row] = line_number
  const time = columns.timestamp < 0 ? '' : cells[columns.timestamp]!.trim()
  const timestamp_us = time === '' ? NaN : parseTimestampUs(time, time_format)
  arrays.timestamps_us[row] = timestamp_us
  if (time !== '' && Number.isNaN(timestamp_us)) into.unread.addTime()
  arrays.sources[row] = into.addressCode(addressOf(cells, columns.source_ip))
  arrays.destinations[row] = into.addressCode(addressOf(cells, columns.destination_ip))
  arrays.source_ports[row] = parseOptionalNumber(cells, columns.source_port)
  arrays.destination_ports[row] = parseOptionalNumber(cells, columns.destination_port)
  arrays.protocols[row] = parseProtocol(cells, columns.protocol)
  const label = columns.label < 0 ? NO_LABEL : labelIndex(cells[columns.label]!)
  arrays.labels[row] = label
  const unknown = columns.label < 0 || label !== NO_LABEL ? null : unknownLabel(cells[columns.label]!)
  if (unknown !== null) into.unread.addLabel(unknown)
  into.rows = row + 1
  if (has_missing) countMissing(cells, columns, into, first)
  return undefined
}

function addressOf(cells: readonly string[], column: number): string | null {
  return column < 0 || cells[column] === '' ? null : cells[column]!
}

function countMissing(cells: readonly string[], columns: Columns, into: FlowBatchBuilder, first: number): void {
  for (let index = 0; index < FEATURE_COUNT; index += 1) {
    if (Number.isNaN(into.arrays.features[first + index]!)) into.missing.add(index, cells[columns.features[index]!]!)
  }
}

function parseOptionalNumber(cells: readonly string[], column: number): number {
  if (column < 0) return NO_NUMBER
  const value = parseNumericCell(cells[column]!)
  return value === undefined || !(value >= 0 && value <= 65_535) ? NO_NUMBER : Math.trunc(value)
}

/** Some tables name protocols in place of their numbers (IANA). */
const PROTOCOL_NUMBERS: ReadonlyMap<string, number> = new Map([
  ['icmp', 1],
  ['igmp', 2],
  ['tcp', 6],
  ['udp', 17],
  ['icmpv6', 58],
  ['ipv6-icmp', 58],
])

function parseProtocol(cells: readonly string[], column: number): number {
  const by_name = column < 0 ? undefined : PROTOCOL_NUMBERS.get(cells[column]!.trim().toLowerCase())
  return by_name ?? parseOptionalNumber(cells, column)
}

function wrongLength(cells: readonly string[], line_number: number, columns: Columns): RejectedRow {
  return {
    line_number,
    column: null,
    value: shorten(decodeCell(cells.join(','))),
    reason: `has ${String(cells.length)} cells where the header has ${String(columns.names.length)}`,
  }
}

function faultyCell(cells: readonly string[], column: number, line_number: number, columns: Columns): RejectedRow {
  const name = columns.names[column]!.trim()
  if (cells[column]!.trim() === name) {
    return { line_number, column: null, value: shorten(decodeCell(cells.join(','))), reason: 'repeats the header' }
  }
  const value = shorten(decodeCell(cells[column]!))
  const reason = value.trim() === '' ? 'is empty' : 'is not a finite number'
  return { line_number, column: shorten(name), value, reason }
}

function shorten(text: string): string {
  return text.length <= LONGEST_SHOWN_CHARS ? text : `${text.slice(0, LONGEST_SHOWN_CHARS)}…`
}
