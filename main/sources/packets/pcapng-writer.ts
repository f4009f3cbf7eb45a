/*
 * Blocks of a pcapng file in little-endian order: https://datatracker.ietf.org/doc/draft-ietf-opsawg-pcapng/
 */

const SECTION = 0x0a0d0d0a
const INTERFACE = 1
const ENHANCED_PACKET = 6
const BYTE_ORDER_MAGIC = 0x1a2b3c4d
const OPTION_COMMENT = 1
const OPTION_APPLICATION = 4
const OPTION_RESOLUTION = 9
/** Times are written in nanoseconds. */
const NANOSECONDS = 9
/** An option's length has 16 bits. */
const MOST_TEXT_BYTES = 0xffff

/** A packet as it was captured. */
export interface CapturedPacket {
  readonly bytes: Uint8Array
  readonly original_bytes: number
  /** Since 1970. */
  readonly time_us: number
  /** Nanoseconds beyond it, below 1000. */
  readonly rest_ns: number
}

/** Begins a section: interfaces are counted anew. */
export function sectionBlock(application: string, comments: readonly string[]): Buffer {
  const head = Buffer.alloc(16)
  head.writeUInt32LE(BYTE_ORDER_MAGIC, 0)
  head.writeUInt16LE(1, 4)
  // The length of the section is not told.
  head.fill(0xff, 8)
  const options = [
    ...comments.map((text) => [OPTION_COMMENT, text] as const),
    [OPTION_APPLICATION, application] as const,
  ]
  return block(SECTION, [head, ...options.map(([code, text]) => option(code, textBytes(text))), END])
}

/** Describes an interface whose packets are not limited in length. */
export function interfaceBlock(link_type: number): Buffer {
  const head = Buffer.alloc(8)
  head.writeUInt16LE(link_type, 0)
  return block(INTERFACE, [head, option(OPTION_RESOLUTION, Buffer.from([NANOSECONDS])), END])
}

/** @param interface_number counted in the section from 0 */
export function packetBlock(
  interface_number: number,
  { bytes, original_bytes, time_us, rest_ns }: CapturedPacket,
): Buffer {
  const ticks = BigInt(time_us) * 1000n + BigInt(rest_ns)
  const head = Buffer.alloc(20)
  head.writeUInt32LE(interface_number, 0)
  head.writeUInt32LE(Number(ticks >> 32n), 4)
  head.writeUInt32LE(Number(ticks & 0xffffffffn), 8)
  head.writeUInt32LE(bytes.length, 12)
  head.writeUInt32LE(original_bytes, 16)
  return block(ENHANCED_PACKET, [head, bytes])
}

const END = Buffer.alloc(4)

function option(code: number, value: Buffer): Buffer {
  const bytes = Buffer.alloc(4 + padded(value.length))
  bytes.writeUInt16LE(code, 0)
  bytes.writeUInt16LE(value.length, 2)
  value.copy(bytes, 4)
  return bytes
}

/** UTF-8, cut between characters where an option is too short for it. */
function textBytes(text: string): Buffer {
  const whole = Buffer.from(text)
  if (whole.length <= MOST_TEXT_BYTES) return whole
  let end = MOST_TEXT_BYTES
  while ((whole[end]! & 0xc0) === 0x80) end -= 1
  return whole.subarray(0, end)
}

function block(type: number, parts: readonly Uint8Array[]): Buffer {
  const body_bytes = parts.reduce((sum, part) => sum + part.length, 0)
  const length = 12 + padded(body_bytes)
  const bytes = Buffer.alloc(length)
  bytes.writeUInt32LE(type, 0)
  bytes.writeUInt32LE(length, 4)
  let at = 8
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  bytes.writeUInt32LE(length, length - 4)
  return bytes
}

function padded(bytes: number): number {
  return Math.ceil(bytes / 4) * 4
}
