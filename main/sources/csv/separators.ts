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
const WITH_POINT = /^"?-?\d+\.\d+(E[+-]?\d+)?"?$/i

/**
 * Separators by the first lines: the delimiter is the one that stands most often in the first line, the single quote is
 * taken for one when it opens the first line. Commas are decimal when more numbers have them than a point.
 * @param lines header and some rows (Latin-1)
 */
export function detectSeparators(lines: readonly string[]): Separators {
  const [first = '', ...rows] = lines
  const count = (delimiter: string) => first.split(delimiter).length
  const delimiter = DELIMITERS.reduce((best, each) => (count(each) > count(best) ? each : best))
  const quote = first.trimStart().startsWith("'") ? "'" : '"'
  const cells = delimiter === ',' ? [] : rows.flatMap((row) => row.split(delimiter))
  return { delimiter, quote, is_decimal_comma: haveDecimalCommas(cells) }
}

/** Whether more numbers are written with a comma than with a point. */
export function haveDecimalCommas(cells: readonly string[]): boolean {
  const count = (pattern: RegExp) => cells.filter((cell) => pattern.test(cell.trim())).length
  const commas = count(WITH_COMMA)
  return commas > 0 && commas > count(WITH_POINT)
}
