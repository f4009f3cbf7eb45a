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
 * taken for one when it opens the first line, and commas are decimal when numbers have them and none has a point.
 * @param lines header and some rows (Latin-1)
 */
export function detectSeparators(lines: readonly string[]): Separators {
  const [first = '', ...rows] = lines
  const count = (delimiter: string) => first.split(delimiter).length
  const delimiter = DELIMITERS.reduce((best, each) => (count(each) > count(best) ? each : best))
  const quote = first.trimStart().startsWith("'") ? "'" : '"'
  const hasNumber = (pattern: RegExp) =>
    rows.some((row) => row.split(delimiter).some((cell) => pattern.test(cell.trim())))
  const is_decimal_comma = delimiter !== ',' && hasNumber(WITH_COMMA) && !hasNumber(WITH_POINT)
  return { delimiter, quote, is_decimal_comma }
}
