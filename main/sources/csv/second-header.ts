import { AnomalyError } from '../../../contract/errors.ts'
import { featureIndex } from '../../flow/features.ts'
import { normaliseName } from '../../flow/names.ts'
import { decodeCell } from './cell-text.ts'
import { areSameColumns, type Columns, findColumns } from './columns.ts'
import { recogniseDialect } from './dialects.ts'

/** No row holds the names of features; a line that holds so many is a header, or what is left of one. */
const FEWEST_NAMES = 3
/** A line of so many different words, and nothing else, names columns too. */
const FEWEST_WORDS = 20
const WORD = /^[a-z][\w ./%()-]*$/i

/** Whether a line among the rows names columns. @param cells Latin-1 */
export function namesColumns(cells: readonly string[]): boolean {
  let names = 0
  for (const cell of cells) {
    if (isNameLike(cell) && featureIndex(cell) !== undefined && (names += 1) === FEWEST_NAMES) return true
  }
  if (cells.length < FEWEST_WORDS) return false
  const words = new Set(cells.map((cell) => cell.trim()))
  return words.size === cells.length && cells.every((cell) => WORD.test(cell.trim()))
}

/** Rows are mostly numbers, and looking up a name takes longer. */
function isNameLike(cell: string): boolean {
  return cell.length < 64 && /[a-z]{3}/i.test(cell)
}

/** Whether a second header says of every column what the first one says, so that nothing changes behind it. */
export function repeatsHeader(cells: readonly string[], first: Columns): boolean {
  const names = cells.map(decodeCell)
  const second = findColumns(names)
  return areSameNames(names, first.names) || (areSameColumns(second, first) && dialectOf(second) === dialectOf(first))
}

/** The names without those left empty at both ends, which writers of tables add and leave out. */
function areSameNames(one: readonly string[], other: readonly string[]): boolean {
  const folded = (names: readonly string[]) => names.map(normaliseName).join(' ').trim()
  return folded(one) === folded(other)
}

function dialectOf({ names }: Columns): string {
  return recogniseDialect(new Set(names.map(normaliseName)), false).id
}

/** Why a file is refused that has a header of other columns among its rows. */
export function otherHeader(line_number: number): AnomalyError {
  return new AnomalyError(
    'unknown_dialect',
    `Line ${String(line_number)} is a second header, with different columns from the first: the file contains two tables, one after the other. Split it before that line and import the parts.`,
  )
}
