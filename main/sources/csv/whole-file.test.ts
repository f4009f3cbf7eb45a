import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { FEATURE_NAMES } from '../../flow/features.ts'
import { AnomalyError } from '../../../contract/errors.ts'
import { columnOf, simulatedCapture, withCell } from '../../testing/captures.ts'
import { caseLines, casePath } from '../../testing/cases.ts'
import { failureOf } from '../../testing/failure.ts'
import { useFolder } from '../../testing/folder.ts'
import { readAll, readBytes, type ReadCapture, type ReadFlow } from '../../testing/read.ts'
import { previewLayout } from './preview.ts'
import { readLayout } from './read-flows.ts'
import { IS_TIME_FEATURE } from './units.ts'

const folder = useFolder()
const corrected = simulatedCapture('corrected', 400)
const read = (lines: readonly string[]) => readBytes(folder.at('flows.csv'), lines.join('\n'))

/** The same row with its times in another unit. */
function inUnit(row: string, us_of_unit: number, { header } = corrected): string {
  const names = FEATURE_NAMES.filter((_, index) => IS_TIME_FEATURE[index])
  return names
    .reduce((cells, name) => {
      const column = header.split(',').findIndex((cell) => cell.trim() === name)
      return column < 0 ? cells : cells.with(column, String(Number(cells[column]) / us_of_unit))
    }, row.split(','))
    .join(',')
}

function dated(row: string, time: string): string {
  return withCell(corrected.header, row, 'Timestamp', time)
}

/** The flows, or nothing when the file is refused with a sentence. */
async function readOrRefused(lines: readonly string[]): Promise<ReadCapture | null> {
  try {
    return await read(lines)
  } catch (error) {
    expect(error).toBeInstanceOf(AnomalyError)
    expect((error as AnomalyError).code).toBe('unknown_dialect')
    return null
  }
}

const featuresOf = ({ features }: ReadFlow) => features

describe('a second header', () => {
  test('with its columns in another order refuses the file, and names the line', async () => {
    const path = casePath('second-header-other-order/capture.csv')
    for (const reading of [() => readAll(path), () => previewLayout(path)]) {
      expect((await failureOf(reading())).message).toMatch(/^Line 10 is a second header, with different columns/)
    }
  })

  test.each([
    ['of another dialect', simulatedCapture('original', 8)],
    ['that lacks features', { header: corrected.header.split(',').slice(0, 60).join(','), rows: [] }],
    [
      'of another flow meter',
      {
        header: Array.from({ length: 88 }, (_, at) => `attr ${'abcdefghij'[at % 10] ?? ''}${String(at)}`).join(','),
        rows: [],
      },
    ],
  ])('%s is found behind any number of rows', async (_, { header, rows }) => {
    const lines = [corrected.header, ...corrected.rows, header, ...rows]
    expect((await failureOf(read(lines))).message).toMatch(/^Line 402 is a second header/)
  })

  test.each([
    ['Label,Attack Type', 'Attack Type,Label'],
    ['Inbound,Label', 'Label,Inbound'],
    ['Label,Note', 'Note,Remark'],
  ])('"%s" whose labels move ("%s") refuses the file', async (first, second) => {
    const label = columnOf(corrected.header, 'Label')
    const withNames = (names: string) => corrected.header.split(',').toSpliced(label, 1, names).join(',')
    const rows = corrected.rows.map((row) => row.split(',').toSpliced(label, 0, '1').join(','))
    for (const at of [3, 399]) {
      const lines = [withNames(first), ...rows.slice(0, at), withNames(second), ...rows.slice(at)]
      expect((await failureOf(read(lines))).message).toMatch(
        new RegExp(`^Line ${String(at + 2)} is a second header, with different columns`),
      )
    }
  })

  test('of the same columns is one rejected row, however it is spelt', async () => {
    for (const header of [corrected.header, corrected.header.toLowerCase(), corrected.header.replaceAll(',', ' , ')]) {
      const { flows, rejected } = await read([corrected.header, ...corrected.rows, header, ...corrected.rows])
      expect(flows).toHaveLength(800)
      expect(rejected).toMatchObject([{ line_number: 402, reason: 'repeats the header' }])
      const { layout } = await readLayout(folder.at('flows.csv'))
      expect(layout.notices.join(' ')).not.toContain('"Label"')
    }
  })

  test('leaves no row under wrong names, wherever two captures are joined', async () => {
    const reordered = (line: string) => line.split(',').toReversed().join(',')
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 399 }), async (at) => {
        const lines = [corrected.header, ...corrected.rows.slice(0, at)]
        const joined = [...lines, reordered(corrected.header), ...corrected.rows.slice(at).map(reordered)]
        expect(await readOrRefused(joined)).toBeNull()
      }),
      { numRuns: 12, seed: 1 },
    )
  })
})

