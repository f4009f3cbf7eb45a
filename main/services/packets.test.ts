import { chmod, copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createHash } from 'node:crypto'
import { dirname, join } from 'node:path'

import { afterAll, beforeAll, expect, test } from 'vitest'

import { startApp, type TestApp } from '../testing/app.ts'
import { useFolder } from '../testing/folder.ts'
import { pcapFile, type TimedPacket } from '../testing/packets/files.ts'
import { tcpFrame, udpFrame } from '../testing/packets/frames.ts'
import { meterAll } from '../testing/packets/hold-picks.ts'
import { startServer, type TestServer } from '../testing/server.ts'
import { findWireshark, openInWireshark } from './wireshark.ts'

const folder = useFolder()
let app: TestApp
let server: TestServer
let chosen: string | null = null
let capture_id = 0

const BEGIN_US = 1_700_000_000_000_000

/** Conversations with a server on two ports; each has a payload of its own. */
function conversations(hosts: number): TimedPacket[] {
  return Array.from({ length: hosts }, (_, host) => {
    const source = `10.0.0.${host + 1}`
    const ends = { source, destination: '192.0.2.1', source_port: 30_000 + host, destination_port: 80 + (host % 2) }
    const back = { ...ends, source: ends.destination, destination: source }
    const answer = { ...back, source_port: ends.destination_port, destination_port: ends.source_port }
    const frames = [
      tcpFrame({ ...ends, flags: 'S' }),
      tcpFrame({ ...answer, flags: 'SA' }),
      tcpFrame({ ...ends, flags: 'PA', payload_bytes: 20 + host }),
      udpFrame({ ...ends, payload_bytes: 9 }),
    ]
    return frames.map((bytes, step) => ({ time_us: BEGIN_US + host * 10_000 + step * 900, bytes }))
  }).flat()
}

const file = pcapFile(conversations(40))
const at = (...names: string[]) => join(folder.at('captures'), ...names)

beforeAll(async () => {
  app = await startApp(folder.at('data'), { chooseSavePath: () => Promise.resolve(chosen) })
  server = await startServer(app, folder.at('data'))
  await mkdir(at('other'), { recursive: true })
  await writeFile(at('talk.pcap'), file)
  await writeFile(at('other', 'else.pcap'), pcapFile(conversations(1)))
  await app.importFile(at('other', 'else.pcap'))
  capture_id = (await app.importFile(at('talk.pcap'))).started_as
})
afterAll(async () => {
  await server.close()
  await app.close()
})

const source = () => app.call('packets.source', { capture_id })
const firstOf = async (q: string) => (await app.call('flows.list', { q, capture_id, limit: 1 })).items[0]?.id ?? ''
const fetched = (path: string) => server.get(path)

async function saved(selection: Parameters<typeof app.call<'packets.save'>>[1]): Promise<Buffer> {
  chosen = folder.at('saved.pcapng')
  const { path, job_id } = await app.call('packets.save', selection)
  expect(path).toBe(chosen)
  const job = await app.jobEnd(job_id ?? 0)
  expect(job).toMatchObject({ kind: 'packets', status: 'done', error: null })
  expect(job.stage).toMatch(/saved as .*saved\.pcapng\./)
  return readFile(chosen)
}

test('the first packets of a flow are shown as they are', async () => {
  const look = await app.call('packets.look', { id: await firstOf('src:10.0.0.3 proto:tcp'), limit: 2 })
  expect(look).toEqual({
    total: 3,
    items: [
      {
        ...{ timestamp: '2023-11-14T22:13:20.02Z', direction: 'forward', flags: ['SYN'] },
        ...{ wire_bytes: 54, payload_bytes: 0, content: '' },
      },
      {
        ...{ timestamp: '2023-11-14T22:13:20.0209Z', direction: 'backward', flags: ['SYN', 'ACK'] },
        ...{ wire_bytes: 54, payload_bytes: 0, content: '' },
      },
    ],
  })
  const whole = await app.call('packets.look', { id: await firstOf('src:10.0.0.3 proto:tcp') })
  expect(whole.items.map(({ content }) => content)).toEqual(['', '', '00'.repeat(22)])
})

test('the packets of a filter are saved as a job, with where they come from, and are those flows', async () => {
  const bytes = await saved({ capture_id, q: 'dport:80 proto:tcp' })
  const text = bytes.toString('latin1')
  expect(text).toContain('Packets of 20 flows')
  expect(text).toContain(`Filter: dport:80 proto:tcp, capture ${String(capture_id)}`)
  expect(text).toContain(`SHA-256 ${createHash('sha256').update(file).digest('hex')}`)
  const all = meterAll(file, { convention: 'corrected' }).flows
  const { flows, report } = meterAll(bytes, { convention: 'corrected' })
  expect(report.packets).toMatchObject({ read: 60, metered: 60 })
  expect(flows).toHaveLength(20)
  const known = new Set(all.map((flow) => flow.text))
  expect(flows.filter((flow) => !known.has(flow.text))).toEqual([])
})

