import { openFile, type OpenFile } from './file-bytes.ts'
import { unpack } from './unpack.ts'

/** As much of a compressed file as its first bytes may need: a block of zstd is at most 128 KiB. */
export const START_BYTES = 1 << 18

/** The first bytes of a file that was opened with {@link START_BYTES}, unpacked: as many of them, or fewer. */
export async function unpackedStart({ start, compression }: OpenFile): Promise<Buffer> {
  if (compression === null) return start
  const chunks: Buffer[] = []
  let bytes = 0
  try {
    for await (const chunk of unpack(only(start), compression)) {
      chunks.push(chunk)
      bytes += chunk.length
      if (bytes >= START_BYTES) break
    }
  } catch {
    // Whoever reads a file that is damaged from its beginning will say so.
  }
  return Buffer.concat(chunks).subarray(0, START_BYTES)
}

/** The first bytes of a file, unpacked. @throws AnomalyError `unreadable_file` */
export async function readStart(path: string): Promise<Buffer> {
  const file = await openFile(path, START_BYTES)
  await file.handle.close()
  return unpackedStart(file)
}

// eslint-disable-next-line @typescript-eslint/require-await -- where chunks come from one after another
async function* only(chunk: Buffer): AsyncGenerator<Buffer, void> {
  yield chunk
}
