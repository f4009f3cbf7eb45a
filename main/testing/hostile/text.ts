import fc from 'fast-check'

import { hostileLine } from './cells.ts'
import { place } from './place.ts'
import { hostileTable, type Table } from './tables.ts'

/** How cells become lines. */
interface Writing {
  readonly delimiter: string
  readonly quote: '' | '"' | "'"
  readonly decimal: '.' | ','
  readonly has_header: boolean
  /** Line endings, again and again in this order. */
  readonly newlines: readonly string[]
  readonly ends: boolean
}

const writing: fc.Arbitrary<Writing> = fc.record({
  delimiter: fc.oneof({ weight: 4, arbitrary: fc.constant(',') }, fc.constantFrom(';', '\t', '|', ';', ' ')),
  quote: fc.oneof({ weight: 4, arbitrary: fc.constant('' as const) }, fc.constantFrom('"' as const, "'" as const)),
  decimal: fc.oneof({ weight: 6, arbitrary: fc.constant('.' as const) }, fc.constant(',' as const)),
  has_header: fc.oneof({ weight: 9, arbitrary: fc.constant(true) }, fc.constant(false)),
  newlines: fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(['\n'], ['\r\n'], ['\n', '\r\n']) },
    fc.constantFrom(['\r'], ['\r\r\n'], ['\n', '\r'], ['\n\n'], ['\n', ' \n', '\r\n']),
  ),
  ends: fc.boolean(),
})

function linesOf({ names, rows }: Table, { delimiter, quote, decimal, has_header }: Writing): string[] {
  const quoted = (cell: string) => (quote === '' ? cell : quote + cell.replaceAll(quote, quote + quote) + quote)
  const written = (cell: string) => (decimal === ',' ? cell.replace('.', ',') : cell)
  return (has_header ? [names, ...rows] : rows).map((cells) =>
    cells.map((cell) => quoted(written(cell))).join(delimiter),
  )
}

function joined(lines: readonly string[], { newlines, ends }: Writing): string {
  const ending = (line: number) => newlines[line % newlines.length] ?? '\n'
  return lines.map((line, at) => (ends || at < lines.length - 1 ? line + ending(at) : line)).join('')
}

const strayLines = fc.array(fc.tuple(place, hostileLine), { maxLength: 4 })

/** The text of a capture: a table as lines, with lines between them that are none of it. */
export const hostileText: fc.Arbitrary<string> = fc
  .tuple(hostileTable, writing, strayLines)
  .map(([table, how, stray]) => {
    const lines = stray.reduce(
      (all, [place, line]) => all.toSpliced(Math.floor(place * (all.length + 1)), 0, line),
      linesOf(table, how),
    )
    return joined(lines, how)
  })