test('nothing is saved when nobody chooses a place, and none waits for a job then', async () => {
  chosen = null
  expect(await app.call('packets.save', { capture_id })).toEqual({ path: null, job_id: null })
})

test('a capture is never written over by its own packets', async () => {
  chosen = at('talk.pcap')
  await expect(app.call('packets.save', { capture_id })).rejects.toMatchObject({ code: 'invalid_input' })
  expect((await readFile(at('talk.pcap'))).equals(file)).toBe(true)
})

test('over HTTP the packets come as a file, which is not kept', async () => {
  const id = await firstOf('src:10.0.0.3 proto:tcp')
  const answer = await fetched(`/flows/${id}/packets.pcapng`)
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toBe('application/x-pcapng')
  expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="flow-${id}.pcapng"`)
  const { flows } = meterAll(Buffer.from(await answer.arrayBuffer()), { convention: 'corrected' })
  expect(flows.map(({ packets }) => packets)).toEqual([3])
  const all = await fetched('/logs/packets.pcapng')
  const { report } = meterAll(Buffer.from(await all.arrayBuffer()), { convention: 'corrected' })
  expect(report.packets.read).toBe(164)
  await expect.poll(() => readdir(app.spool_dir)).toEqual([])
  expect((await fetched('/logs/packets.pcapng?q=src:203.0.113.1')).status).toBe(404)
})

test('a file that moved is found beside its place and by its name, and known by its hash', async () => {
  expect(await source()).toEqual({ state: 'there', reason: null })
  await rename(at('talk.pcap'), at('renamed.pcap'))
  expect(await source()).toEqual({ state: 'moved', reason: null })
  expect((await app.call('packets.look', { id: await firstOf('proto:tcp') })).total).toBe(3)
  await rename(at('renamed.pcap'), at('other', 'talk.pcap'))
  expect(await source()).toEqual({ state: 'moved', reason: null })
  await rename(at('other', 'talk.pcap'), at('talk.pcap'))
})

test('a file that has changed or is gone is told, and nothing is read of it', async () => {
  const id = await firstOf('proto:tcp')
  await copyFile(at('talk.pcap'), folder.at('kept.pcap'))
  const other = Buffer.from(file)
  other[file.length - 1] = 1
  await writeFile(at('talk.pcap'), other)
  expect(await source()).toMatchObject({
    state: 'changed',
    reason: expect.stringContaining('SHA-256 is another') as string,
  })
  await rm(at('talk.pcap'))
  expect(await source()).toMatchObject({ state: 'gone', reason: expect.stringContaining('is gone') as string })
  await expect(app.call('packets.look', { id })).rejects.toMatchObject({ code: 'conflict' })
  expect((await fetched(`/flows/${id}/packets.pcapng`)).status).toBe(409)
  await rename(folder.at('kept.pcap'), at('talk.pcap'))
  expect(await source()).toMatchObject({ state: 'there' })
})

test('flows of a capture whose file is gone are left out and told of, as long as there are others', async () => {
  await rename(at('other', 'else.pcap'), folder.at('away.pcap'))
  const bytes = await saved({ q: 'dport:80' })
  expect(bytes.toString('latin1')).toContain('2 flows of capture 1 left out')
  await rename(folder.at('away.pcap'), at('other', 'else.pcap'))
})

test('an upload is not kept, and is found only beside other captures', async () => {
  const uploaded = pcapFile(conversations(2))
  const answer = await server.upload('/captures?name=up.pcap', new Uint8Array(uploaded), 'application/vnd.tcpdump.pcap')
  const { job_id, capture_id: id } = (await answer.json()) as { job_id: number; capture_id: number }
  await app.jobEnd(job_id)
  const state = await app.call('packets.source', { capture_id: id })
  expect(state).toMatchObject({ state: 'gone', reason: expect.stringContaining('was uploaded') as string })
  await writeFile(at('other', 'up.pcap'), uploaded)
  expect(await app.call('packets.source', { capture_id: id })).toMatchObject({ state: 'moved' })
})

test('Wireshark is found on the path and opens the file', async () => {
  const program = folder.at('bin/wireshark')
  expect(await findWireshark(dirname(program), 'linux')).toBeNull()
  expect(await openInWireshark('x', folder.at('none'))).toMatchObject({ opened: false })
  await mkdir(dirname(program), { recursive: true })
  await writeFile(program, `#!/bin/sh\necho "$@" > '${folder.at('opened')}'\n`)
  await chmod(program, 0o755)
  expect(await findWireshark(dirname(program), 'linux')).toBe(program)
  expect(await openInWireshark('saved.pcapng', dirname(program))).toEqual({ opened: true, reason: null })
  await expect.poll(() => readFile(folder.at('opened'), 'utf8').catch(() => '')).toBe('-r saved.pcapng\n')
})
