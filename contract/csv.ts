/** A value of a list as one cell: text as it is, nothing as empty, a structure as JSON. */
type Cell = string | number | boolean | null | undefined | object

/** One line with its newline, after RFC 4180. */
export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map((cell) => quoted(textOf(cell))).join(',')}\n`
}

function textOf(cell: Cell): string {
  if (cell === null || cell === undefined) return ''
  if (typeof cell === 'string') return inert(cell)
  return typeof cell === 'object' ? JSON.stringify(cell) : String(cell)
}

/** Text out of a capture was written by whoever made it: a spreadsheet must not run it as a formula. */
function inert(text: string): string {
  return /^[=+\-@\t\r]/.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
