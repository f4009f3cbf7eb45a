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

/** Whether the header of a pcap begins there. @param bytes eight more at least */
export function isPcapHeader(bytes: Buffer, at: number): boolean {
  if (pcapHeaderBytes(bytes.subarray(at)) === undefined) return false
  const version = MAGICS.has(bytes.readUInt32LE(at)) ? bytes.readUInt32LE(at + 4) : bytes.readUInt32BE(at + 4)
  return version === 0x00040002 || version === 0x00020004
}

/** Of a second header, read as a record: seconds in the year 2055 of a packet without bytes. */
function isHeader(bytes: Buffer, at: number): boolean {
  return isPcapHeader(bytes, at) && bytes.readUInt32LE(at + 8) === 0 && bytes.readUInt32LE(at + 12) === 0
}

const SECOND_US = 1_000_000
const PCAPNG_SECTION = 0x0a0d0d0a
const PCAPNG_ORDERS: ReadonlySet<number> = new Set([0x1a2b3c4d, 0x4d3c2b1a])

/** Records of a pcap file: https://datatracker.ietf.org/doc/draft-ietf-opsawg-pcap/ */
export class PcapParser implements BlockParser {
  reason = ''
  readonly #sink: PacketSink
  #header: PcapHeader
  #captures = 1
  /** Whether the records say how their fractions are counted, which the header does wrongly at times. */
  #is_resolution_checked = false
  #has_odd_resolution = false
  #odd_fractions = 0

  constructor(sink: PacketSink, header: PcapHeader) {
    this.#sink = sink
    this.#header = header
  }

  notices(): readonly string[] {
    return [
      ...(this.#captures === 1
        ? []
        : [`The file is ${String(this.#captures)} captures, one behind the other; all of them were read.`]),
      ...(this.#has_odd_resolution
        ? ['The header says microseconds, and the times are in nanoseconds: they were read as nanoseconds.']
        : []),
      ...(this.#odd_fractions === 0
        ? []
        : [
            `${this.#odd_fractions.toLocaleString('en-US')} packets have a million microseconds or more in the fraction of their second, which were added to it: the times may be nanoseconds under a header that says microseconds.`,
          ]),
    ]
  }

  next(bytes: Buffer, at: number): number {
    const { record_header_bytes } = this.#header
    if (at + record_header_bytes > bytes.length) return 0
    if (isHeader(bytes, at)) return this.#beginCapture(bytes, at)
    if (isZero(bytes, at, record_header_bytes)) return this.#bad('zero bytes follow where a packet should begin')
    if (!this.#is_resolution_checked) this.#checkResolution(bytes, at)
    const { is_little_endian, is_nanosecond, link_type } = this.#header
    const captured = is_little_endian ? bytes.readUInt32LE(at + 8) : bytes.readUInt32BE(at + 8)
    if (captured > MAX_RECORD_BYTES) {
      const is_pcapng = bytes.readUInt32BE(at) === PCAPNG_SECTION && PCAPNG_ORDERS.has(captured)
      return this.#bad(is_pcapng ? 'a capture of the other format, pcapng, begins there' : claims(captured))
    }
    const start = at + record_header_bytes
    const end = start + captured
    if (end > bytes.length) return 0
    const seconds = is_little_endian ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at)
    const fraction = is_little_endian ? bytes.readUInt32LE(at + 4) : bytes.readUInt32BE(at + 4)
    const original = is_little_endian ? bytes.readUInt32LE(at + 12) : bytes.readUInt32BE(at + 12)
    if (!is_nanosecond && fraction >= SECOND_US) this.#odd_fractions += 1
    const fraction_us = is_nanosecond ? Math.floor(fraction / 1000) : fraction
    const rest_ns = is_nanosecond ? fraction - fraction_us * 1000 : 0
    this.#sink.packet(bytes, start, end, original, seconds * SECOND_US + fraction_us, link_type, rest_ns)
    return end - at
  }

  #bad(reason: string): typeof BAD {
    this.reason = reason
    return BAD
  }

  /** Captures put together with `cat` have their headers in the middle. */
  #beginCapture(bytes: Buffer, at: number): number {
    if (at + FILE_HEADER_BYTES > bytes.length) return 0
    this.#header = readPcapHeader(bytes.subarray(at))
    this.#captures += 1
    this.#is_resolution_checked = false
    return FILE_HEADER_BYTES
  }

  /** By the first record: of nanoseconds, all but one in five hundred are more than a writer of microseconds is wrong by. */
  #checkResolution(bytes: Buffer, at: number): void {
    this.#is_resolution_checked = true
    const { is_little_endian, is_nanosecond } = this.#header
    const fraction = is_little_endian ? bytes.readUInt32LE(at + 4) : bytes.readUInt32BE(at + 4)
    if (is_nanosecond || fraction < 2 * SECOND_US) return
    this.#header = { ...this.#header, is_nanosecond: true }
    this.#has_odd_resolution = true
  }
}

const claims = (captured: number): string => `a record claims ${String(captured)} bytes`

function isZero(bytes: Buffer, at: number, length: number): boolean {
  for (let byte = at; byte < at + length; byte += 1) if (bytes[byte] !== 0) return false
  return true
}
