import { writeFile } from 'node:fs/promises'

import { describe, expect, test } from 'vitest'

import { failureOf } from '../../testing/failure.ts'
import { useFolder } from '../../testing/folder.ts'
import { pcapFile, pcapngBlocks, type TimedPacket } from '../../testing/packets/files.ts'
import { ethernet, tcpFrame } from '../../testing/packets/frames.ts'
import { readPackets } from './read-packets.ts'

const folder = useFolder()
const START_US = Date.UTC(2026, 2, 10, 8, 30) * 1000
const packets: readonly TimedPacket[] = [10, 20, 30].map((payload_bytes, at) => ({
  time_us: START_US + at,
  bytes: tcpFrame({ flags: at === 0 ? 'S' : 'A', payload_bytes }),
}))

async function read(bytes: Buffer) {
  const path = folder.at('capture.pcap')
  await writeFile(path, bytes)
  let flows = 0
  let notices: readonly string[] = []
  for await (const part of readPackets(path)) {
    flows += part.batch.rows
    notices = part.notices
  }
  return { flows, notices: notices.join(' ') }
}

const cutTo = (bytes: number) =>
  packets.map((packet) => ({
    ...packet,
    bytes: packet.bytes.subarray(0, bytes),
    original_bytes: packet.bytes.length,
  }))

describe('a capture of which no packet can be metered fails', () => {
  test('where its link type is not supported', async () => {
    const { code, message } = await failureOf(read(pcapFile(packets, { link_type: 147 })))
    expect(code).toBe('unreadable_file')
    expect(message).toMatch(
      /^None of the 3 packets could be metered\. Undecodable: 3 packets, link type that is not supported \(147\)\./,
    )
  })

  test('where every packet is cut in its headers', async () => {
    expect((await failureOf(read(pcapFile(cutTo(30))))).message).toContain('the snap length ends in the IP header')
  })

  test('unless it has nothing that could be: no packet, or other protocols than IP', async () => {
    expect(await read(pcapFile([]))).toMatchObject({ flows: 0 })
    const arp = [{ time_us: START_US, bytes: ethernet(Buffer.alloc(28), 0x0806) }]
    expect(await read(pcapFile(arp))).toMatchObject({ flows: 0, notices: expect.stringContaining('ARP') as string })
  })
})

test.each([54, 40])('packets captured up to byte %d are told to be shorter than they were', async (bytes) => {
  const { notices } = await read(pcapFile(cutTo(bytes)))
  expect(notices).toContain('3 packets were captured only in part (snap length)')
  expect((await read(pcapFile(packets))).notices).not.toContain('in part')
})

test('packets without a time are told, not put on 1 January 1970 without a word', async () => {
  const { section, interface: described, simple } = pcapngBlocks()
  const { notices } = await read(Buffer.concat([section(), described(1), ...packets.map(({ bytes }) => simple(bytes))]))
  expect(notices).toContain('3 packets have no time, or the time 0: they are metered as of 1 January 1970.')
})

test('a pcap behind a pcapng ends the reading with its reason, not as a block of another kind', async () => {
  const { section, interface: described, enhanced } = pcapngBlocks()
  const [first] = packets
  const many = Array.from({ length: 9000 }, (_, at) => ({ ...packets[at % 3]!, time_us: START_US + at }))
  const { flows, notices } = await read(
    Buffer.concat([
      section(),
      described(1),
      enhanced(0, BigInt(START_US), first?.bytes ?? Buffer.alloc(0)),
      pcapFile(many),
    ]),
  )
  expect(flows).toBe(1)
  expect(notices).toContain('a capture of the other format, pcap, begins there')
})
