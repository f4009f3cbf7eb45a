import { constants, gunzipSync, zstdDecompressSync } from 'node:zlib'

import { openFile, type OpenFile } from './file-bytes.ts'

/** As much of a compressed file as its first bytes may need: a block of zstd is at most 128 KiB. */
export const START_BYTES = 1 << 18

/** Packed bytes that are tried first: a few may unpack to a hundred thousand times as many. */
const FIRST_TRIED_BYTES = 256

/** The first bytes of a file that was opened with {@link START_BYTES}, unpacked: as many of them, or fewer. */
export function unpackedStart({ start, compression }: OpenFile): Buffer {
  if (compression === null) return start
  let unpacked = start
  for (let tried = FIRST_TRIED_BYTES; ; tried *= 4) {
    const part = start.subarray(0, tried)
    try {
      unpacked =
        compression === 'gzip'
          ? gunzipSync(part, { finishFlush: constants.Z_SYNC_FLUSH })
          : zstdDecompressSync(part, { finishFlush: constants.ZSTD_e_flush })
    } catch {
      // Damaged, or cut within a block. Whoever reads a file that is damaged from its beginning will say so.
    }
    const is_enough = unpacked !== start && unpacked.length >= START_BYTES
    if (is_enough || tried >= start.length) return unpacked.subarray(0, START_BYTES)
  }
}

/** The first bytes of a file, unpacked. @throws AnomalyError `unreadable_file` */
export async function readStart(path: string): Promise<Buffer> {
  const file = await openFile(path, START_BYTES)
  await file.handle.close()
  return unpackedStart(file)
}
