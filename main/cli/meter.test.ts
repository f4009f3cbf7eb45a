import { readFile, writeFile } from 'node:fs/promises'

import { beforeAll, expect, test } from 'vitest'

import { runCommand } from '../testing/command.ts'
import { useFolder } from '../testing/folder.ts'
import { pcapFile } from '../testing/packets/files.ts'
import { ethernet, tcpFrame } from '../testing/packets/frames.ts'

const folder = useFolder()
const at = (seconds: number, bytes: Buffer) => ({ time_us: 1_700_000_000_000_000 + seconds * 1e6, bytes })

beforeAll(async () => {
  const packets = [
    at(0, tcpFrame({ flags: 'S' })),
    at(1, tcpFrame({ flags: 'A', payload_bytes: 10 })),
    at(2, ethernet(Buffer.alloc(28), 0x0806)),
  ]
  await writeFile(folder.at('a.pcap'), pcapFile(packets))
  await writeFile(folder.at('not.pcap'), 'something else')
  await writeFile(folder.at('schedule.csv'), 'start,end,source,destination,label\n,,10.0.0.1,,DoS\n')
})

test('meters a capture into a CSV, tells what became of the packets, and says so in JSON', async () => {
  const args = [
    'meter',
    folder.at('a.pcap'),
    '--out',
    folder.at('out.csv'),
    '--labels',
    folder.at('schedule.csv'),
    '--json',
  ]
  const { code, stdout, stderr } = await runCommand(args)
  expect(code).toBe(0)
  expect(stderr).toContain('a.pcap: 3 packets read = 2 metered + 1 not IP + 0 undecodable + 0 cut.')
  expect(JSON.parse(stdout)).toMatchObject({
    convention: 'corrected',
    flows: 1,
    captures: [{ name: 'a.pcap', packets: { read: 3, metered: 2, not_ip: 1 }, end: null }],
  })
  const [header, row, end] = (await readFile(folder.at('out.csv'), 'utf8')).split('\n')
  expect(header?.split(',')).toHaveLength(89)
  expect(row).toMatch(/^10\.0\.0\.1-10\.0\.0\.2-40000-80-6,.*,2023-11-14 22:13:20,1000000,2,0,10\.0,.*,DoS$/)
  expect(end).toBe('')
})

test('a schedule may have quotes, and its labels are no formulas of a spreadsheet', async () => {
  const out = folder.at('quoted.csv')
  const labels = new Map([
    ['"a,b"', '"a,b"'],
    ['"say ""no"""', '"say ""no"""'],
    ['=1+1', "'=1+1"],
    ['@x', "'@x"],
    ['-x', "'-x"],
  ])
  for (const [cell, written] of labels) {
    const schedule = folder.at('quoted-schedule.csv')
    await writeFile(schedule, `"start","end",source,destination,label\n,,"10.0.0.1",,${cell}\n`)
    expect((await runCommand(['meter', folder.at('a.pcap'), '--out', out, '--labels', schedule])).code).toBe(0)
    const [, row = ''] = (await readFile(out, 'utf8')).split('\n')
    expect(row.slice(-written.length - 1)).toBe(`,${written}`)
  }
})

test('the original convention has 84 columns, and goes to standard output when asked to', async () => {
  const { code, stdout } = await runCommand(['meter', folder.at('a.pcap'), '--out', '-', '--convention', 'original'])
  expect(code).toBe(0)
  expect(stdout.split('\n')[0]?.split(',')).toHaveLength(84)
  expect(stdout).toContain(',14/11/2023 10:13:20 PM,')
})

test('a file of another kind is refused by name and leaves nothing; a wrong convention is wrong usage', async () => {
  const refused = await runCommand(['meter', folder.at('not.pcap'), '--out', folder.at('none.csv')])
  expect(refused).toMatchObject({ code: 1, stdout: '' })
  expect(refused.stderr).toContain('not.pcap: The file is not a packet capture. It is text.')
  await expect(readFile(folder.at('none.csv'))).rejects.toThrow('ENOENT')
  const usage = ['meter', folder.at('a.pcap'), '--out', folder.at('none.csv'), '--convention', 'newest']
  expect((await runCommand(usage)).code).toBe(2)
  expect((await runCommand(['meter', folder.at('a.pcap'), '--out', folder.at('a.pcap')])).code).toBe(2)
})
