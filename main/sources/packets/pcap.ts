import { BAD, type BlockParser, MAX_RECORD_BYTES, type PacketSink } from './packet-sink.ts'

const FILE_HEADER_BYTES = 24

interface PcapHeader {
  readonly is_little_endian: boolean
  readonly is_nanosecond: boolean
  readonly record_header_bytes: number
  readonly link_type: number
}

const MICROSECOND_MAGIC = 0xa1b2c3d4
const NANOSECOND_MAGIC = 0xa1b23c4d
/** Written by patched versions of libpcap: each record header has 8 more bytes. */
const MODIFIED_MAGIC = 0xa1b2cd34
const MAGICS: ReadonlySet<number> = new Set([MICROSECOND_MAGIC, NANOSECOND_MAGIC, MODIFIED_MAGIC])

/** Length of the file header when a file that begins so is a pcap. @param start at least 4 bytes */
export function pcapHeaderBytes(start: Uint8Array): number | undefined {
  const bytes = Buffer.from(start.buffer, start.byteOffset, start.length)
  return MAGICS.has(bytes.readUInt32LE(0)) || MAGICS.has(bytes.readUInt32BE(0)) ? FILE_HEADER_BYTES : undefined
}

/** @param bytes begins with a whole header */
export function readPcapHeader(bytes: Buffer): PcapHeader {
  const is_little_endian = MAGICS.has(bytes.readUInt32LE(0))
  const u32 = (at: number) => (is_little_endian ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at))
  return {
    is_little_endian,
    is_nanosecond: u32(0) === NANOSECOND_MAGIC,
    record_header_bytes: u32(0) === MODIFIED_MAGIC ? 24 : 16,
    // The upper bits tell of a frame check sequence.
    link_type: u32(20) & 0x03ffffff,
  }
}

/** Records of a pcap file: https://datatracker.ietf.org/doc/draft-ietf-opsawg-pcap/ */
export class PcapParser implements BlockParser {
  reason = ''
  readonly #sink: PacketSink
  readonly #header: PcapHeader

  constructor(sink: PacketSink, header: PcapHeader) {
    this.#sink = sink
    this.#header = header
  }

  next(bytes: Buffer, at: number): number {
    const { is_little_endian, is_nanosecond, record_header_bytes, link_type } = this.#header
    if (at + record_header_bytes > bytes.length) return 0
    const captured = is_little_endian ? bytes.readUInt32LE(at + 8) : bytes.readUInt32BE(at + 8)
    if (captured > MAX_RECORD_BYTES) {
      this.reason = `a record claims ${captured} bytes`
      return BAD
    }
    const start = at + record_header_bytes
    const end = start + captured
    if (end > bytes.length) return 0
    const seconds = is_little_endian ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at)
    const fraction = is_little_endian ? bytes.readUInt32LE(at + 4) : bytes.readUInt32BE(at + 4)
    const original = is_little_endian ? bytes.readUInt32LE(at + 12) : bytes.readUInt32BE(at + 12)
    const fraction_us = is_nanosecond ? Math.floor(fraction / 1000) : fraction
    const rest_ns = is_nanosecond ? fraction - fraction_us * 1000 : 0
    this.#sink.packet(bytes, start, end, original, seconds * 1_000_000 + fraction_us, link_type, rest_ns)
    return end - at
  }
}
