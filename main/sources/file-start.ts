import { constants, gunzipSync, zstdDecompressSync } from 'node:zlib'

import { openFile, type OpenFile } from './file-bytes.ts'

/** As much of a compressed file as its first bytes may need: a block of zstd is at most 128 KiB. */
export const START_BYTES = 1 << 18

/** The first bytes of a file that was opened with {@link START_BYTES}, unpacked. */
export function unpackedStart({ start, compression }: OpenFile): Buffer {
  try {
    if (compression === 'gzip') return gunzipSync(start, { finishFlush: constants.Z_SYNC_FLUSH })
    if (compression === 'zstd') return zstdDecompressSync(start, { finishFlush: constants.ZSTD_e_flush })
  } catch {
    // Damaged from its beginning: whoever reads it will say so.
  }
  return start
}

/** The first bytes of a file, unpacked. @throws AnomalyError `unreadable_file` */
export async function readStart(path: string): Promise<Buffer> {
  const file = await openFile(path, START_BYTES)
  await file.handle.close()
  return unpackedStart(file)
}
