import { afterAll, beforeAll, expect, test } from 'vitest'

import type { Doubt } from '../../contract/captures.ts'
import { startApp, type TestApp } from '../testing/app.ts'
import { simulatedCapture, withCell, writeCsv } from '../testing/captures.ts'
import { useFolder } from '../testing/folder.ts'

const folder = useFolder()
let app: TestApp

beforeAll(async () => {
  app = await startApp(folder.at('data'))
})
afterAll(() => app.close())

const { header, rows } = simulatedCapture('corrected', 60)
const original = simulatedCapture('original', 60)
/** The corrected layout without the columns that tell it, and with one that nobody knows. */
const odd = [header, ...rows].map((line, at) => {
  const cells = line.split(',').filter((_, column) => header.split(',')[column]?.trim() !== 'Fwd RST Flags')
  return [...cells, at === 0 ? 'Site' : 'berlin'].join(',')
})

const cases: readonly (readonly [string, { header: string; rows: readonly string[] }, Doubt[]])[] = [
  ['the corrected release', { header, rows }, []],
  ['the original release', original, []],
  [
    'an unknown layout',
    { header: odd[0] ?? '', rows: odd.slice(1) },
    ['unknown-dialect', 'assumed-time-zone', 'odd-columns'],
  ],
  [
    'a file with unreadable times',
    { header, rows: rows.map((row) => withCell(header, row, 'Timestamp', '55:58.0')) },
    ['unreadable-times'],
  ],
  ['a file without a header', { header: original.rows[0] ?? '', rows: original.rows.slice(1) }, ['no-header']],
]

test.each(cases)('%s leaves these doubts', async (name, lines, doubts) => {
  const path = await writeCsv(folder.at(`${name.replaceAll(' ', '-')}.csv`), lines)
  expect((await app.call('captures.preview', { path })).doubts).toEqual(doubts)
})

test('a chosen offset is no assumption, moves the times, and a file that is there already is told', async () => {
  const path = await writeCsv(folder.at('zone.csv'), { header: odd[0] ?? '', rows: odd.slice(1) })
  const assumed = await app.call('captures.preview', { path })
  const chosen = await app.call('captures.preview', { path, utc_offset_minutes: 120 })
  expect(chosen.doubts).toEqual(['unknown-dialect', 'odd-columns'])
  expect(Date.parse(assumed.first_flow_at ?? '') - Date.parse(chosen.first_flow_at ?? '')).toBe(2 * 3_600_000)
  await app.importFile(path)
  expect((await app.call('captures.preview', { path })).doubts).toContain('imported-before')
})
