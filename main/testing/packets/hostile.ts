import fc from 'fast-check'

import { pcapFile, pcapngBlocks, type TimedPacket } from './files.ts'
import { ethernet, icmp, ipv4, ipv6, tcp, u16, udp } from './frames.ts'

const byte = fc.integer({ min: 0, max: 255 })
const hosts = fc.constantFrom('10.0.0.1', '10.0.0.2', '10.0.0.3')
const ports = fc.constantFrom(0, 53, 80, 1701, 40_000, 65_535)
const payload_bytes = fc.oneof(fc.nat(20), fc.constantFrom(1460, 9000))

const segment = fc
  .record({
    source_port: ports,
    destination_port: ports,
    flags: fc.constantFrom('S', 'SA', 'A', 'PA', 'FA', 'R', 'RA', 'FPU', '', 'AEC'),
    payload_bytes,
    option_bytes: fc.constantFrom(0, 4, 40),
  })
  .map(tcp)
const datagram = fc.record({ source_port: ports, destination_port: ports, payload_bytes }).map(udp)
const noise = fc.uint8Array({ maxLength: 80 }).map((bytes) => Buffer.from(bytes))

const header = fc.record({
  source: hosts,
  destination: hosts,
  fragment_offset: fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(0xffff) }),
  option_bytes: fc.constantFrom(0, 0, 8, 40),
})
/** Now and then the length in the header is another than that of the packet. */
const lengths = fc.option(fc.nat(0xffff), { freq: 8, nil: undefined })

function inIpv4(protocol: fc.Arbitrary<number>, payload: fc.Arbitrary<Buffer>): fc.Arbitrary<Buffer> {
  return fc
    .tuple(payload, header, protocol, lengths)
    .map(([bytes, ends, number, total_length]) =>
      ipv4(bytes, { ...ends, protocol: number, ...(total_length !== undefined && { total_length }) }),
    )
}

const tcp4 = inIpv4(fc.constant(6), segment)
const udp4 = inIpv4(fc.constant(17), datagram)
const icmp4 = inIpv4(
  fc.constant(1),
  fc.tuple(byte, byte, fc.oneof(noise, tcp4)).map(([type, code, rest]) => icmp(type % 16, code % 4, rest)),
)
const tunnel4 = inIpv4(fc.constant(4), fc.oneof(tcp4, udp4, noise))
const l2tp4 = inIpv4(
  fc.constant(17),
  fc.tuple(byte, tcp4).map(([flags, inner]) => {
    const head = Buffer.concat([Buffer.from([flags, 2]), Buffer.alloc(4), Buffer.from('ff030021', 'hex'), inner])
    const outer = udp({ source_port: 1701, destination_port: 1701, payload_bytes: head.length })
    head.copy(outer, 8)
    return outer
  }),
)
const other4 = inIpv4(byte, noise)

const extension = fc.constantFrom(0, 43, 44, 51, 60, 135)
const packet6 = fc
  .tuple(fc.array(fc.tuple(extension, fc.nat(3)), { maxLength: 4 }), fc.constantFrom(6, 17, 58, 59, 132), segment)
  .map(([extensions, last, bytes]) => {
    const kinds = extensions.map(([kind]) => kind)
    const headers = extensions.map(([, length], at) =>
      Buffer.concat([Buffer.from([kinds[at + 1] ?? last, length]), Buffer.alloc(6 + length * 8)]),
    )
    return ipv6(Buffer.concat([...headers, bytes]), kinds[0] ?? last)
  })

const network = fc.oneof(
  ...[tcp4, tcp4, udp4, icmp4, tunnel4, l2tp4, other4, packet6].map((arbitrary) => ({ weight: 1, arbitrary })),
)

