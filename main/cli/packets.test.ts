import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { buffer, text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

import { beforeAll, expect, test } from 'vitest'

import { runCommand } from '../testing/command.ts'
import { useFolder } from '../testing/folder.ts'
import { pcapFile } from '../testing/packets/files.ts'
import { tcpFrame, udpFrame } from '../testing/packets/frames.ts'
import { meterAll } from '../testing/packets/hold-picks.ts'

const CLI = fileURLToPath(new URL('../cli.ts', import.meta.url))
const folder = useFolder()

beforeAll(async () => {
  const frames = [tcpFrame({ flags: 'S' }), udpFrame({ payload_bytes: 40 }), tcpFrame({ flags: 'A' })]
  const packets = frames.map((bytes, at) => ({ time_us: 1_700_000_000_000_000 + at, bytes }))
  await writeFile(folder.at('a.pcap'), pcapFile(packets))
})

test('writes the packets of the flows that a query holds for', async () => {
  const args = ['packets', folder.at('a.pcap'), '--query', 'proto:tcp packets>1', '--out', folder.at('tcp.pcapng')]
  expect(await runCommand([...args, '--json'])).toMatchObject({ code: 0, stderr: '' })
  const file = await readFile(folder.at('tcp.pcapng'))
  const { flows, report } = meterAll(file, { convention: 'corrected' })
  expect([flows.length, report.packets.read]).toEqual([1, 2])
  expect(file.toString('latin1')).toContain('Filter: proto:tcp packets>1')
  const all = await runCommand(['packets', folder.at('a.pcap'), '--out', folder.at('all.pcapng')])
  expect(all.stdout).toContain('3 packets of 2 flows written to')
})

test('what no flow matches, what only a model knows, and a wrong query are told and leave nothing', async () => {
  const asked = (query: string) =>
    runCommand(['packets', folder.at('a.pcap'), '--query', query, '--out', folder.at('none.pcapng')])
  expect(await asked('dport:9')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('No flow of a.pcap matches.') as string,
  })
  expect(await asked('type:DDoS')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('field type is not known') as string,
  })
  expect(await asked('dport:')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('The query is wrong.') as string,
  })
  await expect(readFile(folder.at('none.pcapng'))).rejects.toThrow('ENOENT')
})

test.each(['-', '/dev/stdout', '/dev/fd/1'])(
  'standard output takes the packets as %s, and nothing else',
  async (out) => {
    const child = spawn(process.execPath, [CLI, 'packets', folder.at('a.pcap'), '--out', out], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const [file, stderr, ended] = await Promise.all([buffer(child.stdout), text(child.stderr), once(child, 'close')])
    expect([ended[0], stderr]).toEqual([0, '3 packets of 2 flows written to standard output\n'])
    expect(meterAll(file, { convention: 'corrected' }).report.packets.read).toBe(3)
    await runCommand(['packets', folder.at('a.pcap'), '--out', folder.at('same.pcapng')])
    expect(file.equals(await readFile(folder.at('same.pcapng')))).toBe(true)
    expect(await runCommand(['packets', folder.at('a.pcap'), '--out', out, '--json'])).toMatchObject({
      ...{ code: 2, stdout: '' },
    })
  },
)
