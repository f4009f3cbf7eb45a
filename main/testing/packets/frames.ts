/** Packets as they are on the wire, made by tests. */

export interface Segment {
  readonly source?: string
  readonly destination?: string
  readonly source_port?: number
  readonly destination_port?: number
  /** Letters of TCP flags, such as `SA`. */
  readonly flags?: string
  readonly window?: number
  readonly payload_bytes?: number
  readonly option_bytes?: number
}

const FLAG_LETTERS = 'FSRPAUEC'

export function tcp({
  source_port = 40_000,
  destination_port = 80,
  flags = 'A',
  window = 8192,
  payload_bytes = 0,
  option_bytes = 0,
}: Segment): Buffer {
  const bytes = Buffer.alloc(20 + option_bytes + payload_bytes)
  bytes.writeUInt16BE(source_port, 0)
  bytes.writeUInt16BE(destination_port, 2)
  bytes[12] = ((20 + option_bytes) / 4) << 4
  let flag_bits = 0
  for (let at = 0; at < flags.length; at += 1) flag_bits |= 1 << FLAG_LETTERS.indexOf(flags.charAt(at))
  bytes[13] = flag_bits
  bytes.writeUInt16BE(window, 14)
  return bytes
}

export function udp({ source_port = 40_000, destination_port = 53, payload_bytes = 0 }: Segment): Buffer {
  const bytes = Buffer.alloc(8 + payload_bytes)
  bytes.writeUInt16BE(source_port, 0)
  bytes.writeUInt16BE(destination_port, 2)
  bytes.writeUInt16BE(bytes.length, 4)
  return bytes
}

export function icmp(type: number, code: number, rest: Buffer = Buffer.alloc(4)): Buffer {
  return Buffer.concat([Buffer.from([type, code, 0, 0]), rest])
}

export interface Ipv4Header {
  readonly source?: string
  readonly destination?: string
  readonly protocol?: number
  readonly fragment_offset?: number
  /** By default that of the packet. */
  readonly total_length?: number
  readonly option_bytes?: number
}

export function ipv4(payload: Buffer, header: Ipv4Header = {}): Buffer {
  const { source = '10.0.0.1', destination = '10.0.0.2', protocol = 6, fragment_offset = 0, option_bytes = 0 } = header
  const bytes = Buffer.alloc(20 + option_bytes)
  bytes[0] = 0x40 | (bytes.length / 4)
  bytes.writeUInt16BE(header.total_length ?? bytes.length + payload.length, 2)
  bytes.writeUInt16BE(fragment_offset, 6)
  bytes[8] = 64
  bytes[9] = protocol
  bytes.set(source.split('.').map(Number), 12)
  bytes.set(destination.split('.').map(Number), 16)
  return Buffer.concat([bytes, payload])
}

/** @param next_header of the first header behind it @param source 16 bytes in hexadecimal */
export function ipv6(
  payload: Buffer,
  next_header: number,
  source = `20010db8${'0'.repeat(23)}1`,
  destination = `20010db8${'0'.repeat(23)}2`,
): Buffer {
  const bytes = Buffer.alloc(40)
  bytes[0] = 0x60
  bytes.writeUInt16BE(payload.length, 4)
  bytes[6] = next_header
  bytes[7] = 64
  bytes.write(source, 8, 'hex')
  bytes.write(destination, 24, 'hex')
  return Buffer.concat([bytes, payload])
}

const MACS = Buffer.from('020000000001020000000002', 'hex')

export function ethernet(payload: Buffer, ether_type = 0x0800): Buffer {
  return Buffer.concat([MACS, u16(ether_type), payload])
}

export function u16(value: number): Buffer {
  return Buffer.from([value >> 8, value & 255])
}

/** A TCP segment between two hosts, in an Ethernet frame. */
export function tcpFrame(segment: Segment): Buffer {
  const { source, destination } = segment
  return ethernet(ipv4(tcp(segment), { ...(source && { source }), ...(destination && { destination }) }))
}

export function udpFrame(datagram: Segment): Buffer {
  const { source, destination } = datagram
  const ends = { ...(source && { source }), ...(destination && { destination }) }
  return ethernet(ipv4(udp(datagram), { ...ends, protocol: 17 }))
}
