import { expect, test } from 'vitest'

import { ethernet, ipv4, ipv6, tcp, u16, udp } from '../../testing/packets/frames.ts'
import { PacketDecoder } from './decoder.ts'
import * as outcome from './outcomes.ts'
import { KIND, LENGTHS, PORTS, RECORD_WORDS, SOURCE } from './packet-record.ts'

const IPV4 = ipv4(tcp({ payload_bytes: 5 }))
const IPV6 = ipv6(tcp({ payload_bytes: 5 }), 6)
const LLC_SNAP = Buffer.from('aaaa03000000', 'hex')
const label = (is_bottom: boolean) => Buffer.from([0, 1, is_bottom ? 1 : 0, 64])
const pppoe = (protocol: number, payload: Buffer) =>
  Buffer.concat([Buffer.from([0x11, 0, 0, 1]), u16(payload.length + 2), u16(protocol), payload])
const vlan = (tag: number, type: number, payload: Buffer) => ethernet(Buffer.concat([u16(5), u16(type), payload]), tag)
const cooked = (type: number, payload: Buffer) => Buffer.concat([Buffer.alloc(14), u16(type), payload])
const cooked2 = (type: number, payload: Buffer) => Buffer.concat([u16(type), Buffer.alloc(18), payload])
/** Data frame to an access point, with QoS. */
const wlan = (payload: Buffer) => Buffer.concat([Buffer.from([0x88, 0x01]), Buffer.alloc(24), payload])
const radiotap = (frame: Buffer) => Buffer.concat([Buffer.from([0, 0, 8, 0, 0, 0, 0, 0]), frame])

function decode(bytes: Buffer, link_type: number, original_bytes = bytes.length) {
  const words = new Uint32Array(RECORD_WORDS)
  // In the middle of other bytes, as it is in a chunk of a file.
  const around = Buffer.concat([Buffer.alloc(7, 0xff), bytes, Buffer.alloc(90, 0xff)])
  const decoder = new PacketDecoder('corrected')
  const found = decoder.decode(around, 7, 7 + bytes.length, original_bytes, link_type, words, 0)
  return { outcome: found, protocol: words[KIND]! & 0xff, payload: words[LENGTHS]! & 0xffff, words }
}

test.each<[name: string, link_type: number, bytes: Buffer]>([
  ['Ethernet', 1, ethernet(IPV4)],
  ['Ethernet, IPv6', 1, ethernet(IPV6, 0x86dd)],
  ['802.1Q', 1, vlan(0x8100, 0x0800, IPV4)],
  ['802.1ad in 802.1ad', 1, vlan(0x88a8, 0x9100, Buffer.concat([u16(7), u16(0x0800), IPV4]))],
  ['SNAP', 1, ethernet(Buffer.concat([LLC_SNAP, u16(0x0800), IPV4]), LLC_SNAP.length + 2 + IPV4.length)],
  ['MPLS', 1, ethernet(Buffer.concat([label(false), label(true), IPV4]), 0x8847)],
  ['MPLS, IPv6', 1, ethernet(Buffer.concat([label(true), IPV6]), 0x8847)],
  ['PPPoE', 1, ethernet(pppoe(0x0021, IPV4), 0x8864)],
  ['PPPoE, IPv6', 1, ethernet(pppoe(0x0057, IPV6), 0x8864)],
  ['PPP in HDLC', 9, Buffer.concat([Buffer.from('ff030021', 'hex'), IPV4])],
  ['Linux cooked', 113, cooked(0x0800, IPV4)],
  ['Linux cooked, tagged', 113, cooked(0x8100, Buffer.concat([u16(5), u16(0x86dd), IPV6]))],
  ['Linux cooked 2', 276, cooked2(0x0800, IPV4)],
  ['NULL, little-endian', 0, Buffer.concat([Buffer.from([2, 0, 0, 0]), IPV4])],
  ['NULL, big-endian IPv6', 0, Buffer.concat([Buffer.from([0, 0, 0, 30]), IPV6])],
  ['LOOP', 108, Buffer.concat([Buffer.from([0, 0, 0, 2]), IPV4])],
  ['RAW', 101, IPV4],
  ['RAW, IPv6', 12, IPV6],
  ['IPv4', 228, IPV4],
  ['IPv6', 229, IPV6],
  ['802.11', 105, wlan(Buffer.concat([LLC_SNAP, u16(0x0800), IPV4]))],
  ['802.11 with radiotap', 127, radiotap(wlan(Buffer.concat([LLC_SNAP, u16(0x0800), IPV4])))],
])('IP is found behind %s', (_, link_type, bytes) => {
  const { words, ...found } = decode(bytes, link_type)
  expect(found).toEqual({ outcome: outcome.METERED, protocol: 6, payload: 5 })
  expect(words[PORTS]).toBe(40_000 * 65_536 + 80)
  expect([0x0a000001, 0x20010db8]).toContain(words[SOURCE])
})

