import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { FEATURES } from '../../flow/features.ts'
import { columnOf, simulatedCapture, withCell } from '../../testing/captures.ts'
import { caseLines, casePath } from '../../testing/cases.ts'
import { useFolder } from '../../testing/folder.ts'
import { featureOf, readAll, readBytes } from '../../testing/read.ts'
import { addressText } from '../../flow/address.ts'
import { protocolNumber } from './identity.ts'
import { readLayout } from './read-flows.ts'

const folder = useFolder()
const { header, rows } = simulatedCapture('corrected', 40)
const [row = ''] = rows
const read = (lines: readonly string[]) => readBytes(folder.at('flows.csv'), lines.join('\n'))

describe('a rate that has no value', () => {
  test('is spelt as each program spells it', async () => {
    const { flows, rejected } = await readAll(casePath('no-value-spellings/capture.csv'))
    expect(rejected).toEqual([])
    expect(flows).toHaveLength(10)
    expect(flows.filter((flow) => Number.isNaN(featureOf(flow, 'Flow Packets/s')))).toHaveLength(6)
  })

  test.each([
    ...['#DIV/0', '#NOMBRE!', '#¡NUM!', '#N/D', '#DZIEL/0!', '#ДЕЛ/0!', '#DEĞER!', '#SPILL!', 'n.a.', '[NULL]', '−∞'],
    ...['\u00a0NaN', 'Infinity\u00a0', '\u00a0', '\u200b', '\u202f-\u202f'],
  ])('is none as %j', async (text) => {
    const { flows, rejected } = await read([header, withCell(header, row, 'Flow Bytes/s', text)])
    expect([rejected, flows.map((flow) => featureOf(flow, 'Flow Bytes/s'))]).toEqual([[], [NaN]])
  })

  test('is not told by a cell too narrow to show its number', async () => {
    expect((await read([header, withCell(header, row, 'Flow Bytes/s', '#####')])).rejected).toHaveLength(1)
  })

  test('leaves numbers between spaces that do not break as they are', async () => {
    const { flows } = await read([header, withCell(header, row, 'SYN Flag Count', '\u202f7\u00a0')])
    expect(flows.map((flow) => featureOf(flow, 'SYN Flag Count'))).toEqual([7])
  })

  const rates = FEATURES.filter(({ is_rate }) => is_rate).map(({ name }) => name)
  test.each(['Inf', '-Infinity', '∞', '1.#INF', 'NaN', '#DIV/0!'])(
    'may be %s in any rate of a flow without duration',
    async (text) => {
      const original = simulatedCapture('original', 1)
      const [still = ''] = original.rows.map((line) =>
        ['Flow Duration', 'Flow IAT Mean'].reduce((own, name) => withCell(original.header, own, name, '0'), line),
      )
      const lines = rates.map((name) => withCell(original.header, still, name, text))
      const { flows, rejected } = await read([original.header, ...lines])
      expect(rejected).toEqual([])
      flows.forEach((flow, at) => expect(featureOf(flow, rates[at] ?? '')).toBeNaN())
      const moving = withCell(
        original.header,
        withCell(original.header, original.rows[0] ?? '', 'Flow Duration', '1000'),
        'Fwd Packets/s',
        text,
      )
      expect((await read([original.header, moving])).rejected).toHaveLength(1)
    },
  )
})

