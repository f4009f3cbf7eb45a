import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

import { describe, expect, test } from 'vitest'

import { FEATURE_NAMES, FEATURES, featureIndex } from '../../flow/features.ts'
import { columnOf, simulatedCapture, withCell, writeCsv } from '../../testing/captures.ts'
import { failureOf } from '../../testing/failure.ts'
import { useFolder } from '../../testing/folder.ts'
import { readAll, readBytes } from '../../testing/read.ts'
import { sharedData } from '../../testing/shared-data.ts'
import { twinOf } from '../../testing/twins.ts'
import { readFlows, readLayout } from './read-flows.ts'
import { IS_TIME_FEATURE } from './units.ts'

const ROWS = 60
const original = simulatedCapture('original', ROWS)
const corrected = simulatedCapture('corrected', ROWS)

const folder = useFolder()
const path = (name = 'capture.csv') => folder.at(name)
const text = (header: string, rows: readonly string[], newline = '\n') => [header, ...rows, ''].join(newline)

/** The header with every feature under its last spelling, as CICFlowMeter 4 abbreviates them. */
function abbreviated(header: string): string {
  return header
    .split(',')
    .map((name) => {
      const index = featureIndex(name)
      return index === undefined ? name : (FEATURES[index]?.aliases.at(-1) ?? name)
    })
    .join(',')
}

function mapCells(header: string, rows: readonly string[], change: (cell: string, name: string) => string): string[] {
  const names = header.split(',')
  return rows.map((row) =>
    row
      .split(',')
      .map((cell, column) => change(cell, names[column] ?? ''))
      .join(','),
  )
}

const inSeconds = (cell: string, name: string) => {
  const index = featureIndex(name)
  return index !== undefined && IS_TIME_FEATURE[index] === true ? String(Number(cell) / 1e6) : cell
}

describe('the reason that is told is the one that holds', () => {
  const { header, rows } = corrected
  const layoutOf = async (lines: readonly string[]) => {
    await readBytes(path(), lines.join('\n'))
    return (await readLayout(path())).layout
  }
  const uncheckedBecause = async (lines: readonly string[]) =>
    (await layoutOf(lines)).notices.find((notice) => notice.startsWith('The unit of durations could not be checked'))

  test('of a unit that could not be checked', async () => {
    const few = rows.slice(0, 12)
    const half = mapCells(header, few.slice(0, 6), inSeconds)
    expect(await uncheckedBecause([header, ...half, ...few.slice(6)])).toContain('the rates of its rows disagree')
    const words = few.map((row) => withCell(header, row, 'Flow Bytes/s', 'fast'))
    expect(await uncheckedBecause([header, ...words])).toContain('no row could be read')
    const rateless = few.map((row) =>
      ['Flow Packets/s', 'Fwd Packets/s', 'Bwd Packets/s', 'Flow Bytes/s'].reduce(
        (cells, name) => withCell(header, cells, name, '0'),
        row,
      ),
    )
    expect(await uncheckedBecause([header, ...rateless])).toContain('no row has a rate')
  })

  test('of a header that lacks its last name, though its rows begin with a number', async () => {
    const numbered = rows.map((row, at) => `${String(at + 1)},${row}`)
    const names = `id,${header}`.split(',').slice(0, -1).join(',')
    const { flows, rejected } = await readBytes(path(), text(names, numbered))
    expect(flows).toEqual([])
    const cells = numbered[0]?.split(',').length ?? 0
    expect(new Set(rejected.map(({ reason }) => reason))).toEqual(
      new Set([`has ${String(cells)} cells where the header has ${String(cells - 1)}`]),
    )
  })

  test('of a unit behind a name', async () => {
    const named = header.replace('Flow Duration', 'Flow Duration (us)').replace('Idle Max', 'Idle Max [ms]')
    const error = await failureOf(readBytes(path(), text(named, rows)))
    expect(error.message).toMatch(
      /^The header has a unit behind the names of 2 columns, such as "Flow Duration \(us\)"/,
    )
    expect(error.message).not.toContain('Columns were removed')
  })

  test.each(['^', '\x01', '  ', ' '])('of "%s" between cells', async (separator) => {
    const lines = [header, ...rows].map((line) => line.replaceAll(' ', '_').replaceAll(',', separator))
    expect((await failureOf(readBytes(path(), lines.join('\n')))).message).toMatch(
      /^The first line names flow features/,
    )
  })

  test.each(['Flow Duration ms', 'flow_duration_us', 'Flow Duration [s]', 'flow_duration_seconds', 'Flow Duration µs'])(
    'of a unit behind a name, also in "%s"',
    async (name) => {
      const error = await failureOf(readBytes(path(), text(header.replace('Flow Duration', name), rows)))
      expect(error.message).toContain(`has a unit behind the names of 1 column, such as "${name}"`)
    },
  )

  test.each([
    ['of full width', 'Ｆｌｏｗ Duration', 'Flow Duration'],
    ['that pandas numbered', 'Src IP.1', 'Src IP'],
    ['of a feature that pandas numbered', 'Flow Duration.1', 'Flow Duration'],
    ['of labels that pandas numbered', 'Label.1', 'Label'],
  ])('of a name %s, which is none: it is read', async (_, spelling, name) => {
    const { flows: plain } = await readBytes(path('plain.csv'), text(header, rows))
    const { flows } = await readBytes(path(), text(header.replace(name, spelling), rows))
    expect(flows).toEqual(plain)
    const { layout } = await readLayout(path())
    expect(layout.extras.join()).not.toContain(name)
  })
})

