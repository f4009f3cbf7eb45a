import { describe, expect, test } from 'vitest'

import { BULK_LACK, withoutColumns } from '../../testing/lacks.ts'
import { columnOf, simulatedCapture, writeCsv } from '../../testing/captures.ts'
import { failureOf } from '../../testing/failure.ts'
import { useFolder } from '../../testing/folder.ts'
import { readAll } from '../../testing/read.ts'
import { FEATURE_NAMES } from '../../flow/features.ts'
import { arraysOf, type FlowBatch } from '../../flow/flow-batch.ts'
import { previewLayout } from './preview.ts'
import { readFlows, readLayout } from './read-flows.ts'

const LACKED = ['Fwd Avg Bytes/Bulk', 'Bwd Avg Bytes/Bulk']
/** As the corrected release spells them. */
const WRITTEN = ['Fwd Bytes/Bulk Avg', 'Bwd Bytes/Bulk Avg']
const LACKED_AT = LACKED.map((name) => FEATURE_NAMES.indexOf(name))

const measured_lacks = [BULK_LACK]
const accepted = { measured_lacks, accept_missing_features: true }

const folder = useFolder()
const complete = () => simulatedCapture('corrected', 300)
const lacking = () => writeCsv(folder.at('lacking.csv'), withoutColumns(complete(), WRITTEN))

describe('a file that lacks features', () => {
  test('is refused as unknown where nothing was measured', async () => {
    const path = await lacking()
    expect(await failureOf(readAll(path))).toMatchObject({ code: 'unknown_dialect' })
    expect(await failureOf(readAll(path, { accept_missing_features: true }))).toMatchObject({ code: 'unknown_dialect' })
  })

  test('is refused with what it costs, and how to accept that', async () => {
    const refusal = await failureOf(readAll(await lacking(), { measured_lacks }))
    expect(refusal.code).toBe('lacks_features')
    expect(refusal.message).toMatch(/^The file lacks 2 features \(Fwd Avg Bytes\/Bulk, Bwd Avg Bytes\/Bulk\)\. /)
    expect(refusal.message).toContain(
      'macro-F1 without them and 4 related features is 0.880 instead of 0.900; 0.20% instead of 0.10% of benign flows are called a threat',
    )
    expect(refusal.message).toContain('--accept-missing-features')
    expect(refusal.problems).toEqual(LACKED.map((where) => ({ where, reason: 'missing column' })))
  })

  test('is refused as unknown where one of them is in no measured set', async () => {
    const capture = withoutColumns(complete(), [...WRITTEN, 'SYN Flag Count'])
    const path = await writeCsv(folder.at('more.csv'), capture)
    const refusal = await failureOf(readAll(path, accepted))
    expect(refusal.code).toBe('unknown_dialect')
    expect(refusal.message).toContain('SYN Flag Count')
  })

  test('is read on a person’s word: all else as in the complete file, and nothing filled in', async () => {
    const read = await readAll(await lacking(), accepted)
    const whole = await readAll(await writeCsv(folder.at('complete.csv'), complete()))
    expect(read.dialect).toBe('corrected')
    const { layout } = await readLayout(await lacking(), accepted)
    expect(layout.notices[0]).toMatch(/^The file lacks 2 features /)
    expect(read.flows).toEqual(
      whole.flows.map((flow) => ({
        ...flow,
        features: flow.features.map((value, index) => (LACKED_AT.includes(index) ? NaN : value)),
      })),
    )
    expect(await missingOf(await lacking())).toEqual(await missingOf(folder.at('complete.csv')))
  })

  test('is read alike by the fast and the general parser, in memory that held other flows', async () => {
    const path = await lacking()
    const read = async (is_general_only: boolean) => {
      const batches: FlowBatch[] = []
      const used_rows = 64
      for await (const { batch } of readFlows(path, {
        ...accepted,
        is_general_only,
        batch_rows: used_rows,
        usedMemory: () => {
          const last = batches.at(-1)
          if (last?.rows !== used_rows) return undefined
          const arrays = structuredClone(arraysOf(last))
          arrays.features.fill(7)
          return { arrays, lines: null }
        },
      })) {
        batches.push(batch)
      }
      return batches
    }
    const [fast, general] = [await read(false), await read(true)]
    expect(fast).toEqual(general)
    expect(fast.length).toBeGreaterThan(3)
    for (const { rows, features } of fast) {
      for (let row = 0; row < rows; row += 1) {
        for (const index of LACKED_AT) expect(features[row * FEATURE_NAMES.length + index]).toBeNaN()
      }
    }
  })

  test('is read with decimal commas and seconds too', async () => {
    const { header, rows } = withoutColumns(complete(), WRITTEN)
    const duration = columnOf(header, 'Flow Duration')
    const with_semicolons = rows.map((row) =>
      row
        .split(',')
        .map((cell) => (/^-?\d+\.\d+$/.test(cell) ? cell.replace('.', ',') : cell))
        .join(';'),
    )
    const path = await writeCsv(folder.at('commas.csv'), {
      header: header.replaceAll(',', ';'),
      rows: with_semicolons,
    })
    const { flows } = await readAll(path, accepted)
    const durations = flows.map(({ features }) => features[0])
    expect(durations).toEqual(rows.map((row) => Math.fround(Number(row.split(',')[duration]))))
    expect(flows.every(({ features }) => LACKED_AT.every((index) => Number.isNaN(features[index])))).toBe(true)
  })

  test('is previewed with its columns and the cost', async () => {
    const preview = await previewLayout(await lacking(), accepted)
    expect(preview.notices[0]).toContain('lacks 2 features')
    expect(preview.columns.map(({ read_as }) => read_as)).not.toContain('Fwd Avg Bytes/Bulk')
    expect(await failureOf(previewLayout(await lacking(), { measured_lacks }))).toMatchObject({
      code: 'lacks_features',
    })
  })
})

async function missingOf(path: string) {
  const cells = new Map<string, number>()
  for await (const { missing } of readFlows(path, accepted)) {
    for (const each of missing) cells.set(each.feature, (cells.get(each.feature) ?? 0) + each.cells)
  }
  return cells
}
