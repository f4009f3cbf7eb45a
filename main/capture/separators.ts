/** What stands between the cells of a file, and around them. */
export interface Separators {
  readonly delimiter: ',' | ';' | '\t' | '|'
  readonly quote: '"' | "'"
  /** Spreadsheets of half the world write 1,5 for one and a half, and semicolons between cells. */
  readonly is_decimal_comma: boolean
}

const DELIMITERS = [',', ';', '\t', '|'] as const

export const COMMA_SEPARATED: Separators = { delimiter: ',', quote: '"', is_decimal_comma: false }

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
  const is_decimal_comma =
    delimiter !== ',' &&
    rows.some((row) => /\d,\d/.test(row)) &&
    !rows.some((row) => /\d\.\d+(\D|$)/.test(withoutAddresses(row)))
  return { delimiter, quote, is_decimal_comma }
}

function withoutAddresses(row: string): string {
  // Bounded repetition: with \d+ a cell of a million digits would be searched anew from each of them.
  return row.replaceAll(/\d{1,3}(?:\.\d{1,3}){3}/g, '')
}