describe('points that stand for thousands', () => {
  /** Every number as a spreadsheet in German writes a rounded one. */
  const inGerman = (cell: string) =>
    /^-?\d+(\.\d+)?$/.test(cell) ? String(Math.round(Number(cell))).replace(/\B(?=(\d{3})+$)/g, '.') : cell
  const rounded = mapCells(corrected.header, corrected.rows, (cell, name) =>
    featureIndex(name) === undefined ? cell : inGerman(cell),
  )

  test.each([';', ',', '\t'])('refuse a file of cells between "%s", with an example', async (delimiter) => {
    const lines = [corrected.header, ...rounded].map((line) => line.replaceAll(',', delimiter))
    const error = await failureOf(readBytes(path(), lines.join('\n')))
    expect(error.message).toMatch(
      /^Points in the numbers of the file stand for thousands, as in "\d{1,3}(\.\d{3}){2,}"/,
    )
  })

  test('in one cell among decimals reject its row alone', async () => {
    const rows = corrected.rows.with(
      7,
      withCell(corrected.header, corrected.rows[7] ?? '', 'Flow Duration', '81.849.627'),
    )
    const { flows, rejected } = await readBytes(path(), text(corrected.header, rows))
    expect(flows).toHaveLength(ROWS - 1)
    expect(rejected).toMatchObject([{ line_number: 9, reason: 'is not a finite number' }])
  })
})

describe('a file re-saved by another program is read as the one it came from', () => {
  const plainFlows = async () => (await readBytes(path('plain.csv'), text(corrected.header, corrected.rows))).flows
  const quoted = (quote: string) => (line: string) =>
    line
      .split(',')
      .map((cell) => quote + cell + quote)
      .join(',')
  const reversed = (line: string) => line.split(',').reverse().join(',')
  const separated = (delimiter: string) => (line: string) => line.replaceAll(',', delimiter)

  test.each([
    ['semicolons', text(separated(';')(corrected.header), corrected.rows.map(separated(';')))],
    ['tabs', text(separated('\t')(corrected.header), corrected.rows.map(separated('\t')))],
    ['quotes around every cell', text(quoted('"')(corrected.header), corrected.rows.map(quoted('"')))],
    ['single quotes around every name', text(quoted("'")(corrected.header), corrected.rows)],
    [
      'an index column',
      text(
        `,${corrected.header}`,
        corrected.rows.map((row, at) => `${String(at)},${row}`),
      ),
    ],
    ['CRLF', text(corrected.header, corrected.rows, '\r\n')],
    ['CRCRLF, as Windows makes of CRLF', text(corrected.header, corrected.rows, '\r\r\n')],
    ['the sep= of a spreadsheet', text('sep=,', [corrected.header, ...corrected.rows])],
    [
      'comments before the header',
      text('# by cicflowmeter', ['# on host a, port b', corrected.header, ...corrected.rows]),
    ],
    [
      'empty cells before the header',
      text(corrected.header.replaceAll(/[^,]/g, ''), [corrected.header, ...corrected.rows]),
    ],
    [
      'a delimiter behind every row',
      text(
        corrected.header,
        corrected.rows.map((row) => `${row},`),
      ),
    ],
    ['a delimiter behind the header', text(`${corrected.header},`, corrected.rows)],
    [
      'the row names of R',
      text(
        corrected.header,
        corrected.rows.map((row, at) => `"${String(at + 1)}",${row}`),
      ),
    ],
    ['capitals', text(corrected.header.toUpperCase(), corrected.rows)],
    ['underscores', text(corrected.header.replaceAll(/[ /]/g, '_').toLowerCase(), corrected.rows)],
    ['columns in another order', text(reversed(corrected.header), corrected.rows.map(reversed))],
    ['a UTF-8 mark', `\ufeff${text(corrected.header, corrected.rows)}`],
  ])('%s', async (_, content) => {
    const read = await readBytes(path(), content)
    const first_line = read.flows[0]?.line_number ?? 0
    const moved = read.flows.map((flow) => ({ ...flow, line_number: flow.line_number - first_line + 2 }))
    expect(moved).toEqual(await plainFlows())
    expect(read.rejected).toEqual([])
  })

  test.each(['utf16le', 'utf16be'])('%s, with and without its mark, plain and gzip', async (encoding) => {
    const flows = await plainFlows()
    for (const mark of ['\ufeff', '']) {
      const bytes = Buffer.from(mark + text(corrected.header, corrected.rows), 'utf16le')
      if (encoding === 'utf16be') bytes.swap16()
      for (const content of [bytes, gzipSync(bytes)]) {
        expect((await readBytes(path(), content)).flows).toEqual(flows)
      }
    }
  })

  test('UTF-16 that is cut inside a character ends in a faulty cell, not in another number', async () => {
    const lines = [original.header, original.rows[0] ?? ''].map((line) => line.slice(0, line.lastIndexOf(',')))
    const cut = Buffer.concat([Buffer.from(`\ufeff${lines.join('\n')}`, 'utf16le'), Buffer.from('7')])
    const { flows, rejected } = await readBytes(path(), cut)
    expect(flows).toEqual([])
    expect(rejected.map(({ line_number }) => line_number)).toEqual([2])
  })

  test.each([
    ['', (time: string) => time],
    [' beside German dates', (time: string) => time.replace(/(\d+)-(\d+)-(\d+)/, '$3.$2.$1')],
  ])('decimal commas between semicolons%s', async (_, rewrite) => {
    const rows = mapCells(corrected.header, corrected.rows, (cell, name) => {
      if (name === 'Timestamp') return rewrite(cell)
      return featureIndex(name) === undefined ? cell : cell.replace('.', '@')
    }).map((row) => row.replaceAll(',', ';').replaceAll('@', ','))
    const read = await readBytes(path(), text(corrected.header.replaceAll(',', ';'), rows))
    expect(read.flows).toEqual(await plainFlows())
  })
})

