import { writeFile } from 'node:fs/promises'
import { constants, gzipSync, zstdCompressSync } from 'node:zlib'
import { createHash } from 'node:crypto'

import { expect, test } from 'vitest'

import { failureOf } from '../../testing/failure.ts'
import { useFolder } from '../../testing/folder.ts'
import { pcapFile } from '../../testing/packets/files.ts'
import { tcpFrame } from '../../testing/packets/frames.ts'
import { meterFile } from './meter-file.ts'
import { isPacketFile } from './packet-file.ts'

const folder = useFolder()
const capture = pcapFile(
  Array.from({ length: 5000 }, (_, index) => ({
    time_us: 1_700_000_000_000_000 + index * 1000,
    bytes: tcpFrame({ source_port: 1024 + (index % 700), payload_bytes: index % 90 }),
  })),
)

async function flowsOf(path: string) {
  let flows = 0
  const metered = await meterFile(
    path,
    { convention: 'corrected' },
    () => {
      flows += 1
    },
    () => Promise.resolve(),
  )
  return { flows, ...metered }
}

test.each([
  ['as it is', capture],
  ['gzip', gzipSync(capture)],
  ['zstd', zstdCompressSync(capture)],
])('a capture is known by its content, %s', async (_, bytes) => {
  const path = folder.at('whatever.bin')
  await writeFile(path, bytes)
  expect(await isPacketFile(path)).toBe(true)
  expect(await flowsOf(path)).toMatchObject({
    flows: 700,
    packets: { read: 5000, metered: 5000 },
    end: null,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  })
})

test('one that ends inside its header is refused', async () => {
  for (const bytes of [capture.subarray(0, 10), gzipSync(capture.subarray(0, 23))]) {
    await writeFile(folder.at('short.pcap'), bytes)
    const { code, message } = await failureOf(flowsOf(folder.at('short.pcap')))
    expect([code, message]).toEqual([
      'unreadable_file',
      expect.stringContaining('ends inside the header of a packet capture') as string,
    ])
  }
  await writeFile(folder.at('short.pcap'), capture.subarray(0, 24))
  expect(await flowsOf(folder.at('short.pcap'))).toMatchObject({ flows: 0, end: null })
})

test.each([
  ['as it is', capture],
  ['gzip', gzipSync(capture)],
  ['zstd', zstdCompressSync(capture)],
])('one that was cut is read up to the cut, %s', async (_, bytes) => {
  const path = folder.at('cut.pcap')
  await writeFile(path, bytes.subarray(0, Math.floor(bytes.length * 0.7)))
  const { packets, end } = await flowsOf(path)
  expect(packets.read).toBeGreaterThan(1000)
  expect(packets.read).toBeLessThan(5000)
  expect(end?.reason).toBe('the last record is incomplete')
})

test.each([
  ['gzip', gzipSync(capture.subarray(0, 40_000)), gzipSync(capture.subarray(40_000))],
  ['zstd', zstdCompressSync(capture.subarray(0, 40_000)), zstdCompressSync(capture.subarray(40_000))],
])('one in parts is read to its end, %s', async (_, ...parts) => {
  await writeFile(folder.at('parts.pcap'), Buffer.concat(parts))
  expect(await flowsOf(folder.at('parts.pcap'))).toMatchObject({ packets: { read: 5000 }, end: null })
})

test.each([
  ['gzip', gzipSync(capture)],
  ['zstd', zstdCompressSync(capture, { params: { [constants.ZSTD_c_checksumFlag]: 1 } })],
])('one whose compressed data lacks its end alone is told, %s', async (_, bytes) => {
  await writeFile(folder.at('no-end.pcap'), bytes.subarray(0, bytes.length - 2))
  const { packets, end } = await flowsOf(folder.at('no-end.pcap'))
  expect(packets.read).toBe(5000)
  expect(end).toEqual({ at_byte: capture.length, reason: 'the compressed data ends early' })
})

test.each([
  ['snoop\0\0\0 and more', 'It is a Solaris snoop capture. Convert it with "editcap'],
  ['Flow ID,Src IP\n1,2\n', 'It is text. A CSV file'],
  ['', 'It is empty.'],
  ['\x00\x01\x02\x03', 'Its first bytes are neither those of pcap nor of pcapng'],
])('a file of another kind is named: %j', async (text, detail) => {
  const path = folder.at('other.pcap')
  await writeFile(path, text, 'latin1')
  expect(await isPacketFile(path)).toBe(false)
  const failure = await failureOf(flowsOf(path))
  expect(failure.code).toBe('unreadable_file')
  expect(failure.message).toContain(detail)
})
