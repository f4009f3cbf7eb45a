import { constants, zstdDecompressSync } from 'node:zlib'

/**
 * How flows are compressed for the store: fast before small. A small window and table stay in the cache, which halves the
 * time for five percent more bytes.
 */
export const ZSTD_PARAMS = {
  [constants.ZSTD_c_compressionLevel]: 1,
  [constants.ZSTD_c_windowLog]: 17,
  [constants.ZSTD_c_hashLog]: 13,
  [constants.ZSTD_c_checksumFlag]: 1,
}

/** Most bytes that a block unpacks to (RFC 8878, 3.1.1.2.4). */
const BLOCK_BYTES = 1 << 17

/**
 * What the first block of a frame unpacks to, without the time that the others take; empty for what is no frame.
 * @throws Error when the block is damaged
 */
export function firstBlock(frame: Uint8Array): Uint8Array {
  const end = endOfFirstBlock(frame)
  if (end === undefined) return new Uint8Array(0)
  return zstdDecompressSync(frame.subarray(0, end), {
    chunkSize: BLOCK_BYTES,
    finishFlush: constants.ZSTD_e_continue,
  })
}

const MAGIC = [0x28, 0xb5, 0x2f, 0xfd] as const

/** Headers of frame and block: RFC 8878, 3.1.1.1 and 3.1.1.2. */
function endOfFirstBlock(frame: Uint8Array): number | undefined {
  const descriptor = frame[4]
  if (descriptor === undefined || !MAGIC.every((byte, at) => frame[at] === byte)) return undefined
  const is_single_segment = (descriptor & 32) !== 0
  const size_bytes = [is_single_segment ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0
  const dictionary_bytes = [0, 1, 2, 4][descriptor & 3] ?? 0
  const block = 5 + (is_single_segment ? 0 : 1) + dictionary_bytes + size_bytes
  const [low, middle, high] = [frame[block], frame[block + 1], frame[block + 2]]
  if (low === undefined || middle === undefined || high === undefined) return undefined
  const is_one_byte_repeated = ((low >> 1) & 3) === 1
  const content = is_one_byte_repeated ? 1 : (low | (middle << 8) | (high << 16)) >>> 3
  const end = block + 3 + content
  return end > frame.length ? undefined : end
}
