import { writeFile } from 'node:fs/promises'

import { describe, expect, test } from 'vitest'

import { failureOf } from '../../testing/failure.ts'
import { useFolder } from '../../testing/folder.ts'
import { conversationParts } from './conversation-parts.ts'

const folder = useFolder()
const NAMES =
  'Src IP,Src Port,Dst IP,Dst Port,Protocol,Timestamp,Flow Duration,Total Fwd Packets,Total Backward Packets,Total Length of Fwd Packets,Total Length of Bwd Packets'
const rowAt = (time: string) => `192.0.2.9,50000,198.51.100.5,22,6,${time},1500,3,2,120,80`

async function read(lines: readonly string[]) {
  const path = folder.at('flows.csv')
  await writeFile(path, lines.join('\n'))
  const days: string[] = []
  const rejected: string[] = []
  let rows = 0
  for await (const part of conversationParts(path)) {
    rows += part.rows
    rejected.push(...part.rejected.map(({ reason }) => reason))
    for (const time_us of part.batch.timestamps_us.subarray(0, part.rows))
      days.push(new Date(time_us / 1000).toISOString().slice(0, 10))
  }
  return { rows, days: [...new Set(days)], rejected }
}

describe('a table that has the columns of conversations alone', () => {
  test('has the order of dates that any of its rows proves', async () => {
    const times = Array.from({ length: 300 }, (_, row) => `1/${row < 250 ? '12' : '13'}/2026 14:30`)
    expect(await read([NAMES, ...times.map(rowAt)])).toEqual({
      ...{ rows: 300, days: ['2026-01-12', '2026-01-13'], rejected: [] },
    })
  })

  test('is refused where a row contradicts the order of its dates', async () => {
    const rows = [...Array<string>(250).fill('13/1/2026 14:30'), '1/14/2026 14:30'].map(rowAt)
    expect((await failureOf(read([NAMES, ...rows]))).message).toMatch(/^Line 252 has the time "1\/14\/2026 14:30"/)
  })

  test('fails where none of its rows can be read', async () => {
    const row = rowAt('2026-01-13 14:30').replace('1500', 'long')
    expect((await failureOf(read([NAMES, row, row]))).message).toMatch(
      /^None of the 2 rows could be read: each has a Flow Duration that is not a number; the first is line 2/,
    )
  })

  test('is refused where a second header has other columns', async () => {
    const names = NAMES.replace('Total Fwd Packets,Total Backward Packets', 'Total Backward Packets,Total Fwd Packets')
    const row = rowAt('2026-01-13 14:30')
    expect((await failureOf(read([NAMES, row, names, row]))).message).toMatch(/^Line 3 is a second header/)
    expect(await read([NAMES, row, NAMES, row])).toMatchObject({ rows: 2, rejected: ['repeats the header'] })
  })
})
