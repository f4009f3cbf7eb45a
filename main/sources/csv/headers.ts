import { parseNumericCell } from '../../flow/cell.ts'
import { FEATURES, FEATURE_NAMES, featureIndex } from '../../flow/features.ts'
import { isLabelLeftOut, labelNameOf } from '../../flow/threat-types.ts'
import { decodeCell } from './cell-text.ts'
import { findColumns } from './columns.ts'
import { detectSeparators, type Separators } from './separators.ts'
import { splitCells } from './split-cells.ts'
import { readWrittenTime, sinceEpochUs } from './timestamp.ts'

/** The header of a file, or its place when it has none. */
export interface Header {
  readonly separators: Separators
  /** Names of the columns; undefined when no line names any. */
  readonly names: readonly string[] | undefined
  /** Lines before the header: a title, a comment, the `sep=;` of a spreadsheet. */
  readonly lines_before: number
}

/** Largest number of lines before a header. */
const SEARCHED_LINES = 10

/** The official header repeats this name literally, behind the average segment sizes. */
const REPEATED = 'Fwd Header Length'
const repeated_at = FEATURE_NAMES.indexOf('Avg Bwd Segment Size') + 1
const OFFICIAL_FEATURES = FEATURE_NAMES.toSpliced(repeated_at, 0, REPEATED)
const ABBREVIATED_FEATURES = FEATURES.map(({ name, aliases }) => aliases.at(-1) ?? name)
const corrected_at = FEATURE_NAMES.indexOf('Bwd URG Flags') + 1
const CORRECTED_FEATURES = FEATURE_NAMES.toSpliced(corrected_at, 0, 'Fwd RST Flags', 'Bwd RST Flags')
const CONVERSATION = ['Flow ID', 'Src IP', 'Src Port', 'Dst IP', 'Dst Port', 'Protocol', 'Timestamp']

/**
 * Columns of files that go about without their header: MachineLearningCVE, TrafficLabelling, CSE-CIC-IDS-2018 without
 * and with addresses, CIC-DDoS-2019, the corrected release.
 */
const HEADERS: readonly (readonly string[])[] = [
  ['Destination Port', ...OFFICIAL_FEATURES, 'Label'],
  [...CONVERSATION, ...OFFICIAL_FEATURES, 'Label'],
  ['Dst Port', 'Protocol', 'Timestamp', ...ABBREVIATED_FEATURES, 'Label'],
  [...CONVERSATION, ...ABBREVIATED_FEATURES, 'Label'],
  ['Unnamed: 0', ...CONVERSATION, ...OFFICIAL_FEATURES, 'SimillarHTTP', 'Inbound', 'Label'],
  [
    ...['id', ...CONVERSATION, ...CORRECTED_FEATURES],
    ...['ICMP Code', 'ICMP Type', 'Total TCP Flow Time', 'Label', 'Attempted Category'],
  ],
]

/** Finds the header: the first line that names a feature, with nothing but shorter lines before it. */
export function findHeader(lines: readonly string[]): Header {
  const before: number[] = []
  for (const [at] of lines.slice(0, SEARCHED_LINES).entries()) {
    const separators = detectSeparators(lines.slice(at))
    const cells = splitCells(lines[at]!, separators).cells.map(decodeCell)
    const is_header = cells.some((cell) => featureIndex(cell) !== undefined)
    // Longer lines before it are rows, and none may be lost.
    if (is_header && before.every((length) => length * 2 < cells.length)) {
      return { separators, names: cells, lines_before: at }
    }
    before.push(cells.every((cell) => cell.trim() === '') ? 0 : cells.length)
  }
  return { separators: detectSeparators(lines), names: undefined, lines_before: 0 }
}

/**
 * Names for all columns of the rows. Some writers end every row with a delimiter, or only the header; R leaves out the
 * name of the row numbers that it writes first.
 */
export function alignNames(names: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const areMost = (fits: (row: readonly string[]) => boolean) => rows.filter(fits).length * 2 > rows.length
  const { length } = names
  if (areMost((row) => row.length === length)) return names
  if (areMost((row) => row.length === length + 1 && row.at(-1)?.trim() === '')) return [...names, '']
  if (areMost((row) => row.length === length + 1 && fitsBehindNumber(row, names))) return ['', ...names]
  return names.at(-1)?.trim() === '' && areMost((row) => row.length === length - 1) ? names.slice(0, -1) : names
}

/** Whether a row begins with its number, and its other cells are what the names say. */
function fitsBehindNumber([number = '', ...cells]: readonly string[], names: readonly string[]): boolean {
  if (!/^\d+$/.test(number)) return false
  const { features, source_ip, timestamp } = findColumns(names)
  const isNumber = (cell: string) => parseNumericCell(cell) !== undefined
  const time = cells[timestamp] ?? ''
  return (
    features.every((column) => column < 0 || isNumber(cells[column]!) || isNumber(cells[column]!.replace(',', '.'))) &&
    !/^\d{1,5}$/.test(cells[source_ip] ?? '') &&
    (time === '' || !isNumber(time) || !Number.isNaN(sinceEpochUs(time)))
  )
}

/**
 * Header of a file that has none, by the number of its cells and what is in them; undefined when that is not certain.
 * @param row cells of the first line
 */
export function headerOfHeaderless(row: readonly string[]): readonly string[] | undefined {
  return HEADERS.find((names) => names.length === row.length && names.every((name, at) => fits(name, row[at]!.trim())))
}

function fits(name: string, cell: string): boolean {
  if (name === 'Label') return labelNameOf(decodeCell(cell)) !== undefined || isLabelLeftOut(decodeCell(cell))
  if (name === 'Timestamp') return readWrittenTime(cell) !== undefined || !Number.isNaN(sinceEpochUs(cell))
  return featureIndex(name) === undefined || parseNumericCell(cell) !== undefined
}
