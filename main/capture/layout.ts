import { AnomalyError } from '../../contract/errors.ts'
import { normaliseName } from '../flow/names.ts'
import { decodeCell } from './cell-text.ts'
import { mapColumns, oddColumns } from './columns.ts'
import { type Dialect, recogniseDialect, type TimeFormat } from './dialects.ts'
import { FlowBatchBuilder } from './flow-batch.ts'
import { headerOfHeaderless, isHeader } from './headers.ts'
import { type ParseFormat, parseRow } from './parse-row.ts'
import { detectSeparators } from './separators.ts'
import { splitCells } from './split-cells.ts'
import { detectTimeUnit, MICROSECONDS, type TimeUnit } from './units.ts'

/** How a file is laid out, found from its first lines. */
export interface Layout extends ParseFormat {
  readonly dialect: Dialect
  readonly time_format: TimeFormat
  /** The header line as it stands in the file (Latin-1); null when the file has none. */
  readonly header_line: string | null
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
  const separators = detectSeparators(lines)
  const first_cells = splitCells(first_line, separators).cells.map(decodeCell)
  const has_header = isHeader(first_cells)
  const names = has_header ? first_cells : headerOfHeaderless(first_cells)
  const columns = mapColumns(names ?? first_cells)
  const rows = has_header ? lines.slice(1) : lines
  const time_unit = checkedTimeUnit(rows, { separators, columns })
  const dialect = recogniseDialect(new Set(columns.names.map(normaliseName)), time_unit.name === 'seconds')
  const time_format =
    options.utc_offset_minutes === undefined
      ? dialect.time_format
      : { ...dialect.time_format, utc_offset_minutes: options.utc_offset_minutes, is_offset_known: true }
  return {
    separators,
    columns,
    time_format,
    time_unit,
    dialect,
    header_line: has_header ? first_line : null,
    ...oddColumns(columns),
    notices: noticesOf({ has_header, columns, time_unit, time_format, dialect }),
  }
}

function checkedTimeUnit(rows: readonly string[], format: Pick<ParseFormat, 'separators' | 'columns'>): TimeUnit {
  const builder = new FlowBatchBuilder(rows.length)
  const row_format = {
    ...format,
    time_unit: MICROSECONDS,
    time_format: { clock_hours: 24, utc_offset_minutes: 0 } as const,
  }
  for (const row of rows) {
    const { cells, fault } = splitCells(row, format.separators)
    if (fault === undefined) parseRow(cells, 0, row_format, builder)
  }
  const unit = detectTimeUnit(builder.arrays.features, builder.rows)
  if (unit !== null) return unit ?? MICROSECONDS
  throw new AnomalyError(
    'unknown_dialect',
    'The units of the file do not fit: Flow Packets/s times Flow Duration is not the number of packets, whether durations are microseconds, milliseconds or seconds. Columns may be swapped or rescaled; the model would judge them wrongly, so the file is not imported.',
  )
}

function noticesOf(
  layout: Pick<Layout, 'columns' | 'time_unit' | 'time_format' | 'dialect'> & { has_header: boolean },
): string[] {
  const { columns, time_unit, time_format } = layout
  const notices: string[] = []
  if (!layout.has_header)
    notices.push(
      `The file has no header line; its ${String(columns.names.length)} columns are read as ${layout.dialect.title}.`,
    )
  if (time_unit.name !== 'microseconds') {
    notices.push(`Durations in the file are ${time_unit.name}; they were converted to microseconds.`)
  }
  if (columns.timestamp >= 0 && !time_format.is_offset_known) {
    notices.push(
      `The file does not tell the time zone of its times; they are read as ${offsetName(time_format.utc_offset_minutes)}.`,
    )
  }
  if (columns.timestamp >= 0 && time_format.clock_hours === 12) {
    notices.push('The file drops am and pm; hours before 8 are read as afternoon.')
  }
  return notices
}

/** Name of an offset from UTC: UTC, UTC-03:00, UTC+05:30. */
function offsetName(minutes: number): string {
  if (minutes === 0) return 'UTC'
  const size = Math.abs(minutes)
  const clock = [Math.floor(size / 60), size % 60].map((part) => String(part).padStart(2, '0')).join(':')
  return `UTC${minutes < 0 ? '-' : '+'}${clock}`
}

function bareCarriageReturns(): AnomalyError {
  return new AnomalyError(
    'unreadable_file',
    'The lines of the file end in carriage returns alone. Save it with line feeds (LF or CRLF) and import it again.',
  )
}
