import { missingKind, parseNumericCell } from '../../flow/cell.ts'
import { FEATURE_COUNT, featureIndex, mayBeMissing } from '../../flow/features.ts'
import { portNumber, protocolNumber } from './identity.ts'
import { decodeCell } from './cell-text.ts'
import type { Columns } from './columns.ts'
import { type FlowBatchBuilder, NO_LABEL, NO_NUMBER, type RejectedRow } from '../../flow/flow-batch.ts'
import { refuseOtherOrder } from './date-order.ts'
import { labelIndex, type LabelStyle, namesNoThreatType, unknownLabel } from './label.ts'
import type { Separators } from './separators.ts'
import { namesColumns, otherHeader, repeatsHeader } from './second-header.ts'
import { type ClockFormat, parseTimestampUs } from './timestamp.ts'
import { IS_TIME_FEATURE, misfitReason, rowFault, type TimeUnit, unitOfRow } from './units.ts'

/** A larger value would become infinite in the model's input. */
const LARGEST_FLOAT32 = 3.4028234663852886e38

/** Features are read in their order, and this one is the first. */
const FLOW_DURATION = featureIndex('Flow Duration')!

const LONGEST_SHOWN_CHARS = 120

/** What of a file's layout decides how a row is read. */
export interface ParseFormat {
  readonly separators: Separators
  readonly columns: Columns
  readonly time_unit: TimeUnit
  readonly time_format: ClockFormat
  readonly label_style?: LabelStyle
  /** Whether rows are read to find the unit, so that none can be held against it. */
  readonly is_unit_open?: boolean
}

/**
 * Appends one row to the builder, or returns why it cannot be classified; then the builder is unchanged.
 * @throws AnomalyError `unknown_dialect` when the row shows that the file is read wrongly: a header of other columns, or
 * a date that only another order makes one
 */
export function parseRow(
  cells: readonly string[],
  line_number: number,
  format: ParseFormat,
  into: FlowBatchBuilder,
): RejectedRow | undefined {
  const { columns, time_unit, time_format } = format
  const { is_decimal_comma } = format.separators
  if (cells.length !== columns.names.length) {
    return repeatedHeader(cells, line_number, columns) ?? wrongLength(cells, line_number, columns)
  }
  const { arrays, rows: row } = into
  const first = row * FEATURE_COUNT
  let has_missing = false
  for (let index = 0; index < FEATURE_COUNT; index += 1) {
    const column = columns.features[index]!
    if (column < 0) {
      arrays.features[first + index] = NaN
      continue
    }
    const written = parseNumericCell(is_decimal_comma ? withPoint(cells[column]!) : cells[column]!)
    const value = written !== undefined && IS_TIME_FEATURE[index]! ? written * time_unit.to_us : written
    if (value === undefined || (Number.isNaN(value) && !mayBeMissing(index, arrays.features[first + FLOW_DURATION]!))) {
      return faultyCell(cells, column, line_number, columns)
    }
    if (Math.abs(value) > LARGEST_FLOAT32) return faultyCell(cells, column, line_number, columns)
    if (Number.isNaN(value)) has_missing = true
    arrays.features[first + index] = value
  }
  const misfit = format.is_unit_open === true ? undefined : rowFault(arrays.features, first)
  if (misfit !== undefined) {
    const own = unitOfRow(arrays.features, first, time_unit)
    return otherUnit(cells, line_number, misfitReason(misfit, own, time_unit))
  }
  arrays.line_numbers[row] = line_number
  const time = columns.timestamp < 0 ? '' : decodeCell(cells[columns.timestamp]!).trim()
  const timestamp_us = time === '' ? NaN : parseTimestampUs(time, time_format)
  arrays.timestamps_us[row] = timestamp_us
  if (time !== '' && Number.isNaN(timestamp_us)) {
    if (time_format.order !== undefined)
      refuseOtherOrder(time, line_number, time_format.is_order_unseen === true ? undefined : time_format.order)
    into.unread.addTime()
  }
  arrays.sources[row] = into.addressCode(addressOf(cells, columns.source_ip))
  arrays.destinations[row] = into.addressCode(addressOf(cells, columns.destination_ip))
  arrays.source_ports[row] = identityNumber(cells[columns.source_port], 'Src Port', format, into)
  arrays.destination_ports[row] = identityNumber(cells[columns.destination_port], 'Dst Port', format, into)
  arrays.protocols[row] = identityNumber(cells[columns.protocol], 'Protocol', format, into)
  const label = columns.label < 0 ? NO_LABEL : labelIndex(cells[columns.label]!, format.label_style)
  arrays.labels[row] = label
  const unknown = columns.label < 0 || !namesNoThreatType(label) ? null : unknownLabel(cells[columns.label]!)
  if (unknown !== null) into.unread.addLabel(unknown)
  into.rows = row + 1
  if (has_missing) countMissing(cells, columns, into, first)
  return undefined
}

/** `1,5` as 1.5; a point among decimal commas stands for thousands or by mistake, and nobody can tell: no number. */
export function withPoint(cell: string): string {
  return DECIMAL_POINT.test(cell) ? 'a point' : cell.replace(',', '.')
}

const DECIMAL_POINT = /^\s*[+-]?\d*\.\d/

function addressOf(cells: readonly string[], column: number): string | null {
  return column < 0 ? null : decodeCell(cells[column]!)
}

function countMissing(cells: readonly string[], columns: Columns, into: FlowBatchBuilder, first: number): void {
  for (let index = 0; index < FEATURE_COUNT; index += 1) {
    const cell = cells[columns.features[index]!]
    if (cell !== undefined && Number.isNaN(into.arrays.features[first + index]!)) into.missing.add(index, cell)
  }
}

/** A port or a protocol; one that cannot be read is counted. @param cell undefined where the file has no such column */
function identityNumber(
  cell: string | undefined,
  column: 'Src Port' | 'Dst Port' | 'Protocol',
  { separators }: ParseFormat,
  { unread }: FlowBatchBuilder,
): number {
  if (cell === undefined) return NO_NUMBER
  const text = decodeCell(cell)
  const written = separators.is_decimal_comma ? withPoint(text) : text
  const number = column === 'Protocol' ? protocolNumber(written) : portNumber(written)
  if (number === NO_NUMBER && missingKind(text) === undefined) unread.add(column, text.trim())
  return number
}

/**
 * The refusal of a line that is the header again; undefined for a row.
 * @throws AnomalyError `unknown_dialect` when the line is another header
 */
export function repeatedHeader(
  cells: readonly string[],
  line_number: number,
  columns: Columns,
): RejectedRow | undefined {
  if (!namesColumns(cells)) return undefined
  if (!repeatsHeader(cells, columns)) throw otherHeader(line_number)
  return { line_number, column: null, value: shorten(decodeCell(cells.join(','))), reason: 'repeats the header' }
}

function otherUnit(cells: readonly string[], line_number: number, reason: string): RejectedRow {
  return { line_number, column: null, value: shorten(decodeCell(cells.join(','))), reason }
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
  const header = repeatedHeader(cells, line_number, columns)
  if (header !== undefined) return header
  const value = shorten(decodeCell(cells[column]!))
  const reason = value.trim() === '' ? 'is empty' : 'is not a finite number'
  return { line_number, column: shorten(name), value, reason }
}

function shorten(text: string): string {
  return text.length <= LONGEST_SHOWN_CHARS ? text : `${text.slice(0, LONGEST_SHOWN_CHARS)}…`
}
