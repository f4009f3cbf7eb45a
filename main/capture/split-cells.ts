import Papa from 'papaparse'

/** One line as cells; `fault` tells why the line cannot be cut into cells. */
export interface CellRow {
  readonly cells: readonly string[]
  readonly fault?: string
}

/** The cells of every line of a block, blank lines included as rows without cells. */
export function splitCells(text: string): CellRow[] {
  const lines = text.includes('\r') ? text.replaceAll('\r\n', '\n') : text
  if (lines.includes('"')) return lines.split('\n').map(splitQuotedLine)
  return Papa.parse<string[]>(lines, { delimiter: ',', newline: '\n' }).data.map((cells) => ({
    cells: cells.length === 1 && cells[0]!.trim() === '' ? [] : cells,
  }))
}

/** An unbalanced quote must not swallow the lines after it, so a block with quotes is parsed line by line. */
function splitQuotedLine(line: string): CellRow {
  if (line.trim() === '') return { cells: [] }
  const { data, errors } = Papa.parse<string[]>(line, { delimiter: ',', newline: '\n' })
  const [error] = errors
  return error === undefined ? { cells: data[0]! } : { cells: data[0] ?? [line], fault: 'has an unbalanced quote' }
}
