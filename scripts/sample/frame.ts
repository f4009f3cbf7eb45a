import { type Endpoint, type Packet, TCP } from './packet.ts'
import type { Flow } from './flow-cut.ts'

const ETHERNET_BYTES = 14
const IPV4_BYTES = 20
const ETHERTYPE_IPV4 = 0x0800
const TIME_TO_LIVE = 64
const NO_OPERATION = 1

/** A packet of a flow as it would have been on the wire: Ethernet, IPv4, TCP or UDP, and a payload of zeros. */
export function frameOf({ protocol, source, destination }: Flow, packet: Packet): Buffer {
  const [from, to] = packet.direction === 'forward' ? [source, destination] : [destination, source]
  const { header_bytes, payload_bytes } = packet
  const bytes = Buffer.alloc(ETHERNET_BYTES + IPV4_BYTES + header_bytes + payload_bytes)
  bytes.set(macOf(to), 0)
  bytes.set(macOf(from), 6)
  bytes.writeUInt16BE(ETHERTYPE_IPV4, 12)
  const ip = bytes.subarray(ETHERNET_BYTES)
  ip[0] = 0x40 | (IPV4_BYTES / 4)
  ip.writeUInt16BE(bytes.length - ETHERNET_BYTES, 2)
  ip[8] = TIME_TO_LIVE
  ip[9] = protocol
  ip.set(addressOf(from), 12)
  ip.set(addressOf(to), 16)
  ip.writeUInt16BE(checksum(ip.subarray(0, IPV4_BYTES)), 10)
  const transport = ip.subarray(IPV4_BYTES)
  transport.writeUInt16BE(from.port, 0)
  transport.writeUInt16BE(to.port, 2)
  if (protocol === TCP) {
    transport[12] = (header_bytes / 4) << 4
    transport[13] = packet.flags
    transport.writeUInt16BE(packet.window, 14)
    transport.fill(NO_OPERATION, 20, header_bytes)
  } else {
    transport.writeUInt16BE(header_bytes + payload_bytes, 4)
  }
  return bytes
}

function addressOf({ ip }: Endpoint): number[] {
  return ip.split('.').map(Number)
}

/** A locally administered address made of that of IPv4. */
function macOf(end: Endpoint): number[] {
  return [2, 0, ...addressOf(end)]
}

/** RFC 1071. */
function checksum(bytes: Buffer): number {
  let sum = 0
  for (let at = 0; at < bytes.length; at += 2) sum += bytes.readUInt16BE(at)
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16)
  return ~sum & 0xffff
}
