import { csvLine } from './csv.ts'
import { printableJson } from './printable.ts'

/** How a whole list is written: CSV with a header line, or one JSON object on each line. */
export const LIST_FORMATS = ['csv', 'jsonl'] as const
export type ListFormat = (typeof LIST_FORMATS)[number]

/** A row of a list: a cell is text, a number, nothing, or a structure. */
export type ListRow = Readonly<Record<string, string | number | boolean | object | null | undefined>>

/** What stands above the rows. */
export function listHead(format: ListFormat, columns: readonly string[]): string {
  return format === 'csv' ? csvLine(columns) : ''
}

/**
 * A row with its newline, its cells in the order of the columns. In CSV, what is in cells is made harmless (csv.ts); JSON
 * lines parse to the very values.
 */
export function listLine(format: ListFormat, columns: readonly string[], row: ListRow): string {
  if (format === 'csv') return csvLine(columns.map((column) => row[column]))
  return `${printableJson(Object.fromEntries(columns.map((column) => [column, row[column]])))}\n`
}
