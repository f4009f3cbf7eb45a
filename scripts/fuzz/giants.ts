import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'

import type { Outcome } from '../../main/testing/hostile/hold-reader.ts'
import { simulatedCapture, withCell } from '../../main/testing/captures.ts'

/** A file made to fill the memory or an afternoon, and how reading it must end. */
export interface Giant {
  readonly name: string
  readonly is_gzip: boolean
  chunks(): Iterable<string>
  readonly expected: Outcome
}

const { header, rows } = simulatedCapture('corrected', 40)
const sound = rows[0] ?? ''
const other = rows[1] ?? ''
const MB = 1 << 20

function* again(text: string, times: number): Generator<string> {
  const at_once = Math.max(1, Math.floor(MB / text.length))
  for (let left = times; left > 0; left -= at_once) yield text.repeat(Math.min(left, at_once))
}

function* after(first: string, ...rest: readonly Iterable<string>[]): Generator<string> {
  yield first
  for (const each of rest) yield* each
}

// How many rows are read before a refusal is no matter.
const refused: Outcome = { ended: 'unreadable_file', flows: 0, rejected: 0 }
const unknown: Outcome = { ended: 'unknown_dialect', flows: 0, rejected: 0 }
const read = (flows: number, rejected: number): Outcome => ({ ended: 'read', flows, rejected })

function plain(name: string, expected: Outcome, chunks: Giant['chunks']): Giant {
  return { name, is_gzip: false, expected, chunks }
}

function gzip(name: string, expected: Outcome, chunks: Giant['chunks']): Giant {
  return { name, is_gzip: true, expected, chunks }
}

const padding = `"${'a"'.repeat(MB / 4)}${' '.repeat(MB / 2 - 100)},`
const wide_header = `${header},${Array.from({ length: 10_000 }, (_, column) => `extra ${String(column)}`).join(',')}`
const wide_cells = `,${Array<string>(10_000).fill('x'.repeat(96)).join(',')}`
const long_names = header
  .split(',')
  .map((name) => (name.trim() === 'Flow Duration' ? `Flow Duration${'!'.repeat(MB - 100_000)}` : name))
  .join(',')
const semicolons = (line: string) => line.replaceAll(',', ';')

const LARGE_FILES: readonly Giant[] = [
  plain('32 MB of blank lines', unknown, () => again('\n', 32 * MB)),
  plain('12 MB of blank lines before and between flows', read(2, 0), () =>
    after('', again('\r\n', 4 * MB), [`${header}\n${sound}\n`], again(' \n', 2 * MB), [sound]),
  ),
  plain('250 lines of a megabyte of digits', read(0, 250), () =>
    after(`${header}\n`, again(`${'7'.repeat(MB - 1)}\n`, 250)),
  ),
  plain('200 rows of 10,000 columns and a megabyte', read(200, 0), () =>
    after(`${wide_header}\n`, again(`${sound}${wide_cells}\n`, 200)),
  ),
  plain('200 of them that go the general way', read(200, 0), () =>
    after(`${wide_header}\n`, again(`${withCell(header, sound, 'Flow Bytes/s', 'Infinity')}${wide_cells}\n`, 200)),
  ),
  plain('400 flows with addresses of half a megabyte', read(400, 0), () =>
    after(`${header}\n`, again(`${withCell(header, sound, 'Src IP', 'f'.repeat(MB / 2))}\n`, 400)),
  ),
  plain('400 flows with labels of half a megabyte', read(400, 0), function* () {
    yield `${header}\n`
    for (let row = 0; row < 400; row += 1)
      yield `${withCell(header, sound, 'Label', String(row).padEnd(MB / 2, 'x'))}\n`
  }),
  plain('200,000 faulty rows under a name of a megabyte', read(0, 200_000), () =>
    after(`${long_names}\n`, again(`${withCell(header, sound, 'Flow Duration', 'x')}\n`, 200_000)),
  ),
  plain('20 lines of quotes before a megabyte of spaces', read(0, 20), () =>
    after(`${header}\n`, again(`${padding}\n`, 20)),
  ),
  plain('20 lines of misplaced quotes', read(0, 20), () =>
    after(`${header}\n`, again(`"${'a"'.repeat(MB / 2 - 2)}\n`, 20)),
  ),
  plain('decimal commas beside a million digits', read(1, 1), () => [
    `${semicolons(header)}\n1,5;${'1'.repeat(MB - 10)}\n${semicolons(sound)}`,
  ]),
  plain('three million rejected rows', refused, () => after(`${header}\n`, again('x\n', 3_000_000))),
]

/** Small files that unpack to large ones. */
export const BOMBS: readonly Giant[] = [
  gzip('256 MB of zeros', refused, () => again('\0', 256 * MB)),
  gzip('128 MB of blank lines', refused, () => again('\n', 128 * MB)),
  // Its ratio is 200: it is read like the large capture it is.
  gzip('256 MB of one flow', read(Math.floor((256 * MB) / sound.length), 0), () =>
    after(`${header}\n`, again(`${sound}\n`, Math.floor((256 * MB) / sound.length))),
  ),
  gzip('256 MB of rejected rows', refused, () => after(`${header}\n${other}\n`, again('x\n', 128 * MB))),
]

export const GIANTS: readonly Giant[] = [...LARGE_FILES, ...BOMBS]

/** Writes the file, compressing as well as can be. */
export async function writeGiant(giant: Giant, path: string): Promise<void> {
  const source = Readable.from(latin1(giant.chunks()))
  const target = createWriteStream(path)
  await (giant.is_gzip ? pipeline(source, createGzip({ level: 9 }), target) : pipeline(source, target))
}

function* latin1(chunks: Iterable<string>): Generator<Buffer> {
  for (const chunk of chunks) yield Buffer.from(chunk, 'latin1')
}
