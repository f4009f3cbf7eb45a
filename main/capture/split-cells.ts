import Papa from 'papaparse'

import type { Separators } from './separators.ts'

/** One line as cells; `fault` tells why the line cannot be cut into cells. */
export interface CellRow {
  readonly cells: readonly string[]
  readonly fault?: string
}

/**
 * Cells of one line. Each line is parsed by itself, so that an unbalanced quote cannot swallow the lines after it.
 * @param line without its line ending
 */
export function splitCells(line: string, { delimiter, quote }: Separators): CellRow {
  const { data, errors } = Papa.parse<string[]>(line, { delimiter, quoteChar: quote, newline: '\n' })
  const cells = data[0] ?? [line]
  return errors.length === 0 ? { cells } : { cells, fault: 'has an unbalanced quote' }
}
