import fc from 'fast-check'
import { expect, test } from 'vitest'

import { pcapFile } from '../../testing/packets/files.ts'
import { PcapCutter } from './pcap-cutter.ts'

const packet = fc.record({
  time_us: fc.integer({ min: 0, max: 2 ** 32 - 1 }).map((seconds) => seconds * 1000),
  bytes: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
})

/** A pcap, the sizes of the chunks that it comes in, and the size at which a segment is enough. */
const stream = fc.record({
  packets: fc.array(packet, { maxLength: 30 }),
  kind: fc.record({ is_little_endian: fc.boolean(), is_nanosecond: fc.boolean() }),
  chunk_bytes: fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 20 }),
  enough_bytes: fc.integer({ min: 1, max: 2000 }),
})

function* chunksOf(bytes: Buffer, lengths: readonly number[]): Generator<Buffer> {
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const length = lengths[turn % lengths.length] ?? 1
    yield bytes.subarray(at, at + length)
    at += length
  }
}

test('however a pcap comes in, its records are cut whole, each once and in their order', () => {
  fc.assert(
    fc.property(stream, ({ packets, kind, chunk_bytes, enough_bytes }) => {
      const file = pcapFile(packets, kind)
      const cutter = new PcapCutter()
      const pieces: Buffer[] = []
      for (const chunk of chunksOf(file, chunk_bytes)) {
        cutter.push(chunk)
        for (let piece = cutter.take(enough_bytes); piece.length > 0; piece = cutter.take(enough_bytes)) {
          pieces.push(Buffer.from(piece))
        }
      }
      expect(cutter.is_damaged).toBe(false)
      expect(Buffer.concat([cutter.header, ...pieces]).equals(file)).toBe(true)
      for (const piece of pieces) {
        // A piece is a capture of its own: cut again it gives all that is in it.
        const alone = new PcapCutter()
        alone.push(Buffer.concat([cutter.header, piece]))
        expect(alone.take(Infinity).length).toBe(piece.length)
        const longest_bytes = Math.max(...packets.map(({ bytes }) => bytes.length + 16))
        expect(piece.length).toBeLessThan(enough_bytes + longest_bytes)
      }
    }),
    { numRuns: 300, seed: 1 },
  )
})

test('half a record at the end is not given', () => {
  const file = pcapFile([
    { time_us: 1_000_000, bytes: Buffer.alloc(60) },
    { time_us: 2_000_000, bytes: Buffer.alloc(60) },
  ])
  const cutter = new PcapCutter()
  cutter.push(file.subarray(0, -1))
  expect(cutter.take(Infinity).length).toBe(76)
  expect(cutter.take(Infinity).length).toBe(0)
  cutter.push(file.subarray(-1))
  expect(cutter.take(Infinity).length).toBe(76)
})
