import { describe, expect, test } from 'vitest'

import { readFlows } from '../sources/csv/read-flows.ts'
import type { MissingCells } from './missing-cells.ts'
import { simulatedCapture, withCell, writeCsv } from '../testing/captures.ts'
import { useFolder } from '../testing/folder.ts'

const folder = useFolder()

async function missingIn(path: string, batch_rows: number): Promise<MissingCells[]> {
  const found: MissingCells[] = []
  for await (const { missing } of readFlows(path, { batch_rows })) found.push(...missing)
  return found
}

describe('cells without a value', () => {
  const { header, rows } = simulatedCapture('original', 40, 3)
  const plain = rows.map((row) =>
    withCell(header, withCell(header, row, 'Init_Win_bytes_forward', '1'), 'Init_Win_bytes_backward', '0'),
  )

  test('are counted by feature and by how the file writes them, in classified rows only', async () => {
    const cells: readonly (readonly [number, string, string])[] = [
      [0, 'Flow Bytes/s', ''],
      [1, 'Flow Bytes/s', 'NaN'],
      [2, 'Flow Bytes/s', 'Infinity'],
      [3, 'Flow Packets/s', '-inf'],
      [4, 'Flow Packets/s', ' inf '],
      [5, 'Init_Win_bytes_forward', '-1'],
      [6, 'Init_Win_bytes_backward', '-1'],
      [7, 'Init_Win_bytes_backward', '-1'],
      [8, 'Flow Bytes/s', 'NaN'],
      [8, 'Flow Duration', 'soon'],
      [9, 'Flow IAT Min', '-1'],
    ]
    const changed = [...plain]
    for (const [row, name, text] of cells) changed[row] = withCell(header, changed[row] ?? '', name, text)
    const path = await writeCsv(folder.at('missing.csv'), { header, rows: changed })
    expect(await missingIn(path, 1000)).toEqual([
      { feature: 'Flow Bytes/s', kind: 'empty', cells: 1 },
      { feature: 'Flow Bytes/s', kind: 'nan', cells: 1 },
      { feature: 'Flow Bytes/s', kind: 'infinite', cells: 1 },
      { feature: 'Flow Packets/s', kind: 'infinite', cells: 2 },
      { feature: 'Init_Win_bytes_forward', kind: 'negative', cells: 1 },
      { feature: 'Init_Win_bytes_backward', kind: 'negative', cells: 2 },
    ])
  })

  test('are counted batch by batch, and each batch for itself', async () => {
    const changed = plain.map((row) => withCell(header, row, 'Flow Bytes/s', 'NaN'))
    const path = await writeCsv(folder.at('batches.csv'), { header, rows: changed })
    const counts = await missingIn(path, 16)
    expect(counts.map(({ cells }) => cells)).toEqual([16, 16, 8])
  })
})