describe('a dialect', () => {
  test('of CSE-CIC-IDS-2018 is known by its abbreviations, and its afternoons are found', async () => {
    const rows = original.rows.map((row) => `28/02/2018 02:36:24,${row}`)
    await readBytes(path(), text(`Timestamp,${abbreviated(original.header)}`, rows))
    const { layout } = await readLayout(path())
    expect(layout.dialect).toMatchObject({ id: 'cse-cic-ids-2018', instrument: 'cicflowmeter-4' })
    const { flows } = await readAll(path())
    expect(flows).toHaveLength(ROWS)
    expect(flows[0]?.timestamp_us).toBe(Date.parse('2018-02-28T18:36:24Z') * 1000)
  })

  test('of the Python port has its seconds converted, with a notice', async () => {
    const header = abbreviated(corrected.header)
    const plain = await readBytes(path('plain.csv'), text(header, corrected.rows))
    await readBytes(path(), text(header, mapCells(corrected.header, corrected.rows, inSeconds)))
    const { layout } = await readLayout(path())
    expect(layout.dialect).toMatchObject({ id: 'python-cicflowmeter', instrument: 'python' })
    expect(layout.notices.join(' ')).toContain(
      'Durations in the file are seconds; they were converted to microseconds.',
    )
    const converted = await readAll(path())
    converted.flows.forEach(({ features }, row) => {
      features.forEach((value, index) => {
        const expected = plain.flows[row]?.features[index] ?? NaN
        if (Number.isNaN(expected)) expect(value).toBeNaN()
        else expect(Math.abs(value - expected)).toBeLessThanOrEqual(Math.abs(expected) * 1e-6)
      })
    })
  })

  test('without a header is known by the number and kind of its cells, and keeps its first row', async () => {
    const read = await readBytes(path(), original.rows.join('\n'))
    expect(read.flows).toHaveLength(ROWS)
    expect(read.flows[0]?.line_number).toBe(1)
    expect((await readLayout(path())).layout.notices[0]).toContain('has no header line')
  })

  test.each([
    ['corrected', corrected.rows],
    [
      'cse-cic-ids-2018',
      twinOf(['Dst Port', 'Protocol', 'Timestamp', ...FEATURE_NAMES, 'Label'], {
        Timestamp: '28/02/2018 02:36:24',
        Label: 'Bot',
      })
        .trimEnd()
        .split('\n')
        .slice(1),
    ],
  ])('without a header may also be %s', async (dialect, rows) => {
    const read = await readBytes(path(), rows.join('\n'))
    expect(read).toMatchObject({ dialect, rejected: [] })
    expect(read.flows).toHaveLength(rows.length)
  })

  test('with rows before its header loses none of them', async () => {
    const read = await readBytes(path(), text(original.rows[0] ?? '', [original.header, ...original.rows.slice(1)]))
    expect(read.flows).toHaveLength(ROWS)
    expect(read.rejected).toMatchObject([{ line_number: 2, reason: 'repeats the header' }])
  })

  test('with the names of protocols has their numbers', async () => {
    const rows = mapCells(corrected.header, corrected.rows, (cell, name) => (name === 'Protocol' ? 'TCP' : cell))
    const { flows } = await readBytes(path(), text(corrected.header, rows))
    expect(new Set(flows.map(({ protocol }) => protocol))).toEqual(new Set([6]))
  })

  test('with rescaled durations is refused with the reason', async () => {
    const duration = columnOf(corrected.header, 'Flow Duration')
    const rows = corrected.rows.map((row) =>
      row
        .split(',')
        .map((cell, at) => (at === duration ? String(Number(cell) * 7) : cell))
        .join(','),
    )
    const error = await failureOf(readBytes(path(), text(corrected.header, rows)))
    expect(error.code).toBe('unknown_dialect')
    expect(error.message).toContain('Flow Packets/s times Flow Duration is not the number of packets')
  })

  test('with fewer features, as the cleaned derivative has, is refused with the list of them', async () => {
    const left_out = new Set(['Fwd PSH Flags', 'Bwd PSH Flags', 'Idle Min', 'Active Std'])
    const keep = (line: string) =>
      line.split(',').filter((_, at) => !left_out.has(original.header.split(',')[at]?.trim() ?? ''))
    const error = await failureOf(
      readBytes(path(), [original.header, ...original.rows].map((line) => keep(line).join(',')).join('\n')),
    )
    expect(error.problems?.map(({ where }) => where)).toEqual([
      'Fwd PSH Flags',
      'Bwd PSH Flags',
      'Active Std',
      'Idle Min',
    ])
  })

  test('tells which columns stand twice and which are not read', async () => {
    await readBytes(
      path(),
      text(
        `${original.header},Weather`,
        original.rows.map((row) => `${row},sunny`),
      ),
    )
    expect((await readLayout(path())).layout).toMatchObject({ duplicates: ['Fwd Header Length'], extras: ['Weather'] })
  })

  test('can be sent to another thread, whatever it was asked with', async () => {
    for (const { header, rows } of [original, corrected]) {
      for await (const { layout } of readFlows(await writeCsv(path(), { header, rows }), {
        usedMemory: () => undefined,
      }))
        expect(structuredClone(layout)).toEqual(layout)
    }
  })

  test('has the zone a person gives it', async () => {
    const given = await readBytes(path(), text(corrected.header, corrected.rows), { utc_offset_minutes: 60 })
    const assumed = await readAll(path())
    expect(given.flows[0]?.timestamp_us).toBe((assumed.flows[0]?.timestamp_us ?? NaN) - 3600 * 1e6)
  })
})

