import { writeFile } from 'node:fs/promises'

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { csvText, simulatedCapture } from '../../testing/captures.ts'
import { eveLog } from '../../testing/eve-log.ts'
import { useFolder } from '../../testing/folder.ts'
import { argusCsv, nfdump16Csv, nfdump17Csv } from '../../testing/netflow-tables.ts'
import { readAll } from '../../testing/read.ts'
import { readAsConversations } from '../../testing/read-conversations.ts'
import { wireFlows } from '../../testing/wire-flows.ts'
import { zeekJsonLog, zeekTsvLog } from '../../testing/zeek-logs.ts'
import { FileCutter, unitKindOf } from './file-cutter.ts'
import type { ClosedSegment } from './follower.ts'
import { LineUnits } from './line-units.ts'
import { SegmentFiles } from './segment-files.ts'
import { withFile } from './with-file.ts'

const folder = useFolder()
const CAPTURE = simulatedCapture('corrected', 250)
const FLOWS = wireFlows(CAPTURE)

/** Cuts a file that is all there, each piece at `enough_bytes`. */
async function cutAll(path: string, enough_bytes: number): Promise<ClosedSegment[]> {
  const files = await SegmentFiles.open(folder.at('pieces'))
  const segments: ClosedSegment[] = []
  await withFile(path, async (handle) => {
    const kind = await unitKindOf(handle)
    if (kind !== 'lines') throw new Error('the file has no lines')
    const cutter = new FileCutter(kind)
    for (let taken_byte = 0; ;) {
      const stats = await handle.stat()
      const piece = await cutter.cut(handle, { path, stats, taken_byte, enough_bytes, with_tail: false }, files)
      if (piece.segment !== null) segments.push(piece.segment)
      if (piece.segment === null || piece.is_exhausted) return
      taken_byte = piece.end_byte
    }
  })
  return segments
}

describe.each([
  ['Zeek', 'conn.log', zeekTsvLog(FLOWS)],
  ['Zeek in JSON', 'conn.json', zeekJsonLog(FLOWS)],
  ['Suricata', 'eve.json', eveLog(FLOWS)],
  ['nfdump 1.6', 'nfdump.csv', nfdump16Csv(FLOWS, true)],
  ['nfdump 1.7', 'nfdump7.csv', nfdump17Csv(FLOWS)],
  ['Argus', 'argus.csv', argusCsv(FLOWS, 'lengths')],
])('pieces of a file of %s', (_, name, text) => {
  test('are read as the file is, row for row', async () => {
    const path = folder.at(name)
    const whole = await readAsConversations(path, text)
    const pieces = await cutAll(path, Math.ceil(text.length / 4))
    expect(pieces.length).toBeGreaterThan(2)
    // Both directions of a conversation that the instrument tells apart may be cut from each other; each row is there.
    const told: string[] = []
    for (const piece of pieces) {
      const read = await readAsConversations(folder.at('piece'), await readText(piece.path))
      expect(read.rejected).toEqual([])
      told.push(...read.conversations.map((each) => JSON.stringify({ ...each, file_row: 0, line_number: 0 })))
    }
    const all = whole.conversations.map((each) => JSON.stringify({ ...each, file_row: 0, line_number: 0 }))
    if (name === 'nfdump7.csv') expect(told.length).toBeGreaterThanOrEqual(all.length)
    else expect(told).toEqual(all)
  })
})

async function readText(path: string): Promise<Buffer> {
  return withFile(path, (handle) => handle.readFile())
}

test.each(['original', 'corrected'] as const)('pieces of a table (%s) are read as the table is', async (layout) => {
  const capture = simulatedCapture(layout, 250)
  const path = folder.at(`${layout}.csv`)
  // Written again behind the first ones, as a program does that is started again.
  await writeFile(path, `${csvText(capture, '\r\n')}${csvText(capture, '\r\n')}`)
  const whole = await readAll(path)
  const told = []
  for (const piece of await cutAll(path, 30_000)) told.push(...(await readAll(piece.path)).flows)
  const withoutLine = (flows: readonly { readonly line_number: number }[]) =>
    flows.map((flow) => ({ ...flow, line_number: 0 }))
  expect(withoutLine(told)).toEqual(withoutLine(whole.flows))
  expect(told.length).toBe(500)
})

const line = fc.oneof(
  { weight: 5, arbitrary: fc.stringMatching(/^\d{5},\d{5},[a-z]{0,9}$/) },
  { weight: 1, arbitrary: fc.constantFrom('', '  ', CAPTURE.header, '#close 2026', '{"a":1}', 'a,b', '"', '\0') },
  { weight: 1, arbitrary: fc.string() },
)
const text = fc
  .tuple(fc.array(line, { maxLength: 40 }), fc.constantFrom('\n', '\r\n'), fc.boolean())
  .map(([lines, newline, ends]) => Buffer.from(lines.join(newline) + (ends ? newline : '')))

test('however a text grows, its lines are cut whole, each once and in their order', () => {
  fc.assert(
    fc.property(
      text,
      fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1 }),
      fc.integer({ min: 1, max: 200 }),
      (bytes, grown, enough_bytes) => {
        const units = new LineUnits()
        let position = 0
        for (let end = 0, turn = 0; end < bytes.length; turn += 1) {
          end = Math.min(bytes.length, end + (grown[turn % grown.length] ?? 1))
          for (;;) {
            const length = units.scan(bytes.subarray(position, end), enough_bytes)
            if (length === 0) break
            const piece = bytes.subarray(position, position + length)
            expect(piece.at(-1)).toBe(0x0a)
            // No line but the last one is beyond what is enough.
            expect(piece.subarray(0, -1).lastIndexOf(0x0a)).toBeLessThan(enough_bytes - 1)
            position += length
          }
        }
        expect(position).toBe(bytes.lastIndexOf(0x0a) + 1)
        const last_header = bytes.toString('latin1', 0, position).lastIndexOf(CAPTURE.header)
        if (last_header >= 0) expect(units.head.toString('latin1').trim()).toBe(CAPTURE.header)
      },
    ),
    { numRuns: 300, seed: 1 },
  )
})
