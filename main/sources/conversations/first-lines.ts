import { AnomalyError } from '../../../contract/errors.ts'
import { SAMPLED_LINES } from '../csv/line-blocks.ts'
import { detectEncoding } from '../csv/text-encoding.ts'
import { readStart, START_BYTES } from '../file-start.ts'
import { beginsObject } from './json-line.ts'
import { lookThrough } from './look-through.ts'

/** Two lines of the greatest length that is read. */
const MOST_CHARS = 1 << 21

/** How a file of lines begins. */
export interface FirstLines {
  /** Those that are not blank. */
  readonly first_lines: readonly string[]
  /** Whether the file may have others. */
  readonly is_longer: boolean
}

/** @throws AnomalyError `unreadable_file` */
export async function readFirstLines(path: string): Promise<FirstLines> {
  const start = await readStart(path)
  const encoding = detectEncoding(start)
  const text = new TextDecoder(encoding === 'single-byte' ? 'utf-8' : encoding).decode(start)
  const lines = text.split('\n').map(withoutReturns)
  const is_cut = start.length >= START_BYTES
  const cut = is_cut ? lines.pop() : undefined
  const whole = lines.filter((line) => line.trim() !== '')
  // A header is short, but one event may be longer than the start of the file: the counters of many threads are.
  const is_unseen = cut !== undefined && beginsObject(cut) && !whole.some(beginsObject)
  const first_lines = (is_unseen ? await readOn(path) : null) ?? whole.slice(0, SAMPLED_LINES)
  return { first_lines, is_longer: is_cut || first_lines.length >= SAMPLED_LINES }
}

/** The first lines, however long they are; null where one is too long, which whoever reads the file will say. */
async function readOn(path: string): Promise<readonly string[] | null> {
  const lines: string[] = []
  let chars = 0
  const see = (line: string) => {
    lines.push(line)
    chars += line.length
    return lines.length < SAMPLED_LINES && chars < MOST_CHARS
  }
  try {
    await lookThrough(path, see)
  } catch (error) {
    if (error instanceof AnomalyError) return null
    throw error
  }
  return lines
}

/** By hand: a pattern that looks for the end begins anew at each of a million carriage returns. */
function withoutReturns(line: string): string {
  let end = line.length
  while (end > 0 && line.charCodeAt(end - 1) === 13) end -= 1
  return line.slice(0, end)
}