const REAL = sharedData('dialects/', import.meta.filename)
const REAL_FILES = [
  ['official-machine-learning-csv.csv', 'machine-learning-csv', 400, 'Benign'],
  ['official-traffic-labelling.csv', 'traffic-labelling', 299, 'Benign'],
  ['resaved-by-excel.csv', 'traffic-labelling', 29, 'Bot'],
  ['cse-cic-ids-2018.csv', 'cse-cic-ids-2018', 180, undefined],
  ['python-cicflowmeter.csv', 'python-cicflowmeter', 24, undefined],
] as const

if (REAL !== null) {
  describe('a real file', () => {
    test.each(REAL_FILES)('%s is %s with %i flows', async (name, dialect, flows, label) => {
      const read = await readAll(join(REAL, name))
      expect(read.dialect).toBe(dialect)
      expect(read.flows).toHaveLength(flows)
      expect(read.rejected).toEqual([])
      if (label !== undefined) expect(new Set(read.flows.map((flow) => flow.label))).toEqual(new Set([label]))
      const lines = (await readFile(join(REAL, name), 'latin1')).trimEnd().split('\n').length
      expect(flows + 1).toBe(lines)
    })

    test('official-traffic-labelling.csv has its afternoon times in UTC', async () => {
      const { flows } = await readAll(join(REAL, 'official-traffic-labelling.csv'))
      expect(new Date((flows[0]?.timestamp_us ?? 0) / 1000).toISOString()).toBe('2017-07-07T18:30:00.000Z')
    })
  })
}
