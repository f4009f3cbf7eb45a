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

test('ports and protocols that are none are counted, those that are left out are not', async () => {
  const { header, rows } = simulatedCapture('corrected', 1000)
  const odd: Readonly<Record<number, readonly [column: string, text: string]>> = {
    500: ['Dst Port', 'https'],
    501: ['Dst Port', 'https'],
    502: ['Src Port', '70000'],
    503: ['Src Port', '80.5'],
    504: ['Protocol', 'foo'],
    505: ['Protocol', '1\u00007'],
    506: ['Protocol', 'tcp'],
    507: ['Src Port', '0x1f90'],
    508: ['Dst Port', ''],
    509: ['Protocol', '-'],
    510: ['Src Port', 'NaN'],
  }
  const changed = rows.map((row, at) => {
    const change = odd[at]
    return change === undefined ? row : withCell(header, row, ...change)
  })
  const path = await writeCsv(folder.at('ports.csv'), { header, rows: changed })
  const expected = [
    { column: 'Dst Port', value: 'https', cells: 2 },
    { column: 'Src Port', value: '70000', cells: 1 },
    { column: 'Src Port', value: '80.5', cells: 1 },
    { column: 'Protocol', value: 'foo', cells: 1 },
    { column: 'Protocol', value: '1\u00007', cells: 1 },
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
