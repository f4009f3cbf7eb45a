/** How a file is compressed. */
export type PackedFormat = 'gzip' | 'zstd'

const GZIP = [0x1f, 0x8b]
const ZSTD = [0x28, 0xb5, 0x2f, 0xfd]

/** Whether compressed data of a format begins so. */
export function isFrameOf(format: PackedFormat, start: Uint8Array): boolean {
  const magic = format === 'gzip' ? GZIP : ZSTD
  return magic.every((byte, at) => start[at] === byte)
}

/**
 * The length of a skippable frame of zstd, its header included; undefined where none begins (RFC 8878, 3.1.2). Parallel and
 * seekable writers put them around the frames with data.
 * @param start at least 8 bytes
 */
export function skippableBytes(start: Uint8Array): number | undefined {
  const [first = 0, ...rest] = start
  const is_skippable = (first & 0xf0) === 0x50 && [0x2a, 0x4d, 0x18].every((byte, at) => rest[at] === byte)
  if (!is_skippable || start.length < 8) return undefined
  return 8 + new DataView(start.buffer, start.byteOffset).getUint32(4, true)
}

/** @param start at least 8 bytes of a file, if it has so many. @returns null for one that is not compressed */
export function packedFormatOf(start: Uint8Array): PackedFormat | null {
  if (isFrameOf('gzip', start)) return 'gzip'
  return isFrameOf('zstd', start) || skippableBytes(start) !== undefined ? 'zstd' : null
}
