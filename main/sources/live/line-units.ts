import { openRows } from '../conversations/formats.ts'
import { findHeader } from '../csv/headers.ts'
import { namesColumns } from '../csv/second-header.ts'
import { splitCells } from '../csv/split-cells.ts'
import type { UnitScanner } from './unit-scanner.ts'

const NEWLINE = 0x0a
const HASH = 0x23
const BRACE = 0x7b
/** A header is looked for in lines that begin with so few digits: to look closer takes longer, and rows have more. */
const LOOKED_AT_BYTES = 64
const MOST_DIGITS = 4
/** The header of a Zeek log has eight. */
const MOST_COMMENTS = 64
const UTF8_MARK = /^\xef\xbb\xbf/

/** Lines of a table or a log behind the header that they are read by: the last one that stands before them. */
export class LineUnits implements UnitScanner {
  head: Buffer = Buffer.alloc(0)
  contents = 0
  readonly is_damaged = false
  /** Comment lines that stand together, as the header of a Zeek log does. */
  #comments: Buffer[] = []

  scan(bytes: Buffer, enough_bytes: number): number {
    const end = endOfLines(bytes, enough_bytes)
    for (let start = 0; start < end;) {
      const next = bytes.indexOf(NEWLINE, start) + 1
      this.#line(bytes.subarray(start, next))
      start = next
    }
    return end
  }

  #line(line: Buffer): void {
    if (line[0] === HASH) {
      if (startsWith(line, '#separator') || this.#comments.length === MOST_COMMENTS) this.#comments = []
      this.#comments.push(Buffer.from(line))
      if (startsWith(line, '#fields') || startsWith(line, '#types')) this.head = Buffer.concat(this.#comments)
      return
    }
    this.#comments = []
    if (isBlank(line)) return
    if (isLikeHeader(line) && isHeader(line.toString('latin1').replace(UTF8_MARK, '').trimEnd()))
      this.head = Buffer.from(line)
    else this.contents += 1
  }
}

function endOfLines(bytes: Buffer, enough_bytes: number): number {
  const behind = enough_bytes < bytes.length ? bytes.indexOf(NEWLINE, Math.max(0, enough_bytes - 1)) : -1
  return (behind < 0 ? bytes.lastIndexOf(NEWLINE) : behind) + 1
}

function startsWith(line: Buffer, text: string): boolean {
  return line.toString('latin1', 0, text.length) === text
}

function isBlank(line: Buffer): boolean {
  return line.every((byte) => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d))
}

function isLikeHeader(line: Buffer): boolean {
  if (line[0] === BRACE) return false
  let digits = 0
  for (const byte of line.subarray(0, LOOKED_AT_BYTES)) if (byte >= 0x30 && byte <= 0x39) digits += 1
  return digits <= MOST_DIGITS
}

function isHeader(line: string): boolean {
  const { names, separators } = findHeader([line])
  return names !== undefined || namesColumns(splitCells(line, separators).cells) || isOfConversations(line)
}

function isOfConversations(line: string): boolean {
  try {
    return openRows([line], true)?.has_header === true
  } catch {
    // Such as a header of another log of the same instrument, which the reader will refuse.
    return false
  }
}
