import { AnomalyError } from '../../../contract/errors.ts'
import { FEATURE_COUNT, FEATURE_NAMES } from '../../flow/features.ts'
import { normaliseName } from '../../flow/names.ts'
import { decodeCell } from './cell-text.ts'
import { type Columns, labelColumns, type LackOptions, mapColumns, oddColumns } from './columns.ts'
import { type Dialect, recogniseDialect, type TimeFormat } from './dialects.ts'
import { FlowBatchBuilder } from '../../flow/flow-batch.ts'
import { noTableBecause } from './foreign-meters.ts'
import { alignNames, findHeader, headerOfHeaderless } from './headers.ts'
import { areNumbersBinary } from './label.ts'
import { bestLabelColumn, labelNotices } from './label-notices.ts'
import { type ParseFormat, parseRow, withPoint } from './parse-row.ts'
import { haveDecimalCommas, refusePointsForThousands } from './separators.ts'
import type { TimeEvidence } from './date-order.ts'
import { namesColumns, otherHeader, repeatsHeader } from './second-header.ts'
import { splitCells } from './split-cells.ts'
import { areOfDdos2019, readTimes } from './time-format.ts'
import { readTimeText } from './timestamp.ts'
import { type UnitFacts, uncheckedUnitNotice, unitNotices } from './unit-notices.ts'
import { detectTimeUnit, MICROSECONDS, tellsUnit, type TimeUnit } from './units.ts'

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
  /** What the first rows could not tell, and all of the file may. */
  readonly open: { readonly times: boolean; readonly unit: boolean; readonly labels: boolean }
}

export interface LayoutOptions extends LackOptions {
  /** Offset of the recording place from UTC, when a person knows better than the dialect. */
  readonly utc_offset_minutes?: number
}

/** What was found in all of a file. */
export interface Survey {
  /** What all times prove; undefined when the first ones proved all there is. */
  readonly evidence: TimeEvidence | undefined
  /** Cells of rows that tell the unit of their times. */
  readonly unit_rows: readonly (readonly string[])[]
  /** Whether a label is a number beside 0 and 1: a code of more classes. */
  readonly has_other_codes: boolean
}

interface DetectOptions extends LayoutOptions {
  /** Numbers of the lines; left out, they are counted from 1. */
  readonly line_numbers?: readonly number[]
  readonly survey?: Survey
}

/**
 * Finds the layout of a file: separators, header, dialect, unit and zone of its times.
 * @param lines the first lines that are not blank (Latin-1); some rows behind the header let units be checked
 * @throws AnomalyError `unknown_dialect` with what is missing, or why the units do not fit; `lacks_features`;
 * `unreadable_file`
 */
export function detectLayout(lines: readonly string[], options: DetectOptions = {}): Layout {
  const [first_line] = lines
  if (first_line === undefined) throw new AnomalyError('unknown_dialect', 'The file is empty: it has no header line.')
  if (first_line.includes('\r')) throw bareCarriageReturns()
  const other_kind = noTableBecause(lines)
  if (other_kind !== undefined) throw new AnomalyError('unknown_dialect', other_kind)
  const { separators: assumed, names: written_names, lines_before } = findHeader(lines)
  const lines_before_rows = written_names === undefined ? 0 : lines_before + 1
  const rows = lines
    .slice(lines_before_rows)
    .map((line) => splitCells(line, assumed))
    .flatMap(({ cells, fault }) => (fault === undefined ? [cells] : []))
  const first_row = rows[0] ?? []
  const names = written_names ?? headerOfHeaderless(first_row) ?? first_row.map(decodeCell)
  const { columns: mapped, notices: lacks } = mapColumns(alignNames(names, rows), options)
  const columns: Columns = { ...mapped, label: bestLabelColumn(labelColumns(mapped.names), rows) }
  const numbers = numberCells(rows, columns)
  const separators = { ...assumed, is_decimal_comma: assumed.delimiter !== ',' && haveDecimalCommas(numbers) }
  if (!separators.is_decimal_comma) refusePointsForThousands(numbers)
  refuseOtherHeaders(lines, lines_before_rows, { separators, columns }, options.line_numbers)
  const whole_rows = rows.filter((cells) => cells.length === columns.names.length && !namesColumns(cells))
  const unit_rows = options.survey?.unit_rows ?? []
  const { unit: found_unit, ...unit_facts } = checkedTimeUnit(unit_rows.length > 0 ? unit_rows : whole_rows, {
    separators,
    columns,
  })
  const time_unit = found_unit ?? MICROSECONDS
  const folded_names = new Set(columns.names.map(normaliseName))
  const named = recogniseDialect(folded_names, time_unit.name === 'seconds')
  const textsOf = (column: number) => (column < 0 ? [] : whole_rows.map((cells) => decodeCell(cells[column]!).trim()))
  const times = textsOf(columns.timestamp).map(readTimeText)
  const { dialect, time_format, notices, are_times_open } = readTimes(times, named, {
    ...options,
    ...(options.survey?.evidence === undefined ? {} : { evidence: options.survey.evidence }),
  })
  const label_texts = textsOf(columns.label)
  const label_style = {
    are_protocols_attacks: folded_names.has('simillarhttp') || areOfDdos2019(times, time_format.order),
    are_numbers_binary: areNumbersBinary(label_texts) && options.survey?.has_other_codes !== true,
  }
  return {
    separators,
    columns,
    label_style,
    time_format,
    time_unit,
    dialect,
    header_line: written_names === undefined ? null : lines[lines_before]!,
    lines_before_rows,
    ...oddColumns(columns),
    notices: [
      ...headerNotices(columns, dialect, written_names === undefined ? null : lines_before),
      ...lacks,
      ...(found_unit === undefined
        ? uncheckedUnit(whole_rows, { separators, columns }, unit_facts)
        : unitNotices(time_unit)),
      ...notices,
      ...labelNotices(label_texts, folded_names.has('attemptedcategory'), label_style),
    ],
    open: {
      times: are_times_open,
      unit: found_unit === undefined && whole_rows.length > 0,
      labels: options.survey === undefined && label_style.are_numbers_binary,
    },
  }
}

