import { AnomalyError } from '../../contract/errors.ts'

/** Whole lines of a file, each ended by a newline but perhaps the last one of the file. */
export interface LineBlock {
  readonly bytes: Buffer
  /** Number of the first line, counted from 1 as an editor counts. */
  readonly first_line: number
}

/** A flow row has about a thousand characters; a "line" of this size is no flow capture. */
const MAX_LINE_BYTES = 1 << 20

const NEWLINE = 0x0a
const UTF8_MARK = Buffer.from([0xef, 0xbb, 0xbf])

/**
 * Cuts a byte stream into blocks of whole lines. A line is a row: no flow meter writes a newline inside a cell, and
 * taking none keeps every line number exact whatever the quotes do.
 * @throws AnomalyError `unreadable_file` when a line is longer than a megabyte
 */
export async function* lineBlocks(bytes: AsyncIterable<Buffer>): AsyncGenerator<LineBlock> {
  let rest: Buffer = Buffer.alloc(0)
  let next_line = 1
  let is_start = true
  for await (const chunk of bytes) {
    let block = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    if (is_start && block.length >= UTF8_MARK.length) {
      if (block.subarray(0, UTF8_MARK.length).equals(UTF8_MARK)) block = block.subarray(UTF8_MARK.length)
      is_start = false
    }
    const end = block.lastIndexOf(NEWLINE)
    rest = block.subarray(end + 1)
    if (rest.length > MAX_LINE_BYTES) throw lineTooLong(next_line + countLines(block.subarray(0, end + 1)))
    if (end < 0) continue
    const lines = block.subarray(0, end + 1)
    const first_line = next_line
    next_line += countLines(lines)
    yield { bytes: lines, first_line }
  }
  if (rest.length > 0) yield { bytes: rest, first_line: next_line }
}

function countLines(bytes: Buffer): number {
  let lines = 0
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) lines += 1
  return lines
}

function lineTooLong(line: number): AnomalyError {
  return new AnomalyError(
    'unreadable_file',
    `Line ${String(line)} is longer than a megabyte. This is not a flow capture, or its line endings are missing.`,
  )
}

const CARRIAGE_RETURN = 0x0d

/**
 * Where each line of a block starts and ends, without its line ending: LF, CRLF, or the CRCRLF that a CRLF becomes when
 * a program on Windows writes it as text.
 */
export function* linesOf(bytes: Buffer): Generator<readonly [start: number, end: number]> {
  for (let start = 0; start < bytes.length;) {
    const newline = bytes.indexOf(NEWLINE, start)
    const line_end = newline < 0 ? bytes.length : newline
    let end = line_end
    while (end > start && bytes[end - 1] === CARRIAGE_RETURN) end -= 1
    yield [start, end]
    start = line_end + 1
  }
}

/** Lines looked at before the first row is read: a header and enough rows to check units. */
const SAMPLED_LINES = 201

/** The first lines that are not blank (Latin-1), and all blocks with those that were looked at. */
export async function sampleLines(
  blocks: AsyncGenerator<LineBlock>,
): Promise<{ sample: string[]; blocks: AsyncGenerator<LineBlock> }> {
  const seen: LineBlock[] = []
  const sample: string[] = []
  while (sample.length < SAMPLED_LINES) {
    const next = await blocks.next()
    if (next.done === true) break
    seen.push(next.value)
    for (const [start, end] of linesOf(next.value.bytes)) {
      const line = next.value.bytes.toString('latin1', start, end)
      if (line.trim() !== '') sample.push(line)
      if (sample.length === SAMPLED_LINES) break
    }
  }
  return { sample, blocks: chained(seen, blocks) }
}

async function* chained(first: readonly LineBlock[], rest: AsyncGenerator<LineBlock>): AsyncGenerator<LineBlock> {
  yield* first
  yield* rest
}
