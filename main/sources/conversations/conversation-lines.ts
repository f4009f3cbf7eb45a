import { lineBlocks, lineEnd } from '../csv/line-blocks.ts'
import { toSingleByte } from '../csv/text-encoding.ts'

const NEWLINE = 0x0a

/** Who looks on while a file is read. */
export interface ReadingWatch {
  readonly signal?: AbortSignal
  /** Called for each block of lines. */
  readonly onProgress?: () => Promise<void> | void
}

/** A line that is not blank, with its number counted from 1. */
export interface NumberedLine {
  readonly line: string
  readonly line_number: number
}

/**
 * The lines of a file that are not blank, a block of them at a time; they are made while they are taken.
 * @throws AnomalyError `unreadable_file` when a line is longer than a megabyte
 */
export async function* conversationLines(
  bytes: AsyncIterable<Buffer>,
): AsyncGenerator<Iterable<NumberedLine> & { readonly byte_length: number }> {
  const position = { line: 1 }
  for await (const block of lineBlocks(toSingleByte(bytes), position)) {
    yield { byte_length: block.length, [Symbol.iterator]: () => linesOf(block, position) }
  }
}

function* linesOf(block: Buffer, position: { line: number }): Generator<NumberedLine, void> {
  for (let start = 0; start < block.length; position.line += 1) {
    const newline = block.indexOf(NEWLINE, start)
    const line = block.toString('utf8', start, lineEnd(block, start, newline))
    start = newline + 1
    if (line.trim() !== '') yield { line, line_number: position.line }
  }
}
