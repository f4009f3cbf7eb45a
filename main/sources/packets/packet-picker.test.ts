import fc from 'fast-check'
import { expect, test } from 'vitest'

import { pcapFile, pcapngBlocks } from '../../testing/packets/files.ts'
import { ethernet, tcpFrame, udpFrame } from '../../testing/packets/frames.ts'
import { holdPicks, meterAll, pick } from '../../testing/packets/hold-picks.ts'
import { hostilePackets } from '../../testing/packets/hostile.ts'
import { CaptureReader } from './capture-reader.ts'

const BEGIN_US = 1_700_000_000_000_000
const at = (seconds: number, bytes: Buffer) => ({ time_us: BEGIN_US + Math.round(seconds * 1e6), bytes })

test('whatever a capture holds, the packets of a flow are exactly its own, and with the others all there are', () => {
  let flows = 0
  fc.assert(
    fc.property(hostilePackets, (file) => {
      flows += holdPicks(file)
    }),
    { seed: 20_231_115, numRuns: 80, endOnFailure: true },
  )
  expect(flows).toBeGreaterThan(250)
})
test('so they are where flows are closed for room, and where packets are far out of order', () => {
  const packets = Array.from({ length: 60 }, (_, step) =>
    at((step * 37) % 60, udpFrame({ source: `10.1.0.${step % 20}`, payload_bytes: step % 90 })),
  )
  const file = pcapFile(packets)
  expect(holdPicks(file, { limits: { open_flows: 8, open_bytes: Number.POSITIVE_INFINITY } })).toBeGreaterThan(0)
  expect(holdPicks(file, { window_packets: 20 })).toBeGreaterThan(0)
  expect(holdPicks(file, { is_file_order: true })).toBeGreaterThan(0)
})

test('times keep their nanoseconds, lengths what was on the wire, and link types their interface', () => {
  const blocks = pcapngBlocks()
  const frame = tcpFrame({ payload_bytes: 300 })
  const bare = frame.subarray(14)
  const file = Buffer.concat([
    blocks.section(),
    blocks.interface(1, 9),
    blocks.interface(101, 9),
    blocks.enhanced(0, BigInt(BEGIN_US) * 1000n + 789n, frame.subarray(0, 80), frame.length),
    blocks.enhanced(1, BigInt(BEGIN_US) * 1000n + 2345n, bare),
    blocks.simple(frame),
    blocks.enhanced(0, BigInt(BEGIN_US) * 1000n + 9000n, ethernet(Buffer.alloc(28), 0x0806)),
  ])
  const saved = pick(file, { convention: 'corrected' }, new Set([1]))
  const read: unknown[] = []
  const reader = new CaptureReader({
    packet: (bytes, start, end, ...rest) => read.push([Buffer.from(bytes.subarray(start, end)), ...rest]),
    refuse: () => read.push('refused'),
  })
  reader.push(saved.file)
  expect(reader.finish()).toBeUndefined()
  expect(read).toEqual([
    [frame.subarray(0, 80), frame.length, BEGIN_US, 1, 789],
    [bare, bare.length, BEGIN_US + 2, 101, 345],
    [frame, frame.length, 0, 1, 0],
  ])
})

test('a flow that goes on from another has all of its packets, and both together are metered as they were', () => {
  const packets = [
    at(0, tcpFrame({ flags: 'A' })),
    at(100, tcpFrame({ flags: 'A' })),
    at(130, tcpFrame({ flags: 'A' })),
  ]
  const file = pcapFile(packets)
  const { flows } = meterAll(file, { convention: 'corrected' })
  expect(flows.map((flow) => flow.packets)).toEqual([2, 1])
  expect(pick(file, { convention: 'corrected' }, new Set([2])).packets).toBe(1)
  const both = pick(file, { convention: 'corrected' }, new Set([1, 2]))
  expect(meterAll(both.file, { convention: 'corrected' }).flows).toEqual(flows)
})
