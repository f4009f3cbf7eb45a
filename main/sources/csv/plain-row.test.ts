import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { FEATURE_COUNT, FEATURE_NAMES } from '../../flow/features.ts'
import { mapColumns } from './columns.ts'
import { FlowBatchBuilder, sourceIp } from '../../flow/flow-batch.ts'
import { type ParseFormat, parseRow } from './parse-row.ts'
import { PlainRowParser } from './plain-row.ts'
import { COMMA_SEPARATED } from './separators.ts'
import { splitCells } from './split-cells.ts'
import { MICROSECONDS } from './units.ts'

const HEADER = [
  'Flow ID',
  'Src IP',
  'Src Port',
  'Dst IP',
  'Dst Port',
  'Protocol',
  'Timestamp',
  ...FEATURE_NAMES,
  'Label',
]
const FORMAT = {
  columns: mapColumns(HEADER).columns,
  separators: COMMA_SEPARATED,
  time_unit: MICROSECONDS,
  time_format: { clock_hours: 24, utc_offset_minutes: 0 },
} as const
const FIRST_FEATURE = HEADER.indexOf('Flow Duration')

function row(change: Readonly<Record<number, string>> = {}): string[] {
  const cells = ['a-b-1-2-6', '10.0.0.1', '1234', '10.0.0.2', '80', '6', '2017-07-03 11:57:41.826651']
  const whole = [...cells, ...FEATURE_NAMES.map(() => '0'), 'BENIGN']
  return whole.map((cell, column) => change[column] ?? cell)
}

function viaPlain(line: string, format: ParseFormat = FORMAT) {
  const into = new FlowBatchBuilder(1)
  const bytes = Buffer.from(`before\n${line}\nafter`, 'latin1')
  const start = 'before\n'.length
  const newline = new PlainRowParser(format).parse(bytes, start, 7, into)
  const was_taken = newline >= 0
  if (was_taken) expect(newline).toBe(start + line.length)
  return { was_taken, batch: into.build() }
}

function viaGeneral(line: string, format: ParseFormat = FORMAT) {
  const into = new FlowBatchBuilder(1)
  const { cells, fault } = splitCells(line, COMMA_SEPARATED)
  const refusal = fault ?? parseRow(cells, 7, format, into)
  return { refusal, batch: into.build() }
}

/** Whatever the plain way takes, the general way takes too, with the same numbers. */
function expectSame(line: string, format: ParseFormat = FORMAT): void {
  const plain = viaPlain(line, format)
  if (!plain.was_taken) {
    expect(plain.batch.rows).toBe(0)
    return
  }
  const general = viaGeneral(line, format)
  expect(general.refusal).toBeUndefined()
  expect(plain.batch).toEqual(general.batch)
}

const digits = (most: number) => fc.stringMatching(new RegExp(`^[0-9]{1,${String(most)}}$`))
const numberText = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.float({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc
    .tuple(fc.constantFrom('', '-', '+'), digits(22), fc.constantFrom('', '.'), digits(24))
    .map((parts) => parts.join('')),
  fc
    .tuple(digits(17), fc.constantFrom('e', 'E'), fc.constantFrom('', '-', '+'), digits(3))
    .map((parts) => parts.join('')),
  fc.integer({ min: -9_663_668_122, max: 9_663_668_122 }).map(String),
)
const hostileText = fc.oneof(
  numberText,
  fc.constantFrom(
    '',
    ' ',
    'NaN',
    'Infinity',
    '-',
    '.',
    '1.',
    '.5',
    '1e',
    '1e+',
    '0x10',
    '1_000',
    ' 1',
    '1 ',
    '"1"',
    '1,2',
    '-0',
    '1e400',
    '00012',
  ),
  fc
    .string({ maxLength: 12 })
    .filter((text) => !/[\r\n]/.test(text) && Buffer.from(text, 'latin1').toString('latin1') === text),
)

describe('PlainRowParser', () => {
  it('takes a row of plain numbers', () => {
    const { was_taken, batch } = viaPlain(row({ [FIRST_FEATURE]: '60088216', [FIRST_FEATURE + 6]: '33.5' }).join(','))
    expect(was_taken).toBe(true)
    expect([batch.features[0], batch.features[6]]).toEqual([60_088_216, 33.5])
    expect(batch.timestamps_us[0]).toBe(Date.UTC(2017, 6, 3, 11, 57, 41) * 1000 + 826_651)
    expect([sourceIp(batch, 0), batch.source_ports[0], batch.labels[0], batch.line_numbers[0]]).toEqual([
      '10.0.0.1',
      1234,
      0,
      7,
    ])
  })

  it('gives every number the float32 that Number gives', () => {
    fc.assert(
      fc.property(fc.array(numberText, { minLength: FEATURE_COUNT, maxLength: FEATURE_COUNT }), (numbers) => {
        expectSame(row(Object.fromEntries(numbers.map((text, index) => [FIRST_FEATURE + index, text]))).join(','))
      }),
      { numRuns: 300 },
    )
  })

  it('agrees with the general way on any text in any column', () => {
    fc.assert(
      fc.property(fc.nat({ max: HEADER.length - 1 }), hostileText, (column, text) => {
        expectSame(row({ [column]: text }).join(','))
      }),
      { numRuns: 2000 },
    )
  })

  it('agrees with the general way on addresses, times and labels as flow meters write them', () => {
    const texts = [
      '192.168.010.1',
      '1.2.3',
      '1.2.3.4.5',
      '256.1.1.1',
      'fe80::1',
      '2017-07-03 11:57:41',
      '7/7/2017 3:56',
      '2017-07-0311:57:41.826651',
      '2017-13-40 99:99:99.000000',
      'Web Attack \x96 XSS',
      '52120.0',
      '70000',
      '-1',
    ]
    for (const text of texts)
      for (const column of [1, 2, 3, 4, 5, 6, HEADER.length - 1]) expectSame(row({ [column]: text }).join(','))
  })

  it.each([12, 24] as const)('agrees with the general way on times of a clock of %i hours', (clock_hours) => {
    const texts = [
      '2017-07-03 03:57:41.826651',
      '28/02/2018 02:36:24.123456',
      '28-02-2018 02:36:24.123456',
      '2017-07-03 03:57:41.82665Z',
      '2017-07-03 03:57:41.826+02',
      '2017-07-03T03:57:41+02:00',
      '1499083061.826651',
      '7/7/17 3:56 PM',
    ]
    const format = { ...FORMAT, time_format: { clock_hours, utc_offset_minutes: -180 } }
    for (const text of texts) {
      const line = row({ 6: text }).join(',')
      expectSame(line, format)
      expect(viaPlain(line, format).batch.timestamps_us[0]).toBeGreaterThan(0)
    }
  })

  it('leaves rows of another length to the general way', () => {
    expect(viaPlain(row().slice(1).join(',')).was_taken).toBe(false)
    expect(viaPlain([...row(), '0'].join(',')).was_taken).toBe(false)
    expect(viaPlain('').was_taken).toBe(false)
  })

  it('stops at the end of its line', () => {
    const cut = row()
    cut[HEADER.length - 2] = '1'
    expect(viaPlain(cut.slice(0, -1).join(',')).was_taken).toBe(false)
  })
})
