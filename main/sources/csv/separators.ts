import { AnomalyError } from '../../../contract/errors.ts'

/** What stands between the cells of a file, and around them. */
export interface Separators {
  readonly delimiter: ',' | ';' | '\t' | '|'
  readonly quote: '"' | "'"
  /** Spreadsheets of half the world write 1,5 for one and a half, and semicolons between cells. */
  readonly is_decimal_comma: boolean
}

const DELIMITERS = [',', ';', '\t', '|'] as const

export const COMMA_SEPARATED: Separators = { delimiter: ',', quote: '"', is_decimal_comma: false }

const WITH_COMMA = /^"?-?\d+,\d+(E[+-]?\d+)?"?$/i
/** Groups of three digits: 1,234 may be a thousand or one and a bit; 1,234.5 and 1,234,567 are thousands. */
const LIKE_THOUSANDS = /^"?-?[1-9]\d{0,2},\d{3}"?$/
const WITH_THOUSANDS = /^"?-?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+|,\d{3})"?$/
const POINTS_LIKE_THOUSANDS = /^"?-?[1-9]\d{0,2}(?:\.\d{3})+"?$/
const POINTS_ARE_THOUSANDS = /^"?-?[1-9]\d{0,2}(?:\.\d{3}){2,}"?$/
const WITH_POINT = /^"?-?\d+\.\d+(E[+-]?\d+)?"?$/i

/**
 * Separators by the first lines: the delimiter is the one that stands most often in the first line, the single quote is
 * taken for one when it opens the first line.
 * @param lines header and some rows (Latin-1)
 */
export function detectSeparators(lines: readonly string[]): Separators {
  const [first = '', ...rows] = lines
  const count = (delimiter: string) => first.split(delimiter).length
  const delimiter = DELIMITERS.reduce((best, each) => (count(each) > count(best) ? each : best))
  const quote = first.trimStart().startsWith("'") ? "'" : '"'
  // Between commas, a comma in quotes is as likely to separate thousands.
  const cells = delimiter === ',' ? [] : rows.flatMap((row) => row.split(delimiter))
  return { delimiter, quote, is_decimal_comma: haveDecimalCommas(cells) }
}

/**
 * Whether more numbers are written with a comma than with a point, and one of them is certainly no 1,234 for a thousand.
 * Where none is, nobody can tell, and no number is made of them.
 */
export function haveDecimalCommas(cells: readonly string[]): boolean {
  const trimmed = cells.map((cell) => cell.trim())
  const commas = trimmed.filter((cell) => WITH_COMMA.test(cell))
  const points = trimmed.filter((cell) => WITH_POINT.test(cell)).length
  return commas.length > points && commas.some((cell) => !LIKE_THOUSANDS.test(cell)) && !trimmed.some(hasThousands)
}

/**
 * @param cells those that hold numbers
 * @throws AnomalyError `unknown_dialect` when points stand for thousands: 1.234.567 says so where no number has another
 * point, and 1.234 beside it would be read a thousand times too small
 */
export function refusePointsForThousands(cells: readonly string[]): void {
  const trimmed = cells.map((cell) => cell.trim())
  const proofs = trimmed.filter((cell) => POINTS_ARE_THOUSANDS.test(cell))
  const [example] = proofs
  if (example === undefined) return
  const decimals = trimmed.filter((cell) => WITH_POINT.test(cell) && !POINTS_LIKE_THOUSANDS.test(cell)).length
  if (decimals > proofs.length) return
  throw new AnomalyError(
    'unknown_dialect',
    `Points in the numbers of the file stand for thousands, as in "${example.slice(0, 40)}", so a number with one point would be read a thousand times too small, and the file was not imported. Save it with numbers without a thousands separator.`,
  )
}

function hasThousands(cell: string): boolean {
  return WITH_THOUSANDS.test(cell)
}