/** How a packet is wrapped; some wrappings do not fit what is in them. */
const frame = fc
  .tuple(network, fc.constantFrom('plain', 'tag', 'tags', 'mpls', 'pppoe', 'snap', 'arp', 'bare'))
  .map(([bytes, wrapping]) => {
    const type = (bytes[0] ?? 0) >> 4 === 6 ? 0x86dd : 0x0800
    switch (wrapping) {
      case 'tag':
        return ethernet(Buffer.concat([u16(7), u16(type), bytes]), 0x8100)
      case 'tags':
        return ethernet(Buffer.concat([u16(7), u16(0x8100), u16(8), u16(type), bytes]), 0x88a8)
      case 'mpls':
        return ethernet(Buffer.concat([Buffer.from([0, 0, 0, 9, 0, 0, 1, 9]), bytes]), 0x8847)
      case 'pppoe':
        return ethernet(
          Buffer.concat([Buffer.from('110000010000', 'hex'), u16(type === 0x0800 ? 0x21 : 0x57), bytes]),
          0x8864,
        )
      case 'snap':
        return ethernet(Buffer.concat([Buffer.from('aaaa03000000', 'hex'), u16(type), bytes]), 100)
      case 'arp':
        return ethernet(bytes, 0x0806)
      case 'bare':
        return bytes
      default:
        return ethernet(bytes, type)
    }
  })

/** A byte changed, or the packet cut: what an attacker does to each field in turn. */
const bent = fc
  .tuple(frame, fc.array(fc.tuple(fc.nat(120), byte), { maxLength: 2 }), fc.option(fc.nat(70), { freq: 5 }))
  .map(([bytes, changes, kept_bytes]) => {
    const copy = Buffer.from(bytes)
    for (const [at, value] of changes) if (at < copy.length) copy[at] = value
    return { bytes: kept_bytes === null ? copy : copy.subarray(0, kept_bytes), original_bytes: copy.length }
  })

const steps_us = fc.oneof(
  { weight: 8, arbitrary: fc.nat(2_000_000) },
  { weight: 1, arbitrary: fc.constantFrom(0, 5_000_001, 120_000_001, -50, -3_000_000) },
)

const packets: fc.Arbitrary<TimedPacket[]> = fc
  .array(fc.tuple(bent, steps_us), { minLength: 1, maxLength: 60, size: 'max' })
  .map((list) => {
    let time_us = 1_700_000_000_000_000
    return list.map(([packet, step_us]) => ({ ...packet, time_us: (time_us += step_us) }))
  })

const link_types = fc.constantFrom(1, 1, 1, 1, 101, 0, 113, 276, 9, 105, 127, 147)

const pcap = fc
  .record({ packets, is_little_endian: fc.boolean(), is_nanosecond: fc.boolean(), link_type: link_types })
  .map(({ packets: list, ...kind }) => pcapFile(list, kind))

const pcapng = fc
  .record({ packets, is_little_endian: fc.boolean(), link_type: link_types, resolution: byte, number: fc.nat(2) })
  .map(({ packets: list, is_little_endian, link_type, resolution, number }) => {
    const blocks = pcapngBlocks(is_little_endian)
    return Buffer.concat([
      blocks.section(),
      blocks.interface(1),
      blocks.interface(link_type, resolution),
      ...list.map(({ bytes, time_us, original_bytes }, at) =>
        at % 7 === 3
          ? blocks.simple(bytes)
          : blocks.enhanced(at % 5 === 0 ? number : 0, BigInt(time_us), bytes, original_bytes),
      ),
    ])
  })

/** What is done to the file as a whole, behind its first bytes, which say what it is. */
const damage = fc.option(
  fc.oneof(
    fc.tuple(fc.constant('byte' as const), fc.nat(100_000), byte),
    fc.tuple(fc.constant('cut' as const), fc.nat(100_000), byte),
  ),
  { freq: 2 },
)

/** A capture file that nobody should send. */
export const hostilePackets: fc.Arbitrary<Buffer> = fc.tuple(fc.oneof(pcap, pcapng), damage).map(([file, harm]) => {
  if (harm === null) return file
  const [kind, where, value] = harm
  const at = 24 + (where % Math.max(1, file.length - 24))
  if (kind === 'cut') return file.subarray(0, at)
  const copy = Buffer.from(file)
  copy[at] = value
  return copy
})
