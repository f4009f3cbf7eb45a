import fc from 'fast-check'
import { expect, test } from 'vitest'

import { FEATURES } from '../../flow/features.ts'
import { useFolder } from '../../testing/folder.ts'
import { readBytes } from '../../testing/read.ts'

const folder = useFolder()

const NAMES = FEATURES.map(({ name }) => name)
const HEADER = ['Src IP', ...NAMES, 'Timestamp', 'Label'].join(',')
const CELLS = HEADER.split(',').length

/** Numbers as files hold them, and everything that only looks like one. */
const cell = fc.oneof(
  { weight: 6, arbitrary: fc.double({ noDefaultInfinity: true, noNaN: true }).map(String) },
  { weight: 6, arbitrary: fc.integer().map(String) },
  { weight: 3, arbitrary: fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }).map(String) },
  { weight: 3, arbitrary: fc.stringMatching(/^-?\d{0,25}\.?\d{0,25}(e[+-]?\d{1,3})?$/) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('', ' ', 'NaN', 'Infinity', '-inf', '0x1F', '1_000', '+5', '.', '-', 'e5', '5.'),
  },
  { weight: 1, arbitrary: fc.string() },
)

/** A row with the right number of good cells but for up to two, or hostile text. */
const row = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .array(fc.tuple(fc.nat(CELLS - 1), cell), { maxLength: 2 })
      .map((changes) => changes.reduce((cells, [at, text]) => cells.with(at, text), Array<string>(CELLS).fill('7')))
      .map((cells) => cells.join(',')),
  },
  { weight: 2, arbitrary: fc.array(cell, { minLength: CELLS, maxLength: CELLS }).map((cells) => cells.join(',')) },
  {
    weight: 2,
    arbitrary: fc.string({ unit: fc.constantFrom('"', ',', '\r', ' ', '1', 'a', '\\', ';', '\t', '\0', 'é') }),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
  { weight: 1, arbitrary: fc.constantFrom('', '   ', HEADER, `"${HEADER}`, '""', '"', ',') },
)

const file = fc.tuple(fc.array(row, { maxLength: 12 }), fc.constantFrom('\n', '\r\n'), fc.boolean())

function textOf([rows, newline, ends]: [string[], string, boolean]): string {
  return [HEADER, ...rows].join(newline) + (ends ? newline : '')
}

/** Lines that hold anything, as an editor numbers them: a line ends at a line feed and nothing else. */
function linesToRead(text: string): number[] {
  // What a line holds is bytes: a space is one of ASCII or Latin-1, as the reader sees it.
  const lines = Buffer.from(text, 'utf8').toString('latin1').split('\n')
  return lines.flatMap((line, at) => (at === 0 || line.trim() === '' ? [] : [at + 1]))
}

test('every line that is not blank is exactly one flow or one rejected row, whatever it holds', async () => {
  await fc.assert(
    fc.asyncProperty(file, async (content) => {
      const text = textOf(content)
      const { flows, rejected } = await readBytes(folder.at('hostile.csv'), text)
      const told = [...flows, ...rejected].map(({ line_number }) => line_number).sort((one, other) => one - other)
      expect(told).toEqual(linesToRead(text))
      expect(rejected.every(({ reason }) => reason !== '')).toBe(true)
    }),
    { numRuns: 120, seed: 1 },
  )
})

test('a classified row holds the numbers of its cells and nothing else', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(cell, { minLength: NAMES.length, maxLength: NAMES.length })), async (rows) => {
      const sound = rows.filter((cells) => !/["\r\n,]/.test(cells.join('')))
      const text = [HEADER, ...sound.map((cells) => ['10.0.0.1', ...cells, '', ''].join(','))].join('\n')
      const { flows } = await readBytes(folder.at('numbers.csv'), text)
      for (const flow of flows) {
        const cells = sound[flow.line_number - 2] ?? []
        flow.features.forEach((value, index) => {
          const expected = Math.fround(Number(cells[index]))
          if (Number.isNaN(value)) expect(FEATURES[index]?.may_be_missing).toBe(true)
          else expect(value, cells[index]).toBe(expected)
        })
      }
    }),
    { numRuns: 40, seed: 2 },
  )
})
