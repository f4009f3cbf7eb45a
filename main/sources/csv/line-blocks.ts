import { AnomalyError } from '../../../contract/errors.ts'

/** A flow row has about a thousand characters; a "line" of this size is no flow capture. */
const MAX_LINE_BYTES = 1 << 20

const NEWLINE = 0x0a
const CARRIAGE_RETURN = 0x0d
const UTF8_MARK = Buffer.from([0xef, 0xbb, 0xbf])

/** How far a reader has come. */
export interface LinePosition {
  /** Number of the next line, counted from 1 as an editor counts. */
  line: number
}

/**
 * Cuts a byte stream into blocks of whole lines, each line ended by a newline: the last one of the file gets one when it
 * has none. A line is a row: no flow meter writes a newline inside a cell, and taking none keeps every line number exact
 * whatever the quotes do. A block is valid until the next one is asked for.
 * @param position kept by whoever takes the blocks, and told when a line is refused
 * @throws AnomalyError `unreadable_file` when a line is longer than a megabyte
 */
export async function* lineBlocks(bytes: AsyncIterable<Buffer>, position: LinePosition): AsyncGenerator<Buffer> {
  let buffer: Buffer = Buffer.allocUnsafeSlow(0)
  let length = 0
  let is_start = true
  for await (const chunk of bytes) {
    if (length + chunk.length >= buffer.length) buffer = enlarged(buffer, length, length + chunk.length)
    length += chunk.copy(buffer, length)
    if (is_start && length >= UTF8_MARK.length) {
      if (buffer.subarray(0, UTF8_MARK.length).equals(UTF8_MARK)) {
        buffer.copyWithin(0, UTF8_MARK.length, length)
        length -= UTF8_MARK.length
      }
      is_start = false
    }
    const filled = buffer.subarray(0, length)
    // Only the first line can be longer than a chunk; it is held to the limit wherever chunks happen to end.
    if (length > MAX_LINE_BYTES && filled.indexOf(NEWLINE) > MAX_LINE_BYTES) throw lineTooLong(position.line)
    const end = filled.lastIndexOf(NEWLINE) + 1
    if (end > 0) yield buffer.subarray(0, end)
    if (length - end > MAX_LINE_BYTES) throw lineTooLong(position.line)
    buffer.copyWithin(0, end, length)
    length -= end
  }
  if (length === 0) return
  buffer[length] = NEWLINE
  yield buffer.subarray(0, length + 1)
}

/** Leaves room for one byte more than needed: the last line may want a newline. */
function enlarged(buffer: Buffer, length: number, needed_bytes: number): Buffer {
  const larger = Buffer.allocUnsafeSlow(Math.max(2 * buffer.length, needed_bytes + 1))
  buffer.copy(larger, 0, 0, length)
  return larger
}

function lineTooLong(line: number): AnomalyError {
  return new AnomalyError(
    'unreadable_file',
    `Line ${String(line)} is longer than 1 MB. Either this is not a flow capture, or its line endings are missing.`,
  )
}

/**
 * Where the line that ends with the newline at `newline` ends without its line ending: LF, CRLF, or the CRCRLF that a
 * CRLF becomes when a program on Windows writes it as text.
 */
export function lineEnd(bytes: Buffer, start: number, newline: number): number {
  let end = newline
  while (end > start && bytes[end - 1] === CARRIAGE_RETURN) end -= 1
  return end
}

/** Lines looked at before the first row is read: a header and enough rows to check units. */
export const SAMPLED_LINES = 201
/** Lines of a capture are a thousand times shorter; a file of lines of a megabyte must not fill the memory. */
const SAMPLED_BYTES = 1 << 23

interface SeenBlock {
  readonly block: Buffer
  readonly first_line: number
}

/** The first lines that are not blank (Latin-1) with their numbers, and all blocks that hold anything, with those that were looked at. */
export async function sampleLines(
  blocks: AsyncGenerator<Buffer>,
  position: LinePosition,
): Promise<{ sample: string[]; line_numbers: number[]; blocks: AsyncGenerator<Buffer> }> {
  const line_numbers: number[] = []
  const seen: SeenBlock[] = []
  const sample: string[] = []
  let sampled_bytes = 0
  const isEnough = () => sample.length === SAMPLED_LINES || sampled_bytes > SAMPLED_BYTES
  while (!isEnough()) {
    const next = await blocks.next()
    if (next.done === true) break
    const block = next.value
    const first_line = position.line
    const lines_before = sample.length
    for (let start = 0; start < block.length; position.line += 1) {
      const newline = block.indexOf(NEWLINE, start)
      const line = isEnough() ? '' : block.toString('latin1', start, lineEnd(block, start, newline))
      start = newline + 1
      if (line.trim() === '') continue
      sample.push(line)
      line_numbers.push(position.line)
      sampled_bytes += line.length
    }
    // Blank lines give no rows; a file of nothing else must not pile up here.
    if (sample.length > lines_before) seen.push({ block: Buffer.from(block), first_line })
  }
  return { sample, line_numbers, blocks: chained(seen, blocks, position) }
}

async function* chained(
  first: readonly SeenBlock[],
  rest: AsyncGenerator<Buffer>,
  position: LinePosition,
): AsyncGenerator<Buffer> {
  const next_line = position.line
  for (const { block, first_line } of first) {
    position.line = first_line
    yield block
  }
  position.line = next_line
  yield* rest
}
