import { expect, test } from 'vitest'

import { simulatedCapture, withCell, writeCsv } from '../testing/captures.ts'
import { useFolder } from '../testing/folder.ts'
import { readFlows } from '../sources/csv/read-flows.ts'
import { type UnreadCells, UnreadCounter } from './unread-cells.ts'

const folder = useFolder()

async function unreadOf(path: string, is_general_only: boolean): Promise<UnreadCells[]> {
  const unread: UnreadCells[] = []
  for await (const part of readFlows(path, { is_general_only })) unread.push(...part.unread)
  return unread
}

test('labels of no known threat type and times of no known form are counted over the whole file, either way', async () => {
  const { header, rows } = simulatedCapture('corrected', 1000)
  const odd: Readonly<Record<number, readonly [column: string, text: string]>> = {
    500: ['Label', 'Ransomware'],
    501: ['Label', 'Ransomware'],
    502: ['Label', ''],
    503: ['Timestamp', 'yesterday'],
    504: ['Timestamp', ''],
    505: ['Timestamp', '2017-07-03 25:57:41.826651'],
  }
  const changed = rows.map((row, at) => {
    const change = odd[at]
    return change === undefined ? row : withCell(header, row, ...change)
  })
  const path = await writeCsv(folder.at('odd.csv'), { header, rows: changed })
  const expected = [
    { column: 'Label', value: 'Ransomware', cells: 2 },
    { column: 'Timestamp', value: null, cells: 2 },
  ]
  expect(await unreadOf(path, false)).toEqual(expected)
  expect(await unreadOf(path, true)).toEqual(expected)
})

test('ever other labels are told of together', () => {
  const counter = new UnreadCounter()
  for (let at = 0; at < 1000; at += 1) counter.addLabel(`label ${String(at)}`)
  const counts = counter.counts()
  expect(counts).toHaveLength(21)
  expect(counts.reduce((sum, { cells }) => sum + cells, 0)).toBe(1000)
  expect(counts.find(({ value }) => value === null)?.cells).toBe(980)
})