describe('another unit', () => {
  const expected = async () => (await read([corrected.header, ...corrected.rows])).flows

  test('of rows behind the first ones rejects them, each with its reason', async () => {
    const flows = await expected()
    await fc.assert(
      fc.asyncProperty(
        fc.nat(399),
        fc.constantFrom(
          [1, 1e6] as const,
          [1, 1e3] as const,
          [1e6, 1] as const,
          [1e3, 1] as const,
          [1e3, 1e6] as const,
        ),
        fc.constantFrom(1, 3, 400),
        async (at, [first, second], count) => {
          const rows = corrected.rows.map((row, index) =>
            inUnit(row, index >= at && index < at + count ? second : first),
          )
          const result = await readOrRefused([corrected.header, ...rows])
          for (const flow of result?.flows ?? []) {
            flow.features.forEach((value, index) => {
              const right = flows[flow.line_number - 2]?.features[index] ?? NaN
              expect(Math.abs(value - right)).toBeLessThanOrEqual(Math.abs(right) * 1e-5)
            })
          }
          for (const { reason } of result?.rejected ?? []) {
            expect(reason).toMatch(
              /^has its times in (micro|milli)?seconds, where those of the file are in|^has its times in different/,
            )
          }
        },
      ),
      { numRuns: 25, seed: 1 },
    )
  })

  test.each([
    ['nothing', {}],
    ['no packet rate', { 'Flow Packets/s': 'NaN' }],
    ['a packet rate of zero', { 'Flow Packets/s': '0' }],
    ['no rate of packets', { 'Flow Packets/s': 'NaN', 'Fwd Packets/s': '0', 'Bwd Packets/s': '0' }],
  ])('of late rows is told by whatever rate there is, with %s missing', async (_, cells) => {
    const withCells = (row: string) =>
      Object.entries(cells).reduce((text, [name, cell]) => withCell(corrected.header, text, name, cell), row)
    const late = corrected.rows.slice(0, 50).map((row) => withCells(inUnit(row, 1e6)))
    const right = await read([corrected.header, ...corrected.rows, ...corrected.rows.slice(0, 50).map(withCells)])
    expect(right.rejected).toEqual([])
    const wrong = await read([corrected.header, ...corrected.rows, ...late])
    const tells = (flow: ReadFlow) => (flow.features[FEATURE_NAMES.indexOf('Flow Duration')] ?? 0) > 0
    const bytes = (flow: ReadFlow) => flow.features[FEATURE_NAMES.indexOf('Flow Bytes/s')] ?? 0
    const told = right.flows
      .slice(400)
      .filter((flow) => tells(flow) && (!('Fwd Packets/s' in cells) || bytes(flow) > 0))
    expect(told.length).toBeGreaterThan(20)
    const lines_rejected = wrong.rejected.map(({ line_number }) => line_number)
    for (const { line_number } of told) expect(lines_rejected).toContain(line_number)
  })

  test.each([
    ['times between packets of a direction', /^(Fwd|Bwd) IAT /],
    ['Flow IAT but its mean', /^Flow IAT (Max|Min|Std)$/],
    ['Active and Idle times', /^(Active|Idle) /],
    ['one total', /^Bwd IAT Total$/],
  ])('of %s alone refuses the file, and late rows that show it', async (_, columns) => {
    for (const us_of_unit of [1e3, 1e6]) {
      const scaled = corrected.rows.map((row) =>
        FEATURE_NAMES.filter((name) => columns.test(name)).reduce((cells, name) => {
          const column = corrected.header.split(',').findIndex((cell) => cell.trim() === name)
          return cells.with(column, String(Number(cells[column]) / us_of_unit))
        }, row.split(',')),
      )
      const whole = await failureOf(read([corrected.header, ...scaled.map((cells) => cells.join(','))]))
      expect(whole.message).toMatch(/^The units in the file are inconsistent/)
      const late = scaled.slice(0, 100).map((cells) => cells.join(','))
      const { rejected } = await read([corrected.header, ...corrected.rows, ...late])
      expect(rejected.length).toBeGreaterThan(3)
      for (const { reason, line_number } of rejected) {
        expect(reason).toMatch(/^has its times in different units: /)
        expect(line_number).toBeGreaterThan(401)
      }
    }
  })

  test('is found in one row, or two', async () => {
    const path = casePath('two-rows-in-seconds/capture.csv')
    const { layout } = await readLayout(path)
    expect(layout).toMatchObject({ time_unit: { name: 'seconds' }, dialect: { id: 'python-cicflowmeter' } })
    expect(layout.notices).toContain('Durations in the file are seconds; they were converted to microseconds.')
    const [header = '', row = ''] = caseLines('two-rows-in-seconds/capture.csv')
    expect((await read([header, row])).flows.map(featuresOf)).toEqual(
      (await readAll(path)).flows.slice(0, 1).map(featuresOf),
    )
  })

  test('is found behind any number of rows without a duration', async () => {
    const zeros = corrected.rows
      .slice(0, 1)
      .map((row) =>
        FEATURE_NAMES.filter((name, index) => IS_TIME_FEATURE[index] === true || name.endsWith('/s')).reduce(
          (text, name) =>
            corrected.header.split(',').includes(name) ? withCell(corrected.header, text, name, '0') : text,
          row,
        ),
      )
    const seconds = corrected.rows.slice(0, 50).map((row) => inUnit(row, 1e6))
    const silent = Array.from({ length: 300 }, () => zeros[0] ?? '')
    const { flows, rejected } = await read([corrected.header, ...silent, ...seconds])
    expect(rejected).toEqual([])
    const right = await expected()
    const column = FEATURE_NAMES.indexOf('Flow Duration')
    flows.slice(300).forEach(({ features }, row) => {
      expect(features[column]).toBeCloseTo(right[row]?.features[column] ?? NaN, -3)
    })
  })

  test('is a fault of a row whose numbers fit none', async () => {
    const duration = corrected.rows[5]?.split(',')[columnOf(corrected.header, 'Flow Duration')] ?? ''
    const odd = withCell(corrected.header, corrected.rows[5] ?? '', 'Flow Duration', String(Number(duration) * 50))
    const { rejected } = await read([corrected.header, ...corrected.rows, odd])
    expect(rejected).toMatchObject([
      { line_number: 402, reason: expect.stringMatching(/^has inconsistent units/) as string },
    ])
  })

  test('that cannot be checked is told of', async () => {
    const rateless = ['Flow Packets/s', 'Fwd Packets/s', 'Bwd Packets/s', 'Flow Bytes/s'].reduce(
      (row, name) => withCell(corrected.header, row, name, '0'),
      corrected.rows[0] ?? '',
    )
    await read([corrected.header, rateless])
    const { layout } = await readLayout(folder.at('flows.csv'))
    expect(layout.notices.join(' ')).toContain('The unit of durations could not be checked')
  })
})