/** Cells that show how numbers are written: those of the features, since other columns may hold anything. */
export function numberCells(rows: readonly (readonly string[])[], { names, features }: Columns): string[] {
  const whole = rows.filter((cells) => cells.length === names.length)
  const present = features.filter((column) => column >= 0)
  return whole.flatMap((cells) => Array.from(present, (column) => cells[column]!))
}

/** @throws AnomalyError `unknown_dialect` when one of the lines behind the header is a header of other columns */
function refuseOtherHeaders(
  lines: readonly string[],
  first_row: number,
  { separators, columns }: Pick<ParseFormat, 'separators' | 'columns'>,
  line_numbers: readonly number[] = lines.map((_, at) => at + 1),
): void {
  lines.slice(first_row).forEach((line, row) => {
    const { cells } = splitCells(line, separators)
    if (namesColumns(cells) && !repeatsHeader(cells, columns)) throw otherHeader(line_numbers[first_row + row]!)
  })
}

/** @param rows cells of rows that have a cell for every column */
function checkedTimeUnit(
  rows: readonly (readonly string[])[],
  format: Pick<ParseFormat, 'separators' | 'columns'>,
): { unit: TimeUnit | undefined } & UnitFacts {
  const builder = new FlowBatchBuilder(rows.length)
  const row_format = {
    ...format,
    time_unit: MICROSECONDS,
    time_format: { clock_hours: 24, utc_offset_minutes: 0 } as const,
    is_unit_open: true,
  }
  for (const cells of rows) parseRow(cells, 0, row_format, builder)
  const unit = detectTimeUnit(builder.arrays.features, builder.rows)
  if (unit === 'no unit') throw unitsDoNotFit()
  if (unit === 'mixed units') throw unitsAreMixed()
  if (unit === 'mixed rates') throw ratesAreMixed()
  if (unit === 'scaled') throw valuesAreScaled()
  const { features } = builder.arrays
  const has_rates = Array.from({ length: builder.rows }, (_, row) => tellsUnit(features, row * FEATURE_COUNT)).some(
    Boolean,
  )
  return { unit, has_rows: builder.rows > 0, has_rates }
}

/** A file of which no row has a duration has no times to be in a unit. */
function uncheckedUnit(
  rows: readonly (readonly string[])[],
  { separators: { is_decimal_comma }, columns: { features } }: Pick<ParseFormat, 'separators' | 'columns'>,
  facts: UnitFacts,
): string[] {
  const duration = features[FEATURE_NAMES.indexOf('Flow Duration')]!
  const durationOf = (cell: string) => Number(is_decimal_comma ? withPoint(cell) : cell)
  if (!rows.some((cells) => durationOf(cells[duration]!) > 0)) return []
  return [uncheckedUnitNotice(facts)]
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

function unitsDoNotFit(): AnomalyError {
  return new AnomalyError(
    'unknown_dialect',
    'The units in the file are inconsistent: Flow Packets/s times Flow Duration is not the number of packets, whether durations are in microseconds, milliseconds or seconds. Columns may be swapped or rescaled; the model would misclassify the flows, so the file was not imported.',
  )
}

function ratesAreMixed(): AnomalyError {
  return new AnomalyError(
    'unknown_dialect',
    'The units in the file are inconsistent: Flow Packets/s, Fwd and Bwd Packets/s and Flow Bytes/s do not fit each other, so they are in different units. The model would misclassify the flows, so the file was not imported.',
  )
}

function valuesAreScaled(): AnomalyError {
  return new AnomalyError(
    'unknown_dialect',
    'The values in the file were scaled: Total Fwd Packets and Total Backward Packets are no whole numbers from 0 on. The model knows only values as a flow meter writes them, so the file was not imported. Import the table as it was before it was scaled.',
  )
}

function unitsAreMixed(): AnomalyError {
  return new AnomalyError(
    'unknown_dialect',
    'The units in the file are inconsistent: Flow Duration, the times between packets (IAT) and Active and Idle times do not fit each other, so they are in different units. The model would misclassify the flows, so the file was not imported.',
  )
}

function bareCarriageReturns(): AnomalyError {
  return new AnomalyError(
    'unreadable_file',
    'The lines of the file end with a carriage return (CR) only. Save it with LF or CRLF line endings and import it again.',
  )
}