describe('decimal commas', () => {
  test('are judged by the columns that are read', async () => {
    const { flows, rejected } = await readAll(casePath('decimal-comma-extra-column/capture.csv'))
    expect([flows.length, rejected]).toEqual([10, []])
  })

  test('leave a point with no meaning that is sure', async () => {
    const commas = rows.map((line) => line.replaceAll(',', ';').replaceAll('.', ','))
    const odd = (commas[3] ?? '').split(';').with(columnOf(header, 'Flow IAT Max'), '1.234').join(';')
    const { flows, rejected } = await read([header.replaceAll(',', ';'), ...commas.with(3, odd)])
    expect(flows).toHaveLength(39)
    expect(rejected).toMatchObject([{ line_number: 5, value: '1.234', reason: 'is not a finite number' }])
  })

  const withCommas = (lines: readonly string[]) => lines.map((line) => line.replaceAll(',', ';').replaceAll('.', ','))

  test('stand in times since 1970 too', async () => {
    const timed = rows.map((line) => withCell(header, line, 'Timestamp', '1773131432.788865'))
    const { flows } = await read([header.replaceAll(',', ';'), ...withCommas(timed)])
    expect(new Set(flows.map(({ timestamp_us }) => timestamp_us))).toEqual(new Set([1773131432788865]))
  })

  test('do not hide that the unit of durations could not be checked', async () => {
    const fractions = rows.map((line) =>
      ['Flow Bytes/s', 'Flow Packets/s', 'Fwd Packets/s', 'Bwd Packets/s'].reduce(
        (own, name) => withCell(header, own, name, '0'),
        withCell(header, line, 'Flow Duration', '1.5'),
      ),
    )
    await read([header.replaceAll(',', ';'), ...withCommas(fractions)])
    const { layout } = await readLayout(folder.at('flows.csv'))
    expect(layout.notices).toContainEqual(expect.stringContaining('The unit of durations could not be checked'))
  })
})

describe('an address', () => {
  test('with spaces around it is the same host', async () => {
    const { flows } = await readAll(casePath('addresses-with-spaces/capture.csv'))
    expect(new Set(flows.map(({ source_ip }) => source_ip))).toEqual(new Set(['192.0.2.9']))
  })

  test.each([
    ...[
      '192.0.2.9',
      ' 192.0.2.9',
      '192.0.2.9\u00a0',
      '192.000.002.009',
      '[192.0.2.9]',
      '::ffff:192.0.2.9',
      '::FFFF:c000:209',
      '0:0:0:0:0:ffff:192.0.2.9',
      '192.0.2.9:443',
      '[::ffff:192.0.2.9]:443',
      '/192.0.2.9',
      '/192.0.2.9:443',
      "b'192.0.2.9'",
      "'192.0.2.9'",
      "'192.0.2.9",
      '="192.0.2.9"',
      "IPv4Address('192.0.2.9')",
    ].map((text) => [text, '192.0.2.9']),
    ...[
      '2001:db8::1',
      '2001:DB8::1',
      '2001:0db8:0000:0000:0000:0000:0000:0001',
      '2001:db8:0:0:0:0:0:1',
      '[2001:db8::1]',
      '2001:db8::0:1%eth0',
      '[2001:db8::1]:443',
      "IPv6Address('2001:db8::1')",
    ].map((text) => [text, '2001:db8::1']),
    ...[
      ['::', '::'],
      ['0:0:0:0:0:0:0:0', '::'],
      ['fe80::1%en0', 'fe80::1'],
      ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
      ['64:ff9b::192.0.2.33', '64:ff9b::c000:221'],
    ],
    ...[
      ['host-a', 'host-a'],
      ['300.1.1.1', '300.1.1.1'],
      ['300.1.1.1:80', '300.1.1.1:80'],
      ['192.0.2.9:port', '192.0.2.9:port'],
      ["'host-a", "'host-a"],
      ['1:2', '1:2'],
      ['a:b:c:d:e:f:0:1:2', 'a:b:c:d:e:f:0:1:2'],
      ['00:1b:44:11:3a:b7', '00:1b:44:11:3a:b7'],
    ],
    ...[
      ['', null],
      ['-', null],
      ['NaN', null],
      ['N/A', null],
      ['192.0.2.9/32', '192.0.2.9'],
      ['192.0.2.0/24', '192.0.2.0/24'],
      ['192.0.2.9/128', '192.0.2.9/128'],
      ['2001:DB8::9/128', '2001:db8::9'],
      ['2001:db8::9/32', '2001:db8::9/32'],
      ['\u200b192.0.2.9', '192.0.2.9'],
      ['\ufeff192.0.2.9\u2060', '192.0.2.9'],
      ['\uff11\uff19\uff12.0.2.9', '192.0.2.9'],
      ['\u200b', null],
      ['h\u00f4te\u200b', 'h\u00f4te\u200b'],
    ],
  ])('%j is %s', async (text, address) => {
    expect(addressText(text ?? '')).toBe(address)
    const { flows } = await read([header, withCell(header, row, 'Src IP', text ?? '')])
    expect(flows[0]?.source_ip).toBe(address)
  })

  const likeIpv4 = fc
    .array(fc.oneof(fc.nat(300).map(String), fc.stringMatching(/^\d{0,4}$/)), { minLength: 3, maxLength: 5 })
    .map((octets) => octets.join('.'))
  test('is the same address again', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6(), likeIpv4, fc.string()), (text) => {
        const once = addressText(text)
        if (once !== null) expect(addressText(once)).toBe(once)
        expect(addressText(` ${text.toUpperCase()} `)?.toLowerCase()).toBe(once?.toLowerCase())
      }),
      { numRuns: 500, seed: 1 },
    )
  })
})

