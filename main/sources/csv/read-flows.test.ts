import { describe, expect, test } from 'vitest'

import { columnOf, csvText, simulatedCapture, withCell } from '../../testing/captures.ts'
import { failureOf } from '../../testing/failure.ts'
import { useFolder } from '../../testing/folder.ts'
import { featureOf, readBytes } from '../../testing/read.ts'

const folder = useFolder()
const original = simulatedCapture('original', 40)
const corrected = simulatedCapture('corrected', 40)
const read = (text: string) => readBytes(folder.at('flows.csv'), text)

describe('a capture of the original release', () => {
  test('has every row read, from a header with leading spaces and one name twice', async () => {
    expect(original.header.startsWith(' Destination Port, Flow Duration')).toBe(true)
    expect(original.header.split(',').filter((name) => name === ' Fwd Header Length')).toHaveLength(2)
    const { flows, rejected, dialect } = await read(csvText(original))
    expect(flows.map(({ line_number }) => line_number)).toEqual(original.rows.map((_, row) => row + 2))
    expect(rejected).toEqual([])
    expect(dialect).toBe('machine-learning-csv')
  })

  test('gives each feature the number of its own column, as a float32', async () => {
    const { flows } = await read(csvText(original))
    for (const name of ['Flow Duration', 'Total Fwd Packets', 'Flow IAT Mean', 'Bwd Packet Length Std', 'Idle Min']) {
      const column = columnOf(original.header, name)
      expect(flows.map((flow) => featureOf(flow, name))).toEqual(
        original.rows.map((row) => Math.fround(Number(row.split(',')[column]))),
      )
    }
  })

  test('takes the first of two columns with the same name', async () => {
    const [row = ''] = original.rows
    const cells = row.split(',')
    const first = columnOf(original.header, 'Fwd Header Length')
    const second = original.header.split(',').lastIndexOf(' Fwd Header Length')
    const { flows } = await read([original.header, cells.with(first, '320').with(second, '999').join(',')].join('\n'))
    expect(featureOf(flows[0], 'Fwd Header Length')).toBe(320)
  })

  test('has ports, and neither addresses nor times', async () => {
    const { flows } = await read(csvText(original))
    const port = columnOf(original.header, 'Destination Port')
    expect(flows.map(({ destination_port }) => destination_port)).toEqual(
      original.rows.map((row) => Number(row.split(',')[port])),
    )
    for (const flow of flows) {
      expect(flow).toMatchObject({ source_ip: null, destination_ip: null, timestamp_us: NaN, source_port: -1 })
    }
  })
})

describe('a capture of the corrected release', () => {
  test('has five-tuple, microsecond time and label of every flow', async () => {
    const { flows, rejected, dialect } = await read(csvText(corrected))
    expect(rejected).toEqual([])
    expect(dialect).toBe('corrected')
    const cellsOf = (name: string) => corrected.rows.map((row) => row.split(',')[columnOf(corrected.header, name)])
    expect(flows.map(({ source_ip }) => source_ip)).toEqual(cellsOf('Src IP'))
    expect(flows.map(({ destination_ip }) => destination_ip)).toEqual(cellsOf('Dst IP'))
    expect(flows.map(({ source_port }) => String(source_port))).toEqual(cellsOf('Src Port'))
    expect(flows.map(({ destination_port }) => String(destination_port))).toEqual(cellsOf('Dst Port'))
    expect(flows.map(({ protocol }) => String(protocol))).toEqual(cellsOf('Protocol'))
    expect(flows.every(({ timestamp_us }) => timestamp_us > 1.7e15)).toBe(true)
    expect(new Set(flows.map(({ timestamp_us }) => timestamp_us)).size).toBeGreaterThan(30)
    expect(flows.every(({ label }) => label !== undefined)).toBe(true)
  })

  test('keeps microseconds, and takes a port written as a decimal', async () => {
    let [row = ''] = corrected.rows
    row = withCell(corrected.header, row, 'Timestamp', '2017-07-03 11:57:41.826651')
    row = withCell(corrected.header, row, 'Dst Port', '52120.0')
    const { flows } = await read([corrected.header, row].join('\n'))
    expect(flows[0]).toMatchObject({ timestamp_us: 1499083061826651, destination_port: 52120 })
  })
})

