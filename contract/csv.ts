import { printable } from './printable.ts'

/** A value of a list as one cell: text as it is, nothing as empty, a structure as JSON. */
type Cell = string | number | boolean | null | undefined | object

/** One line with its newline, after RFC 4180, for a person's spreadsheet: see {@link csvCell}. */
export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map((cell) => csvCell(cell)).join(',')}\n`
}

/**
 * One cell, quoted where it must be. Every CSV that AnomalyX writes is made of these, except the rows of a labelled copy,
 * which stay the bytes of the capture. Text in a capture was written by whoever made the traffic, so
 *
 * - text that a spreadsheet would run as a formula gets a `'` in front, and plain numbers such as -1 stay numbers;
 * - characters that a terminal or a viewer obeys are spelt out (`\x1b`): of those below U+0020 only tabs and the newlines
 *   of a note stay.
 */
export function csvCell(cell: Cell, delimiter = ',', quote = '"'): string {
  const text = textOf(cell)
  const is_quoted = text.includes(delimiter) || text.includes(quote) || text.includes('\n')
  return is_quoted ? quote + text.replaceAll(quote, quote + quote) + quote : text
}

function textOf(cell: Cell): string {
  if (cell === null || cell === undefined) return ''
  if (typeof cell === 'string') return inert(cell)
  return typeof cell === 'object' ? printable(JSON.stringify(cell)) : String(cell)
}

/** Most cells are such: nothing in them needs a look. */
const HARMLESS = /^[A-Za-z0-9.][ -~]*$/

/** A decimal comma makes a number too, for whom it is one. */
const NUMBER = /^[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d+)?$/

/**
 * How a formula begins, in the usual and in the full width. Spreadsheets, and what reads a file for them, pass over
 * quotes, spaces and invisible characters before it; a tab or carriage return in front is a way to hide it.
 */
const FORMULA = /^(["'`\u2018-\u201f\s\p{Cc}\p{Cf}]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r])/u

function inert(text: string): string {
  if (HARMLESS.test(text) || NUMBER.test(text)) return text
  const shown = printable(text.replaceAll('\r\n', '\n'))
  return FORMULA.test(text) ? `'${shown}` : shown
}