test.each([
  ...['6', '6.0', ' 6 ', 'TCP', 'tcp', '0x06', '0x6', 'TCP (6)', '6 (TCP)', 'tcp/6'].map((text) => [text, 6] as const),
  ...([
    ['UDP', 17],
    ['ICMP', 1],
    ['ipv6-icmp', 58],
    ['IPv6-ICMP', 58],
    ['SCTP', 132],
    ['gre', 47],
    ['0', 0],
    ['HOPOPT', 0],
  ] as const),
  ...['', '-', 'x', 'TCP (17)', '-1', '70000'].map((text) => [text, -1] as const),
])('the protocol %j is %i', async (text, number) => {
  expect(protocolNumber(text)).toBe(number)
  const { flows } = await read([header, withCell(header, row, 'Protocol', text)])
  expect(flows[0]?.protocol).toBe(number)
})

test('ports and protocols have the decimal comma of their file', async () => {
  const capture = simulatedCapture('corrected', 20)
  const names = capture.header.split(',').map((name) => name.trim())
  const rows = capture.rows.map((line) =>
    line
      .split(',')
      .map((cell, at) => {
        const is_number = /^-?\d+(\.\d+)?(E[+-]?\d+)?$/i.test(cell)
        if (!is_number || names[at] === 'id') return cell
        return cell.includes('.') ? cell.replace('.', ',') : `${cell},0`
      })
      .join(';'),
  )
  const { flows } = await read([capture.header.replaceAll(',', ';'), ...rows])
  const { flows: plain } = await read([capture.header, ...capture.rows])
  const identityOf = ({ source_port, destination_port, protocol }: (typeof flows)[number]) => [
    source_port,
    destination_port,
    protocol,
  ]
  expect(flows.map(identityOf)).toEqual(plain.map(identityOf))
})

test.each([
  ['Src IP', 'Source IP Address'],
  ['Dst IP', 'Destination IP Address'],
  ['Src Port', 'source_port_number'],
  ['Dst Port', 'Dst Pt'],
  ['Protocol', 'Protocol Number'],
  ['Timestamp', 'Flow Start'],
  ['Timestamp', 'first_seen'],
  ['Label', 'attack_category'],
])('what a flow has under %s it has under %s', async (name, spelling) => {
  const { flows: plain } = await read([header, ...rows])
  const { flows } = await read([header.replace(name, spelling), ...rows])
  expect(flows).toEqual(plain)
})

describe('a label that names a protocol', () => {
  test('names no attack but in CIC-DDoS-2019', async () => {
    const path = casePath('protocol-labels/capture.csv')
    expect((await readAll(path)).flows.map(({ label }) => label)).toEqual(Array(12).fill(undefined))
    expect((await readLayout(path)).layout.notices.join(' ')).toMatch(
      /Labels with no known threat type: ".*"UDP"|"UDP"/,
    )
  })

  test('is one in that dataset, known by its column or by its days', async () => {
    const lines = caseLines('protocol-labels/capture.csv')
    const with_column = lines.map((line, at) => line.replace(/,([^,]*)$/, at === 0 ? ',SimillarHTTP,$1' : ',0,$1'))
    const recorded = lines.map((line) => line.replace('2026-03-10', '2018-12-01'))
    for (const text of [with_column, recorded]) {
      expect(new Set((await read(text)).flows.map(({ label }) => label))).toEqual(new Set(['DDoS']))
    }
  })
})

test('the corrected meter is known as it is published now, with its times in UTC', async () => {
  const { layout } = await readLayout(casePath('present-corrected-meter/capture.csv'))
  expect(layout.dialect).toMatchObject({ id: 'corrected', instrument: 'corrected' })
  expect(layout.time_format.is_offset_known).toBe(true)
  expect(layout.notices).toEqual([])
})
