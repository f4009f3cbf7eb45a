import { AnomalyError } from '../../contract/errors.ts'

/** Whole lines of a file, without the last line's newline. */
export interface LineBlock {
  readonly text: string
  /** Number of the first line, counted from 1 as an editor counts. */
  readonly first_line: number
}

/** A flow row has about a thousand characters; a "line" of this size is no flow capture. */
const MAX_LINE_CHARS = 1 << 20

/**
 * Cuts a byte stream into blocks of whole lines. A line is a row: no flow meter writes a newline inside a cell, and
 * taking none keeps every line number exact whatever the quotes do.
 *
 * Bytes become characters one to one (Latin-1), so that a row written out again has the bytes it came with;
 * {@link decodeCell} recovers the text of a cell that needs it.
 *
 * @throws AnomalyError `unreadable_file` when a line is longer than a megabyte.
 */
export async function* lineBlocks(bytes: AsyncIterable<Buffer>): AsyncGenerator<LineBlock> {
  let rest = ''
  let next_line = 1
  let is_start = true
  for await (const chunk of bytes) {
    let text = rest + chunk.toString('latin1')
    if (is_start && text.length >= UTF8_MARK.length) {
      if (text.startsWith(UTF8_MARK)) text = text.slice(UTF8_MARK.length)
      is_start = false
    }
    const end = text.lastIndexOf('\n')
    if (end < 0) {
      if (text.length > MAX_LINE_CHARS) throw lineTooLong(next_line)
      rest = text
      continue
    }
    const block = { text: text.slice(0, end), first_line: next_line }
    rest = text.slice(end + 1)
    next_line += countLines(block.text)
    yield block
  }
  if (rest !== '') yield { text: rest, first_line: next_line }
}

const UTF8_MARK = '\u00ef\u00bb\u00bf'

function countLines(text: string): number {
  let lines = 1
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines += 1
  return lines
}

function lineTooLong(line: number): AnomalyError {
  return new AnomalyError(
    'unreadable_file',
    `Line ${String(line)} is longer than a megabyte. This is not a flow capture, or its line endings are missing.`,
  )
}

/** The text of a cell read as Latin-1: UTF-8 when it is valid UTF-8, else as it stands. */
export function decodeCell(cell: string): string {
  // eslint-disable-next-line no-control-regex
  if (/^[\x00-\x7f]*$/.test(cell)) return cell
  try {
    return utf8.decode(Buffer.from(cell, 'latin1'))
  } catch {
    return cell
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true })
