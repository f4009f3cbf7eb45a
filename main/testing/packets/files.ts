/** Capture files, made by tests of packets. */

export interface TimedPacket {
  readonly time_us: number
  readonly bytes: Buffer
  /** By default all of it was captured. */
  readonly original_bytes?: number
}

export interface PcapKind {
  readonly is_little_endian?: boolean
  readonly is_nanosecond?: boolean
  readonly link_type?: number
  readonly snap_bytes?: number
}

export function pcapFile(packets: readonly TimedPacket[], kind: PcapKind = {}): Buffer {
  const { is_little_endian = true, is_nanosecond = false, link_type = 1, snap_bytes = 262_144 } = kind
  const words = (...values: number[]) => u32s(values, is_little_endian)
  const records = packets.flatMap(({ time_us, bytes, original_bytes = bytes.length }) => {
    const fraction_us = time_us % 1_000_000
    const fraction = is_nanosecond ? fraction_us * 1000 + 999 : fraction_us
    return [words(Math.floor(time_us / 1_000_000), fraction, bytes.length, original_bytes), bytes]
  })
  const magic = is_nanosecond ? 0xa1b23c4d : 0xa1b2c3d4
  const version = is_little_endian ? 0x00040002 : 0x00020004
  return Buffer.concat([words(magic, version, 0, 0, snap_bytes, link_type), ...records])
}

/** Blocks of a pcapng file in one byte order. */
export function pcapngBlocks(is_little_endian = true) {
  const words = (...values: number[]) => u32s(values, is_little_endian)
  const block = (type: number, ...parts: Buffer[]) => {
    const body = Buffer.concat(parts)
    const padded = Buffer.concat([body, Buffer.alloc((4 - (body.length % 4)) % 4)])
    const length = padded.length + 12
    return Buffer.concat([words(type, length), padded, words(length)])
  }
  const halves = (low: number, high: number) => {
    const bytes = Buffer.alloc(4)
    if (is_little_endian) bytes.writeUInt16LE(low, 0)
    else bytes.writeUInt16BE(low, 0)
    if (is_little_endian) bytes.writeUInt16LE(high, 2)
    else bytes.writeUInt16BE(high, 2)
    return bytes
  }
  return {
    section: () => block(0x0a0d0d0a, words(0x1a2b3c4d), halves(1, 0), words(0xffffffff, 0xffffffff)),
    /** @param resolution option `if_tsresol` @param offset_s option `if_tsoffset` */
    interface: (link_type: number, resolution?: number, offset_s?: bigint, snap_bytes = 0) => {
      const options: Buffer[] = []
      if (resolution !== undefined) options.push(halves(9, 1), Buffer.from([resolution, 0, 0, 0]))
      if (offset_s !== undefined) {
        const offset = Buffer.alloc(8)
        if (is_little_endian) offset.writeBigInt64LE(offset_s)
        else offset.writeBigInt64BE(offset_s)
        options.push(halves(14, 8), offset)
      }
      return block(1, halves(link_type, 0), words(snap_bytes), ...options, words(0))
    },
    enhanced: (number: number, ticks: bigint, bytes: Buffer, original_bytes = bytes.length) =>
      block(6, words(number, Number(ticks >> 32n), Number(ticks & 0xffffffffn), bytes.length, original_bytes), bytes),
    simple: (bytes: Buffer) => block(3, words(bytes.length), bytes),
    other: (type: number, body: Buffer) => block(type, body),
  }
}

function u32s(values: readonly number[], is_little_endian: boolean): Buffer {
  const bytes = Buffer.alloc(values.length * 4)
  values.forEach((value, index) => {
    if (is_little_endian) bytes.writeUInt32LE(value >>> 0, index * 4)
    else bytes.writeUInt32BE(value >>> 0, index * 4)
  })
  return bytes
}