test.each<[name: string, link_type: number, bytes: Buffer, expected: number]>([
  ['ARP', 1, ethernet(Buffer.alloc(28), 0x0806), outcome.NOT_IP_ARP],
  ['LLDP', 1, ethernet(Buffer.alloc(28), 0x88cc), outcome.NOT_IP_ETHERTYPE],
  ['spanning tree', 1, ethernet(Buffer.from('424203', 'hex'), 3), outcome.NOT_IP_LLC],
  ['LCP', 1, ethernet(pppoe(0xc021, Buffer.alloc(8)), 0x8864), outcome.NOT_IP_PPP],
  ['PPPoE discovery', 1, ethernet(Buffer.alloc(20), 0x8863), outcome.NOT_IP_PPPOE_DISCOVERY],
  ['pseudowire', 1, ethernet(Buffer.concat([label(true), Buffer.alloc(20)]), 0x8847), outcome.NOT_IP_MPLS],
  ['other loopback family', 0, Buffer.from([7, 0, 0, 0, 1]), outcome.NOT_IP_LOOPBACK],
  ['beacon', 105, Buffer.concat([Buffer.from([0x80, 0]), Buffer.alloc(40)]), outcome.NOT_IP_WLAN],
  ['encrypted 802.11', 105, Buffer.concat([Buffer.from([0x08, 0x41]), Buffer.alloc(40)]), outcome.BAD_ENCRYPTED],
  ['unknown link type', 147, IPV4, outcome.BAD_LINK_TYPE],
  ['IP version 5', 101, Buffer.concat([Buffer.from([0x55]), Buffer.alloc(40)]), outcome.BAD_IP_VERSION],
  ['short IPv4 header', 228, Buffer.concat([Buffer.from([0x44]), Buffer.alloc(40)]), outcome.BAD_IPV4_HEADER],
  ['a hundred tags', 1, vlan(0x8100, 0x8100, Buffer.alloc(400, Buffer.from('00058100', 'hex'))), outcome.BAD_TAGS],
  ['nothing', 1, Buffer.alloc(0), outcome.BAD_SHORT],
  ['half an IPv6 header', 229, IPV6.subarray(0, 20), outcome.BAD_SHORT],
])('%s is told apart', (_, link_type, bytes, expected) => {
  expect(decode(bytes, link_type).outcome).toBe(expected)
})

test('a packet that the snap length cut inside its headers is told apart from one that is too short', () => {
  const frame = ethernet(IPV4)
  expect(decode(frame.subarray(0, 10), 1, frame.length).outcome).toBe(outcome.CUT_LINK)
  expect(decode(frame.subarray(0, 30), 1, frame.length).outcome).toBe(outcome.CUT_IP)
  // Cut inside the TCP header it is a packet between two hosts all the same.
  expect(decode(frame.subarray(0, 40), 1, frame.length)).toMatchObject({ outcome: outcome.METERED, protocol: 0 })
})

test('IPv6 extension headers are skipped, and a later fragment has no ports', () => {
  const hop_by_hop = Buffer.from([60, 0, 0, 0, 0, 0, 0, 0])
  const options = Buffer.from([44, 1, ...Buffer.alloc(14)])
  const fragment = (offset: number) => Buffer.concat([Buffer.from([17, 0]), u16(offset << 3), Buffer.alloc(4)])
  const packet = (offset: number) =>
    ipv6(Buffer.concat([hop_by_hop, options, fragment(offset), udp({ payload_bytes: 9 })]), 0)
  expect(decode(packet(0), 101)).toMatchObject({ protocol: 17, payload: 9 })
  expect(decode(packet(3), 101)).toMatchObject({ protocol: 0, payload: 0 })
})
