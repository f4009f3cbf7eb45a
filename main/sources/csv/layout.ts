import { AnomalyError } from '../../../contract/errors.ts'
import { normaliseName } from '../../flow/names.ts'
import { decodeCell } from './cell-text.ts'
import { type Columns, labelColumns, mapColumns, oddColumns } from './columns.ts'
import { type Dialect, recogniseDialect, type TimeFormat } from './dialects.ts'
import { FlowBatchBuilder } from '../../flow/flow-batch.ts'
import { alignNames, findHeader, headerOfHeaderless } from './headers.ts'
import { bestLabelColumn, labelNotices } from './label-notices.ts'
import { type ParseFormat, parseRow } from './parse-row.ts'
import { splitCells } from './split-cells.ts'
import { readTimes } from './time-format.ts'
import { detectTimeUnit, MICROSECONDS, type TimeUnit } from './units.ts'

/** How a file is laid out, found from its first lines. */
export interface Layout extends ParseFormat {
  readonly dialect: Dialect
  readonly time_format: TimeFormat
  /** The unchanged header line (Latin-1); null when the file has none. */
  readonly header_line: string | null
  /** Lines that are not blank up to the first row: the header and what stands before it. */
  readonly lines_before_rows: number
  readonly duplicates: readonly string[]
  readonly extras: readonly string[]
  /** What a person should know of how the file is read. */
  readonly notices: readonly string[]
}

export interface LayoutOptions {
  /** Offset of the recording place from UTC, when a person knows better than the dialect. */
  readonly utc_offset_minutes?: number
}

/**
 * Finds the layout of a file: separators, header, dialect, unit and zone of its times.
 * @param lines the first lines that are not blank (Latin-1); some rows behind the header let units be checked
 * @throws AnomalyError `unknown_dialect` with what is missing, or why the units do not fit; `unreadable_file`
 */
export function detectLayout(lines: readonly string[], options: LayoutOptions = {}): Layout {
  const [first_line] = lines
  if (first_line === undefined) throw new AnomalyError('unknown_dialect', 'The file is empty: it has no header line.')
  if (first_line.includes('\r')) throw bareCarriageReturns()
  const { separators, names: written_names, lines_before } = findHeader(lines)
  const lines_before_rows = written_names === undefined ? 0 : lines_before + 1
  const rows = lines
    .slice(lines_before_rows)
    .map((line) => splitCells(line, separators))
    .flatMap(({ cells, fault }) => (fault === undefined ? [cells] : []))
  const first_row = rows[0] ?? []
  const names = written_names ?? headerOfHeaderless(first_row) ?? first_row.map(decodeCell)
  const mapped = mapColumns(alignNames(names, rows))
  const columns: Columns = { ...mapped, label: bestLabelColumn(labelColumns(mapped.names), rows) }
  const whole_rows = rows.filter((cells) => cells.length === columns.names.length && !repeatsHeader(cells, columns))
  const time_unit = checkedTimeUnit(whole_rows, { separators, columns })
  const folded_names = new Set(columns.names.map(normaliseName))
  const named = recogniseDialect(folded_names, time_unit.name === 'seconds')
  const textsOf = (column: number) => (column < 0 ? [] : whole_rows.map((cells) => decodeCell(cells[column]!).trim()))
  const { dialect, time_format, notices } = readTimes(textsOf(columns.timestamp), named, options)
  return {
    separators,
    columns,
    time_format,
    time_unit,
    dialect,
    header_line: written_names === undefined ? null : lines[lines_before]!,
    lines_before_rows,
    ...oddColumns(columns),
    notices: [
      ...headerNotices(columns, dialect, written_names === undefined ? null : lines_before),
      ...unitNotices(time_unit),
      ...notices,
      ...labelNotices(textsOf(columns.label), folded_names.has('attemptedcategory')),
    ],
  }
}

function repeatsHeader(cells: readonly string[], { names, features }: Columns): boolean {
  const [column = 0] = features
  return cells[column]!.trim() === names[column]!.trim()
}

/** @param rows cells of rows that have a cell for every column */
function checkedTimeUnit(
  rows: readonly (readonly string[])[],
  format: Pick<ParseFormat, 'separators' | 'columns'>,
): TimeUnit {
  const builder = new FlowBatchBuilder(rows.length)
  const row_format = {
    ...format,
    time_unit: MICROSECONDS,
    time_format: { clock_hours: 24, utc_offset_minutes: 0 } as const,
  }
  for (const cells of rows) parseRow(cells, 0, row_format, builder)
  const unit = detectTimeUnit(builder.arrays.features, builder.rows)
  if (unit === 'no unit') throw unitsDoNotFit()
  if (unit === 'mixed units') throw unitsAreMixed()
  return unit ?? MICROSECONDS
}

/** @param lines_before lines before the header, null when there is none */
function headerNotices({ names }: Columns, dialect: Dialect, lines_before: number | null): string[] {
  if (lines_before === null) {
    return [`The file has no header line; its ${String(names.length)} columns are read as ${dialect.title}.`]
  }
  if (lines_before === 0) return []
  return [
    lines_before === 1
      ? 'The line before the header is ignored.'
      : `The ${String(lines_before)} lines before the header are ignored.`,
  ]
}

function unitNotices({ name }: TimeUnit): string[] {
  return name === 'microseconds' ? [] : [`Durations in the file are ${name}; they were converted to microseconds.`]
}

function unitsDoNotFit(): AnomalyError {
  return new AnomalyError(
    'unknown_dialect',
    'The units in the file are inconsistent: Flow Packets/s times Flow Duration is not the number of packets, whether durations are in microseconds, milliseconds or seconds. Columns may be swapped or rescaled; the model would misclassify the flows, so the file was not imported.',
  )
}

function unitsAreMixed(): AnomalyError {
  return new AnomalyError(
    'unknown_dialect',
    'The units in the file are inconsistent: Flow IAT Mean times the number of gaps between packets is not the Flow Duration, so the two are in different units and the unit of the other times is unknown. The model would misclassify the flows, so the file was not imported.',
  )
}

function bareCarriageReturns(): AnomalyError {
  return new AnomalyError(
    'unreadable_file',
    'The lines of the file end with a carriage return (CR) only. Save it with LF or CRLF line endings and import it again.',
  )
}