describe('the order of dates', () => {
  const [header = '', first = ''] = caseLines('date-order-late/header-and-row.csv')
  const [later = ''] = caseLines('date-order-late/row-b.csv')

  test('is what any row of the file proves', async () => {
    const lines = [header, ...Array<string>(250).fill(first), ...Array<string>(50).fill(later)]
    const { flows } = await read(lines)
    const days = flows.map(({ timestamp_us }) => new Date(timestamp_us / 1000).toISOString().slice(0, 10))
    expect(new Set(days)).toEqual(new Set(['2026-01-12', '2026-01-13']))
    const { layout } = await readLayout(folder.at('flows.csv'))
    expect(layout.notices.join(' ')).not.toContain('ambiguous')
  })

  test('is right or refused, whichever row proves which order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(399),
        fc.constantFrom('day-first' as const, 'month-first' as const),
        fc.boolean(),
        async (at, order, is_contradicted) => {
          const write = (day: number, month: number) =>
            `${(order === 'day-first' ? [day, month] : [month, day]).map(String).join('/')}/2026 14:30:00`
          const rows = corrected.rows.map((row, index) => dated(row, index === at ? write(25, 3) : write(4, 3)))
          const odd = order === 'day-first' ? '3/25/2026 14:30:00' : '25/3/2026 14:30:00'
          const result = await readOrRefused([
            corrected.header,
            ...rows,
            ...(is_contradicted ? [dated(rows[0] ?? '', odd)] : []),
          ])
          if (is_contradicted) expect(result).toBeNull()
          const days = result?.flows.map(({ timestamp_us }) => new Date(timestamp_us / 1000).toISOString().slice(0, 10))
          expect(days?.every((day, index) => day === (index === at ? '2026-03-25' : '2026-03-04'))).not.toBe(false)
        },
      ),
      { numRuns: 20, seed: 1 },
    )
  })

  test('that a row contradicts refuses the file with line and time', async () => {
    const rows = corrected.rows.map((row) => dated(row, '25/3/2026 14:30'))
    const error = await failureOf(read([corrected.header, ...rows, dated(rows[0] ?? '', '3/25/2026 14:30')]))
    expect(error.message).toMatch(
      /^Line 402 has the time "3\/25\/2026 14:30", with the month first; dates before it have the day first\./,
    )
  })

  test.each([3, 390])('is refused where row %d has the day between year and month', async (at) => {
    const rows = corrected.rows.map((row, index) => dated(row, `2026-${index === at ? '15' : '04'}-03 14:30`))
    const error = await failureOf(read([corrected.header, ...rows]))
    expect(error.message).toMatch(/ has the time "2026-15-03 14:30", with the day between year and month\. /)
    const fine = corrected.rows.map((row, index) => dated(row, `2026-${index === at ? '15' : '04'}-30 14:30`))
    expect((await read([corrected.header, ...fine])).unread).toEqual([{ column: 'Timestamp', value: null, cells: 1 }])
  })

  test('takes no proof from what is no date in either order', async () => {
    const rows = corrected.rows.map((row) => dated(row, '3/25/2026 14:30'))
    const { flows } = await read([corrected.header, ...rows, dated(rows[0] ?? '', '31/2/2026 14:30')])
    expect(flows).toHaveLength(401)
    expect(flows[400]?.timestamp_us).toBeNaN()
  })
})

