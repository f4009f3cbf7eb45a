import { expect, test } from 'vitest'

import { useFolder } from '../../testing/folder.ts'
import { readAsConversations } from '../../testing/read-conversations.ts'

const folder = useFolder()
const read = (...lines: readonly string[]) => readAsConversations(folder.at('log.csv'), [...lines, ''].join('\n'))
const times = <T>(count: number, make: (at: number) => T): T[] => Array.from({ length: count }, (_, at) => make(at))

const NAMES = 'ts,te,td,sa,da,sp,dp,pr,flg,ipkt,ibyt,opkt,obyt'
const TURNED = 'ts,te,td,da,sa,dp,sp,pr,flg,opkt,obyt,ipkt,ibyt'
const WHEN = '2026-03-10 08:00:00,2026-03-10 08:00:01,1'
const ROW = `${WHEN},192.0.2.9,198.51.100.5,50000,443,TCP,...AP.SF,5,500,7,900`
const TURNED_ROW = `${WHEN},198.51.100.5,192.0.2.9,443,50000,TCP,...AP.SF,7,900,5,500`
const TOTALS = ['Summary', 'flows,bytes,packets,avg_bps,avg_pps,avg_bpp', '2,1,1,-nan,1,1']
const ONE = { source: '192.0.2.9', source_port: 50_000, target: '198.51.100.5', port: 443, packets: [5, 7] }

test.each([
  ['the same header', NAMES, ROW],
  ['its names in capitals', NAMES.toUpperCase(), ROW],
  ['a delimiter at its end', `${NAMES},`, ROW],
  ['a delimiter at the end of all', `${NAMES},`, `${ROW},`],
  ['another order', TURNED, TURNED_ROW],
  ['other separators', TURNED.replaceAll(',', ';'), TURNED_ROW.replaceAll(',', ';')],
])('rows behind the totals of nfdump and %s are read by it', async (_, header, row) => {
  const { conversations, rows, rejected } = await read(NAMES, ROW, ROW, ...TOTALS, header, row, row, row)
  expect([rows, rejected]).toEqual([5, []])
  expect(conversations).toMatchObject(times(5, () => ONE))
})

test('rows right behind the totals are read, and what is none is rejected', async () => {
  const { rows, rejected } = await read(NAMES, ROW, ...TOTALS, ROW, ROW, 'end of report', '1,2,3')
  expect(rows).toBe(3)
  expect(rejected.map(({ line_number }) => line_number)).toEqual([8, 9])
})

test('rows behind a header of another order are read by it, with no totals between', async () => {
  const { conversations } = await read(NAMES, ROW, TURNED, TURNED_ROW, NAMES, ROW)
  expect(conversations).toMatchObject(times(3, () => ONE))
})

test('rows behind a header that lacks what a conversation needs are rejected', async () => {
  const { rows, rejected } = await read(NAMES, ROW, NAMES.replace('sa,', 'what,'), ROW, NAMES, ROW)
  expect(rows).toBe(2)
  expect(rejected).toMatchObject([{ line_number: 4, reason: 'stands behind a header that lacks source' }])
})

const ARGUS = 'StartTime,Dur,Proto,SrcAddr,Sport,Dir,DstAddr,Dport,State,SrcPkts,DstPkts,SrcBytes,DstBytes'
const argusRow = (time: string) => `${time},0.5,tcp,192.0.2.9,50000,  ->,198.51.100.5,443,FSPA_FSPA,5,7,500,900`

test('flows of Argus behind a header of another order are read by it', async () => {
  const { conversations, rejected } = await read(
    ARGUS,
    argusRow('2026-03-10 08:00:00.000'),
    'StartTime,Dur,Proto,DstAddr,Dport,Dir,SrcAddr,Sport,State,DstPkts,SrcPkts,DstBytes,SrcBytes',
    '2026-03-10 08:00:00.000,0.5,tcp,198.51.100.5,443,  ->,192.0.2.9,50000,FSPA_FSPA,7,5,900,500',
  )
  expect(rejected).toEqual([])
  expect(conversations[1]).toEqual({ ...conversations[0], file_row: 1, line_number: 4 })
})

test('each part has the kind of lengths that its own header tells', async () => {
  const fields = (lengths: string) =>
    `#fields\tts\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\t${lengths}\torig_pkts\tresp_pkts`
  const row = '1773131432.0\t192.0.2.9\t50000\t198.51.100.5\t22\ttcp\t1000\t2000\t4\t5'
  const payload = fields('orig_bytes\tresp_bytes')
  const lines = ['#separator \\x09', payload, row, payload, row, fields('orig_ip_bytes\tresp_ip_bytes'), row, row]
  const { parts, notices } = await read(...lines)
  expect(parts).toMatchObject([
    { rows: 2, instrument: { header_bytes: null } },
    { rows: 2, instrument: { header_bytes: { tcp: 52 } } },
  ])
  expect(notices).toContain('From line 6 on, the file has other columns: lengths include headers there.')
})

const day = ({ conversations }: Awaited<ReturnType<typeof read>>) => [
  ...new Set(conversations.map(({ time }) => time?.slice(0, 10))),
]

test('the order of dates that any row proves holds for all', async () => {
  const late = await read(
    ...[ARGUS, ...times(300, () => argusRow('3/12/2026 14:00:00')), argusRow('3/13/2026 14:00:00')],
  )
  expect(day(late)).toEqual(['2026-03-12', '2026-03-13'])
  expect(late.notices.join(' ')).toContain('read as month/day/year')
  expect(late.notices.join(' ')).not.toContain('ambiguous')
  const mixed = [argusRow('3/13/2026 14:00:00'), argusRow('13/3/2026 14:00:00')]
  await expect(read(ARGUS, ...times(300, () => argusRow('3/12/2026 14:00:00')), ...mixed)).rejects.toThrow(
    'mixes two orders of dates',
  )
  await expect(read(ARGUS, ...times(300, () => argusRow('3/13/2026 14:00:00')), ...mixed)).rejects.toThrow(
    'Line 303 has the time "13/3/2026 14:00:00", with the day first',
  )
})

test('dates in another form behind the first rows are unread and told, since nobody knows their order', async () => {
  const year_first = times(300, () => argusRow('2026-03-10 08:00:00'))
  for (const late of ['3/12/2026 14:00:00', '3/13/2026 14:00:00']) {
    const { notices } = await read(ARGUS, ...year_first, argusRow(late), argusRow('soon'))
    expect(notices.at(-1)).toBe(`The times of 2 rows could not be read, such as "${late}".`)
  }
})
