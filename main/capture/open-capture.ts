import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'

import { AnomalyError } from '../../contract/errors.ts'
import { toSingleByte } from './text-encoding.ts'

/** An open capture: its text bytes, and how far the file itself has been read. */
export interface OpenCapture {
  readonly bytes: AsyncIterable<Buffer>
  /** Bytes of the file consumed so far: compressed ones when the capture is gzip. */
  bytes_read(): number
  close(): void
}

const CHUNK_BYTES = 1 << 18

/**
 * Opens a `.csv` or `.csv.gz` file; gzip is recognised by its magic bytes, whatever the name says.
 * @throws AnomalyError `unreadable_file` when the path is not a readable regular file.
 */
export async function openCapture(path: string): Promise<OpenCapture> {
  const is_gzip = await startsWithGzipMagic(path)
  const file = createReadStream(path, { highWaterMark: CHUNK_BYTES })
  const bytes: Readable = is_gzip ? file.pipe(createGunzip({ chunkSize: CHUNK_BYTES })) : file
  if (is_gzip) file.on('error', (error) => bytes.destroy(error))
  const read = withReadErrors(bytes, path)
  return {
    bytes: toSingleByte(is_gzip ? withinRatio(read, () => file.bytesRead) : read),
    bytes_read: () => file.bytesRead,
    close: () => {
      file.destroy()
      bytes.destroy()
    },
  }
}

/** No capture compresses like this; a file made to fill a disk or an afternoon does. */
const LARGEST_RATIO = 300
/** Below it even a bomb is a small file; a short capture of equal rows may be one. */
const RATIO_CHECKED_FROM_BYTES = 1 << 24

async function* withinRatio(bytes: AsyncIterable<Buffer>, compressedBytes: () => number): AsyncGenerator<Buffer> {
  let unpacked_bytes = 0
  for await (const chunk of bytes) {
    unpacked_bytes += chunk.length
    if (unpacked_bytes > RATIO_CHECKED_FROM_BYTES && unpacked_bytes > compressedBytes() * LARGEST_RATIO) {
      throw new AnomalyError(
        'unreadable_file',
        `The file unpacks to more than ${String(LARGEST_RATIO)} times its size, as no capture does. If it is a real one, unpack it first and import the .csv.`,
      )
    }
    yield chunk
  }
}

async function startsWithGzipMagic(path: string): Promise<boolean> {
  try {
    // Opening a pipe would wait for someone to write into it.
    if (!(await stat(path)).isFile()) throw new Error('not a regular file')
    const file = await open(path, 'r')
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0)
      return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b
    } finally {
      await file.close()
    }
  } catch (cause) {
    throw new AnomalyError(
      'unreadable_file',
      `${path} cannot be read. Check that it is a file and that you may open it.`,
      {
        cause,
      },
    )
  }
}

async function* withReadErrors(bytes: Readable, path: string): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of bytes) yield chunk as Buffer
  } catch (cause) {
    throw new AnomalyError(
      'unreadable_file',
      `Reading ${path} failed before its end: ${cause instanceof Error ? cause.message : String(cause)}. The file may be truncated or damaged.`,
      { cause },
    )
  }
}
