import { execFileSync, spawnSync } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'

import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { tcpFrame } from '../../testing/packets/frames.ts'
import { pcapFile } from '../../testing/packets/files.ts'
import { childrenOf, until } from '../../testing/processes.ts'
import { useFolder } from '../../testing/folder.ts'
import { found } from '../../testing/found.ts'
import { CaptureReader } from '../packets/capture-reader.ts'
import { findCaptureTool } from './capture-tool.ts'
import type { ClosedSegment, TakenFiles } from './follower.ts'
import { listInterfaces } from './interfaces.ts'
import { openInterface } from './interface-follower.ts'
import { hasCapability } from './own-capabilities.ts'

const folder = useFolder()
let number = 0
let segment_dir = ''

beforeEach(() => {
  number += 1
  segment_dir = folder.at(`segments-${String(number)}`)
})

afterEach(() => {
  vi.unstubAllEnvs()
})

const LOOPBACK = process.platform === 'darwin' ? 'lo0' : 'lo'
const tool = await findCaptureTool()
const is_allowed =
  tool !== null && (process.platform === 'linux' ? await hasCapability('net_raw') : process.getuid?.() === 0)
if (!is_allowed) {
  process.stderr.write('No packets are recorded here: dumpcap and tcpdump are missing, or this account may not.\n')
}

const options = (segment_seconds: number, segment_bytes = 2 ** 26) => ({
  ...{ segment_dir, segment_seconds, segment_bytes },
  onProblem: () => undefined,
})

/** Texts that the packets of a pcap carry, as far as they are marked. */
function marksIn(content: Buffer): string[] {
  const marks: string[] = []
  const reader = new CaptureReader({
    packet: (bytes, start, end) =>
      marks.push(
        ...(Buffer.from(bytes.subarray(start, end))
          .toString('latin1')
          .match(/<[a-z]+ \d+>/g) ?? []),
      ),
    refuse: () => undefined,
  })
  reader.push(content)
  expect(reader.finish()).toBeUndefined()
  return marks
}

/** Sends marked datagrams over the loopback to nobody. */
async function sendDatagrams(count: number, first = 0): Promise<void> {
  const socket = createSocket('udp4')
  for (let at = first; at < first + count; at += 1) {
    await new Promise<void>((resolve, reject) => {
      socket.send(`<datagram ${String(at)}>`, 9, '127.0.0.1', (error) => (error ? reject(error) : resolve()))
    })
  }
  socket.close()
}