test('a time without a zone among times that tell theirs is told as unread, not taken for UTC', async () => {
  const rows = corrected.rows.map((row, at) => dated(row, `2026-03-10T14:30:00${at < 300 ? '+02:00' : ''}`))
  const { flows } = await read([corrected.header, ...rows])
  expect(flows.slice(0, 300).every(({ timestamp_us }) => timestamp_us === Date.UTC(2026, 2, 10, 12, 30) * 1000)).toBe(
    true,
  )
  expect(flows.slice(300).every(({ timestamp_us }) => Number.isNaN(timestamp_us))).toBe(true)
})

describe('times in a style that the first rows do not have', () => {
  const styled = (style: (day: string) => string, count: number, days: readonly string[] = ['12']) =>
    Array.from({ length: count }, (_, row) => dated(corrected.rows[row] ?? '', style(days[row % days.length] ?? '')))
  const iso = (day: string) => `2026-03-${day} 14:30:00`
  const slashed = (day: string) => `3/${day}/2026 2:30:00 PM`
  const named = (day: string) => `${day}-Mar-2026 2:30:00 PM`
  const bare = (day: string) => `${day}-Mar-2026 2:30:00`
  const epoch = (day: string) => String(Date.UTC(2026, 2, Number(day), 14, 30) / 1000)

  test.each([
    ['numbers for months behind ISO dates', iso, slashed],
    ['numbers for months behind names', named, slashed],
    ['numbers for months behind seconds since 1970', epoch, slashed],
    ['no AM or PM behind those that say it', named, bare],
  ])('are unread and told where they are ambiguous: %s', async (_, first, later) => {
    for (const days of [['12'], ['12', '13']]) {
      const { flows, rejected, unread } = await read([
        corrected.header,
        ...styled(first, 250),
        ...styled(later, 50, days),
      ])
      expect(rejected).toEqual([])
      expect(
        flows.slice(0, 250).every(({ timestamp_us }) => timestamp_us === Date.UTC(2026, 2, 12, 14, 30) * 1000),
      ).toBe(true)
      expect(flows.slice(250).every(({ timestamp_us }) => Number.isNaN(timestamp_us))).toBe(true)
      expect(unread).toContainEqual({ column: 'Timestamp', value: null, cells: 50 })
    }
  })

  test('are read by what they prove behind rows without a time', async () => {
    const { flows } = await read([
      corrected.header,
      ...styled(() => '', 250),
      ...styled((day) => `3/${day}/2026 14:30:00`, 50, ['12', '13']),
    ])
    const days = flows.slice(250).map(({ timestamp_us }) => new Date(timestamp_us / 1000).toISOString().slice(0, 10))
    expect(new Set(days)).toEqual(new Set(['2026-03-12', '2026-03-13']))
  })

  test('keep the order that they proved where the unit is looked for behind the first rows', async () => {
    const zero = (row: string) =>
      FEATURE_NAMES.filter((name, index) => IS_TIME_FEATURE[index] === true || name.endsWith('/s')).reduce(
        (text, name) =>
          corrected.header.split(',').includes(name) ? withCell(corrected.header, text, name, '0') : text,
        row,
      )
    const rows = styled((day) => `3/${day}/2026 14:30:00`, 300, ['12', '13'])
    const { flows } = await read([corrected.header, ...rows.slice(0, 250).map(zero), ...rows.slice(250)])
    expect(flows.every(({ timestamp_us }) => new Date(timestamp_us / 1000).getUTCMonth() === 2)).toBe(true)
  })
})

test('label codes of more than two classes are none, wherever the others stand', async () => {
  const coded = (code: string, row: number) => withCell(corrected.header, corrected.rows[row] ?? '', 'Label', code)
  const late = Array.from({ length: 300 }, (_, row) => coded(row < 250 ? String(row % 2) : String(row % 4), row))
  const { flows, unread } = await read([corrected.header, ...late])
  expect(flows).toHaveLength(300)
  expect(unread.filter(({ column }) => column === 'Label').reduce((sum, { cells }) => sum + cells, 0)).toBe(300)
  const binary = Array.from({ length: 300 }, (_, row) => coded(String(row % 2), row))
  const told = (await read([corrected.header, ...binary])).unread
  expect(told.filter(({ value }) => value === '0')).toEqual([])
})
