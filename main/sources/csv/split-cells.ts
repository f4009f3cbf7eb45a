import Papa from 'papaparse'

import type { Separators } from './separators.ts'

/** One line as cells; `fault` is the reason why the line cannot be split into cells. */
export interface CellRow {
  readonly cells: readonly string[]
  readonly fault?: string
}

/**
 * Papa Parse looks at the spaces before a delimiter once for every quote in front of them, which for a line of a
 * megabyte of both takes minutes. No flow meter pads a cell like this.
 */
const PADDING = /\s{256}/

/**
 * Cells of one line. Each line is parsed by itself, so that an unbalanced quote cannot swallow the lines after it.
 * @param line without its line ending
 */
export function splitCells(line: string, { delimiter, quote }: Separators): CellRow {
  if (line.includes(quote) && PADDING.test(line))
    return { cells: [line], fault: 'has quotes next to more than 255 spaces' }
  const { data, errors } = Papa.parse<string[]>(line, { delimiter, quoteChar: quote, newline: '\n' })
  const cells = data[0] ?? [line]
  return errors.length === 0 ? { cells } : { cells, fault: 'has an unbalanced quote' }
}