async function talkOverTcp(text: string): Promise<void> {
  const server = createServer((socket) => socket.pipe(socket)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const client = connect(typeof address === 'object' ? (address?.port ?? 0) : 0, '127.0.0.1')
  client.end(text)
  client.resume()
  await once(client, 'close')
  server.close()
}

test.runIf(is_allowed)('what goes over the loopback comes in segments, every packet once', async () => {
  const follower = await openInterface(LOOPBACK, new Map(), options(1, 65_536))
  const segments: ClosedSegment[] = []
  const contents: Buffer[] = []
  const reading = (async () => {
    for await (const segment of follower.segments) {
      segments.push(segment)
      contents.push(await readFile(segment.path))
    }
  })()
  await sendDatagrams(2000)
  await until(() => segments.length >= 2)
  // A segment ends by time as well, though nothing else comes.
  const before = segments.length
  await talkOverTcp('<stream 1>')
  await until(() => segments.length > before)
  await sendDatagrams(10, 2000)
  await follower.close()
  await reading
  const marks = contents.flatMap(marksIn)
  const datagrams = new Set(marks.filter((mark) => mark.startsWith('<datagram')))
  // Other programs talk over the loopback too, and a burst of theirs may be more than the system keeps; it tells so.
  expect(datagrams.size + follower.droppedPackets()).toBeGreaterThanOrEqual(2010)
  expect(datagrams.size).toBeGreaterThan(1000)
  if (follower.droppedPackets() === 0) expect(marks.filter((mark) => mark.startsWith('<stream')).length).toBe(2)
  for (const { name, path, is_own, origin, size_bytes } of segments) {
    expect(name).toMatch(new RegExp(`^${LOOPBACK}-\\d{8}T\\d{6}[-\\d]*\\.\\d{3}Z\\.pcap$`))
    expect({ path, is_own }).toEqual({ path: join(segment_dir, name), is_own: true })
    expect(origin).toMatchObject({ path, first_byte: 0, end_byte: size_bytes })
  }
  expect((await readdir(segment_dir)).sort()).toEqual(segments.map(({ name }) => name).sort())
  expect(childrenOf()).toEqual([])
})

test.runIf(is_allowed)('no packet makes no segment, and a tool that is killed ends the stream', async () => {
  const quiet = await openInterface(LOOPBACK, new Map(), options(3600))
  await quiet.close()
  const given: ClosedSegment[] = []
  for await (const segment of quiet.segments) given.push(segment)
  expect(given.every(({ size_bytes }) => size_bytes > 24)).toBe(true)

  const before = new Set(childrenOf())
  const follower = await openInterface(LOOPBACK, new Map(), options(3600))
  const child = found(childrenOf().find((pid) => !before.has(pid)))
  await sendDatagrams(5)
  await until(async () => (await readdir(segment_dir)).some((name) => name.endsWith('.part')))
  process.kill(child, 'SIGTERM')
  const segments = follower.segments[Symbol.asyncIterator]()
  const first = (await segments.next()) as IteratorResult<ClosedSegment, undefined>
  expect(marksIn(await readFile(first.value?.path ?? '')).length).toBeGreaterThan(0)
  await expect(segments.next()).rejects.toMatchObject({
    code: 'unreadable_file',
    message: expect.stringContaining(`which recorded the packets of ${LOOPBACK}, ended`) as string,
  })
})

const ip =
  is_allowed && existsSync('/dev/net/tun') && (await hasCapability('net_admin')) && spawnSync('ip', ['-V']).status === 0
if (is_allowed && !ip) {
  process.stderr.write('No interface is switched off here: this account may not make one, or there is no program ip.\n')
}

test.runIf(ip).each([
  ['down', ['link', 'set', 'NAME', 'down'], /^The interface \S+ was switched off/],
  ['deleted', ['link', 'delete', 'NAME'], /^The interface \S+ (is gone|was switched off)/],
])('an interface that is %s ends the stream, and is named', async (_, args, told) => {
  const name = `anx${String(process.pid % 1e6)}`
  const call = (...words: string[]) =>
    execFileSync(
      'ip',
      words.map((word) => word.replace('NAME', name)),
      { stdio: 'ignore' },
    )
  call('tuntap', 'add', 'dev', 'NAME', 'mode', 'tap')
  try {
    call('link', 'set', 'NAME', 'up')
    const follower = await openInterface(name, new Map(), options(3600))
    call(...args)
    const given: ClosedSegment[] = []
    const following = (async () => {
      for await (const segment of follower.segments) given.push(segment)
    })()
    await expect(following).rejects.toThrow(told)
    await follower.close()
  } finally {
    spawnSync('ip', ['link', 'delete', name])
  }
})

test('an interface that is not there is refused, and so is an option in place of one', async () => {
  if (tool === null) return
  for (const name of ['no-such-0', '-w', '-z']) {
    await expect(openInterface(name, new Map(), options(1))).rejects.toMatchObject({
      code: 'unreadable_file',
      message: expect.stringContaining(`This machine has no interface ${name}`) as string,
    })
  }
})

test('interfaces are listed with their addresses', async () => {
  const list = await listInterfaces()
  expect(list.tool).toBe(tool?.kind ?? null)
  const loopback = list.interfaces.find(({ name }) => name === LOOPBACK)
  expect(loopback).toMatchObject({ is_up: true, addresses: expect.arrayContaining(['127.0.0.1']) as string[] })
  if (is_allowed) expect(list.advice).toBeNull()
})

/** A program in the place of the one that records packets. */
async function programThat(script: string): Promise<void> {
  const bin = folder.at(`bin-${String(number)}`)
  await mkdir(bin)
  await writeFile(
    join(bin, 'dumpcap'),
    `#!/bin/sh\nif [ "$1" = -D ]; then echo "1. lo (Loopback)"; exit 0; fi\n${script}\n`,
  )
  await chmod(join(bin, 'dumpcap'), 0o755)
  vi.stubEnv('PATH', `${bin}:${process.env['PATH'] ?? ''}`)
}

const has_shell = process.platform !== 'win32'

test.runIf(has_shell)('without the right to record, a person is told how to get it', async () => {
  await programThat(
    `echo "The capture session could not be initiated on interface 'lo' (You don't have permission to capture on that device)." >&2; exit 1`,
  )
  const refused = openInterface('lo', new Map(), options(1))
  await expect(refused).rejects.toMatchObject({ code: 'not_permitted' })
  await expect(refused).rejects.toThrow(
    process.platform === 'linux' ? /sudo usermod -aG wireshark \$USER", then log in again/ : /ChmodBPF/,
  )
})

const PACKETS = Array.from({ length: 3 }, (_, at) => ({
  time_us: at * 1_000_000,
  bytes: tcpFrame({ payload_bytes: at * 100 }),
}))

test.runIf(has_shell)('an interface that goes away ends the stream behind its last segment', async () => {
  const recorded = folder.at('recorded.pcap')
  await writeFile(recorded, Buffer.concat([pcapFile(PACKETS), Buffer.alloc(10, 1)]))
  await programThat(
    `cat ${recorded}; echo "Packets received/dropped on interface 'lo': 3/41 (pcap:41/dumpcap:0/flushed:0/ps_ifdrop:0) (6.8%)" >&2; echo "The network adapter on which the capture was being done is no longer running; the capture has stopped." >&2; exit 1`,
  )
  const follower = await openInterface('lo', new Map(), options(3600))
  const segments = follower.segments[Symbol.asyncIterator]()
  const first = (await segments.next()) as IteratorResult<ClosedSegment, undefined>
  expect(await readFile(first.value?.path ?? '')).toEqual(pcapFile(PACKETS))
  await expect(segments.next()).rejects.toThrow(/^The interface lo is gone or was switched off \(dumpcap: The network/)
  expect(follower.droppedPackets()).toBe(41)
})

test.runIf(has_shell)('a tool that hangs is killed', async () => {
  await programThat(`trap '' INT TERM; echo "File: -" >&2; while :; do sleep 1; done`)
  const follower = await openInterface('lo', new Map(), options(3600))
  await follower.close()
  expect((await follower.segments[Symbol.asyncIterator]().next()).done).toBe(true)
})

test.runIf(has_shell)(
  'what a crash has left of segments is given at the next start, cut to whole packets',
  async () => {
    await mkdir(segment_dir)
    const whole = pcapFile(PACKETS)
    await writeFile(join(segment_dir, '.lo-1.pcap.part'), whole.subarray(0, -7))
    await writeFile(join(segment_dir, '.lo-2.pcap.part'), whole.subarray(0, 30))
    for (const name of ['lo-3.pcap', 'lo-4.pcap', 'lo-5.pcap']) {
      const path = join(segment_dir, name)
      await writeFile(path, whole)
      const origin = { path, first_byte: 0, end_byte: whole.length, stamp: '' }
      if (name !== 'lo-5.pcap') await writeFile(join(segment_dir, `.${name}.pending`), JSON.stringify(origin))
    }
    await programThat('echo "File: -" >&2; exec sleep 1000')
    const known: TakenFiles = new Map([[join(segment_dir, 'lo-4.pcap'), { end_byte: whole.length, stamp: '' }]])
    const follower = await openInterface('lo', known, options(3600))
    await follower.close()
    const segments: ClosedSegment[] = []
    for await (const segment of follower.segments) segments.push(segment)
    expect(segments.map(({ name }) => name)).toEqual(['lo-3.pcap', 'lo-1.pcap'])
    expect(await readFile(join(segment_dir, 'lo-1.pcap'))).toEqual(pcapFile(PACKETS.slice(0, 2)))
    expect((await readdir(segment_dir)).sort()).toEqual(['lo-1.pcap', 'lo-3.pcap', 'lo-4.pcap', 'lo-5.pcap'])
  },
)
