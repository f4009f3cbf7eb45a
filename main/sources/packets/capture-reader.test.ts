import { expect, test } from 'vitest'

import { pcapFile, type PcapKind, pcapngBlocks } from '../../testing/packets/files.ts'
import { CaptureReader } from './capture-reader.ts'

interface SeenPacket {
  readonly time_us: number
  readonly captured: string
  readonly original_bytes: number
  readonly link_type: number
}

function read(file: Buffer, chunk_bytes = file.length) {
  const packets: SeenPacket[] = []
  let refused = 0
  const reader = new CaptureReader({
    packet: (bytes, start, end, original_bytes, time_us, link_type) => {
      packets.push({ time_us, captured: Buffer.from(bytes.subarray(start, end)).toString(), original_bytes, link_type })
    },
    refuse: () => {
      refused += 1
    },
  })
  // One chunk's memory is used for the next, as that of a file is.
  const memory = Buffer.alloc(chunk_bytes)
  for (let at = 0; at < file.length; at += chunk_bytes) {
    const length = file.copy(memory, 0, at, at + chunk_bytes)
    reader.push(memory.subarray(0, length))
  }
  return { packets, refused, end: reader.finish(), notices: reader.notices() }
}

const TIME_US = 1_700_000_000_123_456
const PACKETS = ['first', 'second packet', ''].map((text, index) => ({
  time_us: TIME_US + index,
  bytes: Buffer.from(text),
  original_bytes: 1500,
}))
const SEEN = PACKETS.map(({ time_us, bytes, original_bytes }) => ({
  time_us,
  captured: bytes.toString(),
  original_bytes,
  link_type: 1,
}))

const KINDS: PcapKind[] = [true, false].flatMap((is_little_endian) =>
  [true, false].map((is_nanosecond) => ({ is_little_endian, is_nanosecond })),
)

test.each(KINDS)('pcap %j gives the same packets, however it is cut into chunks', (kind) => {
  for (const chunk_bytes of [1, 3, 17, 1000])
    expect(read(pcapFile(PACKETS, kind), chunk_bytes)).toMatchObject({ packets: SEEN })
})

test.each([true, false])(
  'pcapng, little-endian %s: interfaces have their own clock, link type and snap length',
  (is_little) => {
    const blocks = pcapngBlocks(is_little)
    const us = BigInt(TIME_US)
    const file = Buffer.concat([
      blocks.section(),
      blocks.interface(1),
      blocks.interface(101, 9),
      blocks.other(0x0bad, Buffer.from('something that nobody knows')),
      blocks.enhanced(0, us, Buffer.from('a'), 60),
      blocks.enhanced(1, us * 1000n + 999n, Buffer.from('bb'), 60),
      blocks.interface(113, 6, 10n),
      blocks.enhanced(2, us - 10_000_000n, Buffer.from('ccc'), 60),
      blocks.interface(113, 0x80 | 20),
      blocks.enhanced(3, (us << 20n) / 1_000_000n + 1n, Buffer.from('dddd'), 60),
      blocks.interface(113, 3),
      blocks.enhanced(4, us / 1000n, Buffer.from('eeeee'), 60),
      blocks.enhanced(9, us, Buffer.from('of no interface')),
      pcapngBlocks(!is_little).section(),
      pcapngBlocks(!is_little).interface(229, undefined, undefined, 4),
      pcapngBlocks(!is_little).simple(Buffer.from('without a time')),
    ])
    for (const chunk_bytes of [1, 13, 10_000]) {
      const { packets, refused, end } = read(file, chunk_bytes)
      expect(packets).toEqual([
        { time_us: TIME_US, captured: 'a', original_bytes: 60, link_type: 1 },
        { time_us: TIME_US, captured: 'bb', original_bytes: 60, link_type: 101 },
        { time_us: TIME_US, captured: 'ccc', original_bytes: 60, link_type: 113 },
        { time_us: TIME_US, captured: 'dddd', original_bytes: 60, link_type: 113 },
        { time_us: TIME_US - (TIME_US % 1000), captured: 'eeeee', original_bytes: 60, link_type: 113 },
        { time_us: 0, captured: 'with', original_bytes: 14, link_type: 229 },
      ])
      expect({ refused, end }).toEqual({ refused: 1, end: undefined })
    }
  },
)

test('a file that ends inside a packet is read up to it', () => {
  const file = pcapFile(PACKETS)
  const cut = read(file.subarray(0, file.length - 20), 11)
  expect(cut.packets).toEqual(SEEN.slice(0, 1))
  expect(cut.end).toEqual({ at_byte: 24 + 16 + 5, reason: 'the last record is incomplete' })
})

test.each(KINDS)('two captures, one behind the other, are both read and told: %j', (kind) => {
  const big = { ...kind, is_little_endian: !(kind.is_little_endian ?? true) }
  const file = Buffer.concat([pcapFile(PACKETS), pcapFile(PACKETS, big)])
  for (const chunk_bytes of [1, 17, 10_000]) {
    const { packets, end, notices } = read(file, chunk_bytes)
    expect({ packets, end }).toEqual({ packets: [...SEEN, ...SEEN], end: undefined })
    expect(notices).toEqual(['The file is 2 captures, one behind the other; all of them were read.'])
  }
})

test('a capture of the other format behind a pcap is named', () => {
  const { packets, end } = read(Buffer.concat([pcapFile(PACKETS), pcapngBlocks().section()]))
  expect(packets).toEqual(SEEN)
  expect(end?.reason).toBe('a capture of the other format, pcapng, begins there')
})

test.each([true, false])(
  'nanoseconds under the header of microseconds are read as such, little-endian %s',
  (is_little_endian) => {
    const file = pcapFile(PACKETS, { is_little_endian, is_nanosecond: true })
    pcapFile([], { is_little_endian }).copy(file, 0, 0, 4)
    for (const chunk_bytes of [1, 10_000]) {
      const { packets, notices } = read(file, chunk_bytes)
      expect(packets).toEqual(SEEN)
      expect(notices.join(' ')).toContain('they were read as nanoseconds')
    }
  },
)

test('a fraction beyond its second among others that are not is told', () => {
  const file = pcapFile(PACKETS)
  file.writeUInt32LE(1_000_001, 24 + 16 + 5 + 4)
  const { packets, notices } = read(file)
  expect(packets[1]?.time_us).toBe(1_700_000_001_000_001)
  expect(notices.join(' ')).toContain('1 packets have a million microseconds or more')
})

test('zero bytes behind the last packet are told, and count as no packets', () => {
  const file = pcapFile(PACKETS)
  expect(read(Buffer.concat([file, Buffer.alloc(5000)]), 100)).toMatchObject({
    packets: SEEN,
    end: { at_byte: file.length, reason: 'zero bytes follow where a packet should begin' },
  })
})

test('a record of a gigabyte ends the reading, and says where', () => {
  const file = pcapFile(PACKETS)
  file.writeUInt32LE(2 ** 30, 24 + 16 + 5 + 8)
  expect(read(file, 100)).toMatchObject({
    packets: SEEN.slice(0, 1),
    end: { at_byte: 45, reason: 'a record claims 1073741824 bytes' },
  })
})

test('a large block of another kind is skipped without being kept', () => {
  const blocks = pcapngBlocks()
  const large = blocks.other(0x0bad, Buffer.alloc(3_000_000))
  const file = Buffer.concat([blocks.section(), blocks.interface(1), large, blocks.enhanced(0, 5n, Buffer.from('x'))])
  expect(read(file, 1000).packets).toHaveLength(1)
})