describe('a row that cannot be classified', () => {
  const [good = ''] = original.rows
  const bad = (name: string, text: string) => withCell(original.header, good, name, text)

  test.each([
    ['a word', 'n/a', 'is not a finite number'],
    ['nothing', '', 'is empty'],
    ['spaces', '  ', 'is empty'],
    ['NaN', 'NaN', 'is not a finite number'],
    ['Infinity', 'Infinity', 'is not a finite number'],
    ['more than a float32 holds', '1e39', 'is not a finite number'],
    ['more than a double holds', '-1e400', 'is not a finite number'],
    ['two numbers', '1 2', 'is not a finite number'],
  ])('is rejected with column, value and reason when a feature has %s', async (_, text, reason) => {
    const { flows, rejected } = await read([original.header, good, bad('Flow IAT Max', text), good].join('\n'))
    expect(flows.map(({ line_number }) => line_number)).toEqual([2, 4])
    expect(rejected).toEqual([{ line_number: 3, column: 'Flow IAT Max', value: text, reason }])
  })

  test.each(['', 'NaN', 'nan', 'Infinity', 'inf', '-Infinity', ' Infinity '])(
    'is not one whose rate over no time is "%s": that is a missing value',
    async (text) => {
      const rates = withCell(original.header, bad('Flow Bytes/s', text), 'Flow Packets/s', text)
      const { flows, rejected } = await read([original.header, rates].join('\n'))
      expect(rejected).toEqual([])
      expect(featureOf(flows[0], 'Flow Bytes/s')).toBeNaN()
      expect(featureOf(flows[0], 'Flow Packets/s')).toBeNaN()
    },
  )

  test('is not one with negative numbers, which flow meters do write', async () => {
    const { flows } = await read([original.header, bad('Fwd Header Length', '-9663668122')].join('\n'))
    expect(featureOf(flows[0], 'Fwd Header Length')).toBe(Math.fround(-9663668122))
  })

  test('is one too short, too long, or the header again, each on its own line', async () => {
    const short = good.split(',').slice(0, 40).join(',')
    const rows = [good, short, `${good},1`, original.header, good]
    const { flows, rejected } = await read([original.header, ...rows].join('\n'))
    expect(flows.map(({ line_number }) => line_number)).toEqual([2, 6])
    expect(rejected.map(({ line_number, column, reason }) => [line_number, column, reason])).toEqual([
      [3, null, 'has 40 cells where the header has 79'],
      [4, null, 'has 80 cells where the header has 79'],
      [5, null, 'repeats the header'],
    ])
    expect(rejected.every(({ value }) => value.length > 0 && value.length <= 121)).toBe(true)
  })

  test('is shown in the text it has, not in bytes taken one by one', async () => {
    const { rejected } = await read([original.header, 'größe,1', bad('Flow IAT Max', 'drei–vier')].join('\n'))
    expect(rejected.map(({ value }) => value)).toEqual(['größe,1', 'drei–vier'])
  })

  test('is told with the beginning of a long name, not with all of it each time', async () => {
    const [row = ''] = original.rows
    const header = original.header.replace('Idle Max', `Idle Max${'!'.repeat(5000)}`)
    const { rejected } = await read(`${header}\n${withCell(original.header, row, 'Idle Max', 'x')}\n`)
    expect(rejected).toHaveLength(1)
    expect(rejected[0]?.column).toMatch(/^Idle Max!{112}…$/)
  })

  test('is one with an unbalanced quote, which does not swallow the lines after it', async () => {
    const quoted = `"${good.replaceAll(',', '","')}"`
    const { flows, rejected } = await read([original.header, `"${good}`, good, quoted, good].join('\n'))
    expect(flows.map(({ line_number }) => line_number)).toEqual([3, 4, 5])
    expect(rejected).toHaveLength(1)
    expect(rejected[0]).toMatchObject({ line_number: 2, column: null })
    expect(flows[1]?.features).toEqual(flows[0]?.features)
  })
})

describe('a file without flows', () => {
  test.each([
    ['is empty', ''],
    ['has nothing but blank lines', '\n\r\n   \n'],
    ['has no header and columns of no known file', corrected.rows.map((row) => `${row},0`).join('\n')],
    ['is something else', '{"a":1}\n{"b":2}\n'],
  ])('is refused with a sentence when it %s', async (_, text) => {
    const error = await failureOf(read(text))
    expect(error.code).toBe('unknown_dialect')
    expect(error.message).toMatch(/^[A-Z].*\.$/)
  })

  test('is refused with the names of the features it lacks', async () => {
    const header = original.header.replace(' Idle Min', ' Something').replace('Fwd PSH Flags', 'Else')
    const error = await failureOf(read(header))
    expect(error.code).toBe('unknown_dialect')
    expect(error.message).toContain('lacks 2 of 76 features: Fwd PSH Flags, Idle Min')
    expect(error.problems).toEqual([
      { where: 'Fwd PSH Flags', reason: 'missing column' },
      { where: 'Idle Min', reason: 'missing column' },
    ])
  })

  test('has no flows and is not refused when it has a header only', async () => {
    const { flows, rejected, parts } = await read(`${original.header}\n`)
    expect([flows.length, rejected.length, parts]).toEqual([0, 0, 1])
  })

  test('is not a file whose lines end in carriage returns: it is refused rather than read as one header', async () => {
    const error = await failureOf(read(csvText(original, '\r')))
    expect(error.code).toBe('unreadable_file')
    expect(error.message).toContain('carriage return')
  })
})
