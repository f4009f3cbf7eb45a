import { BAD_INTERFACE, BAD_TIME } from './outcomes.ts'
import { BAD, type BlockParser, MAX_RECORD_BYTES, type PacketSink } from './packet-sink.ts'
import { isPcapHeader } from './pcap.ts'
import { TimeReader } from './pcapng-time.ts'

const SECTION = 0x0a0d0d0a
const INTERFACE = 1
const OBSOLETE_PACKET = 2
const SIMPLE_PACKET = 3
const ENHANCED_PACKET = 6

const BYTE_ORDER_MAGIC = 0x1a2b3c4d
const OPTION_END = 0
const OPTION_RESOLUTION = 9
const OPTION_OFFSET = 14
const MAX_INTERFACES = 65_536
/** Smallest length that each kind of block can have. */
const FIXED_BYTES: ReadonlyMap<number, number> = new Map([
  [SECTION, 28],
  [INTERFACE, 20],
  [OBSOLETE_PACKET, 32],
  [SIMPLE_PACKET, 16],
  [ENHANCED_PACKET, 32],
])

interface Interface {
  readonly link_type: number
  /** 0 for no limit. */
  readonly snap_bytes: number
  readonly times: TimeReader
}

/** Blocks of a pcapng file: https://datatracker.ietf.org/doc/draft-ietf-opsawg-pcapng/ */
export class PcapngParser implements BlockParser {
  reason = ''
  readonly #sink: PacketSink
  #is_little_endian = true
  #interfaces: Interface[] = []

  constructor(sink: PacketSink) {
    this.#sink = sink
  }

  notices(): readonly string[] {
    return []
  }

  next(bytes: Buffer, at: number): number {
    if (at + 12 > bytes.length) return 0
    if (bytes.readUInt32BE(at) === SECTION && !this.#beginSection(bytes, at))
      return this.#bad('a section has no byte order')
    if (isPcapHeader(bytes, at)) return this.#bad('a capture of the other format, pcap, begins there')
    const type = this.#u32(bytes, at)
    const length = this.#u32(bytes, at + 4)
    const fixed_bytes = FIXED_BYTES.get(type)
    if (length < (fixed_bytes ?? 12)) return this.#bad(`a block claims ${length} bytes`)
    const padded = Math.ceil(length / 4) * 4
    if (fixed_bytes === undefined) return padded
    if (length > MAX_RECORD_BYTES) return this.#bad(`a block claims ${length} bytes`)
    if (at + padded > bytes.length) return 0
    const body = at + 8
    const body_end = at + length - 4
    if (type === INTERFACE) this.#addInterface(bytes, body, body_end)
    else if (type !== SECTION) this.#packet(type, bytes, body, body_end)
    return padded
  }

  #bad(reason: string): typeof BAD {
    this.reason = reason
    return BAD
  }

  /** Each section has its own byte order and its own interfaces. */
  #beginSection(bytes: Buffer, at: number): boolean {
    const is_little_endian = bytes.readUInt32LE(at + 8) === BYTE_ORDER_MAGIC
    if (!is_little_endian && bytes.readUInt32BE(at + 8) !== BYTE_ORDER_MAGIC) return false
    this.#is_little_endian = is_little_endian
    this.#interfaces = []
    return true
  }

  #addInterface(bytes: Buffer, body: number, end: number): void {
    if (this.#interfaces.length === MAX_INTERFACES) return
    let resolution = 6
    let offset_s = 0n
    for (let at = body + 8; at + 4 <= end;) {
      const code = this.#u16(bytes, at)
      const length = this.#u16(bytes, at + 2)
      if (code === OPTION_END || at + 4 + length > end) break
      if (code === OPTION_RESOLUTION && length === 1) resolution = bytes[at + 4]!
      if (code === OPTION_OFFSET && length === 8) {
        offset_s = this.#is_little_endian ? bytes.readBigInt64LE(at + 4) : bytes.readBigInt64BE(at + 4)
      }
      at += 4 + Math.ceil(length / 4) * 4
    }
    this.#interfaces.push({
      link_type: this.#u16(bytes, body),
      snap_bytes: this.#u32(bytes, body + 4),
      times: new TimeReader(resolution, offset_s),
    })
  }

  #packet(type: number, bytes: Buffer, body: number, end: number): void {
    const is_simple = type === SIMPLE_PACKET
    const number = is_simple ? 0 : type === ENHANCED_PACKET ? this.#u32(bytes, body) : this.#u16(bytes, body)
    const from = this.#interfaces[number]
    if (from === undefined) {
      this.#sink.refuse(BAD_INTERFACE)
      return
    }
    if (is_simple) {
      const original = this.#u32(bytes, body)
      const snapped = from.snap_bytes === 0 ? original : Math.min(original, from.snap_bytes)
      const start = body + 4
      this.#sink.packet(bytes, start, Math.min(start + snapped, end), original, 0, from.link_type, 0)
      return
    }
    const { times } = from
    const time_us = times.read(this.#u32(bytes, body + 4), this.#u32(bytes, body + 8))
    if (Number.isNaN(time_us)) {
      this.#sink.refuse(BAD_TIME)
      return
    }
    const start = body + 20
    const captured_end = Math.min(start + this.#u32(bytes, body + 12), end)
    const original = this.#u32(bytes, body + 16)
    this.#sink.packet(bytes, start, captured_end, original, time_us, from.link_type, times.rest_ns)
  }

  #u16(bytes: Buffer, at: number): number {
    return this.#is_little_endian ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at)
  }

  #u32(bytes: Buffer, at: number): number {
    return this.#is_little_endian ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at)
  }
}
