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
    // Only the first line can be longer than a chunk; it is held to the limit wherever chunks happen to end.
    if (block.indexOf(NEWLINE) > MAX_LINE_BYTES) throw lineTooLong(next_line)
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

/** Where each line of a block starts and ends, without its line ending (LF or CRLF). */
export function* linesOf(bytes: Buffer): Generator<readonly [start: number, end: number]> {
  for (let start = 0; start < bytes.length;) {
    const newline = bytes.indexOf(NEWLINE, start)
    const line_end = newline < 0 ? bytes.length : newline
    yield [start, line_end > start && bytes[line_end - 1] === CARRIAGE_RETURN ? line_end - 1 : line_end]
    start = line_end + 1
  }
}

/** Lines looked at before the first row is read: a header and enough rows to check units. */
const SAMPLED_LINES = 201
/** Lines of a capture are a thousand times shorter; a file of lines of a megabyte must not fill the memory. */
const SAMPLED_BYTES = 1 << 23

/** The first lines that are not blank (Latin-1), and all blocks that hold anything, with those that were looked at. */
export async function sampleLines(
  blocks: AsyncGenerator<LineBlock>,
): Promise<{ sample: string[]; blocks: AsyncGenerator<LineBlock> }> {
  const seen: LineBlock[] = []
  const sample: string[] = []
  let sampled_bytes = 0
  const isEnough = () => sample.length === SAMPLED_LINES || sampled_bytes > SAMPLED_BYTES
  while (!isEnough()) {
    const next = await blocks.next()
    if (next.done === true) break
    const lines_before = sample.length
    for (const [start, end] of linesOf(next.value.bytes)) {
      if (start === end) continue
      const line = next.value.bytes.toString('latin1', start, end)
      if (line.trim() === '') continue
      sample.push(line)
      sampled_bytes += line.length
      if (isEnough()) break
    }
    // Blank lines give no rows; a file of nothing else must not pile up here.
    if (sample.length > lines_before) seen.push(next.value)
  }
  return { sample, blocks: chained(seen, blocks) }
}

async function* chained(first: readonly LineBlock[], rest: AsyncGenerator<LineBlock>): AsyncGenerator<LineBlock> {
  yield* first
  yield* rest
}
