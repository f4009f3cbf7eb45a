import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { type FileHandle, open, stat } from 'node:fs/promises'
import { createGunzip } from 'node:zlib'

import { AnomalyError } from '../../../contract/errors.ts'
import { KIND_BYTES, notCsvBecause } from './file-kind.ts'
import { toSingleByte } from './text-encoding.ts'

/** An open capture: its text bytes, and how far the file itself has been read. */
export interface OpenCapture {
  /** Each chunk is valid until the next one is asked for. */
  readonly bytes: AsyncIterable<Buffer>
  /** Bytes of the file consumed so far: compressed ones when the capture is gzip. */
  bytes_read(): number
  /** SHA-256 of the file in hexadecimal, of the very bytes that were read; to be asked for behind the last chunk. */
  sha256(): Promise<string>
  close(): void
}

const CHUNK_BYTES = 1 << 18

/**
 * Opens a `.csv` or `.csv.gz` file; gzip is recognised by its magic bytes, whatever the name says.
 * @throws AnomalyError `unreadable_file` when the path is not a readable regular file, or one of another kind.
 */
export async function openCapture(path: string): Promise<OpenCapture> {
  const { file, is_gzip, other_kind } = await openRegularFile(path)
  if (other_kind !== undefined) {
    await file.close()
    throw new AnomalyError('unreadable_file', `The file is not a CSV file. ${other_kind}`)
  }
  return is_gzip ? unpacking(file, path) : asItIs(file, path)
}

/** A file read chunk by chunk, one ahead: a stream would allocate each chunk anew and take several times as long. */
function asItIs(file: FileHandle, path: string): OpenCapture {
  const hash = createHash('sha256')
  let bytes_read = 0
  async function* chunks(): AsyncGenerator<Buffer> {
    const buffers = [Buffer.allocUnsafeSlow(CHUNK_BYTES), Buffer.allocUnsafeSlow(CHUNK_BYTES)] as const
    const read = (turn: 0 | 1) => file.read(buffers[turn], 0, CHUNK_BYTES, null)
    let next = read(0)
    for (let turn: 0 | 1 = 0; ; turn = turn === 0 ? 1 : 0) {
      const { bytesRead } = await next
      if (bytesRead === 0) return
      next = read(turn === 0 ? 1 : 0)
      // A failure is reported where this is awaited; it is not awaited if the reader stops early.
      next.catch(() => undefined)
      const chunk = buffers[turn].subarray(0, bytesRead)
      bytes_read += bytesRead
      hash.update(chunk)
      yield chunk
    }
  }
  return {
    bytes: toSingleByte(withReadErrors(chunks(), path)),
    bytes_read: () => bytes_read,
    sha256: () => Promise.resolve(hash.digest('hex')),
    close: () => void file.close(),
  }
}

function unpacking(file: FileHandle, path: string): OpenCapture {
  const packed = createReadStream('', { fd: file, highWaterMark: CHUNK_BYTES })
  const hash = createHash('sha256')
  packed.on('data', (chunk) => hash.update(chunk))
  const bytes = packed.pipe(createGunzip({ chunkSize: CHUNK_BYTES }))
  packed.on('error', (error) => bytes.destroy(error))
  return {
    bytes: toSingleByte(withinRatio(withReadErrors(bytes, path), () => packed.bytesRead)),
    bytes_read: () => packed.bytesRead,
    sha256: async () => {
      // Bytes after the compressed data are part of the file too.
      packed.unpipe()
      if (!packed.readableEnded) {
        packed.resume()
        await once(packed, 'end')
      }
      return hash.digest('hex')
    },
    close: () => {
      packed.destroy()
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
        `The file expands to more than ${String(LARGEST_RATIO)} times its compressed size, which is not plausible for a capture. If you trust it, unpack it and import the .csv.`,
      )
    }
    yield chunk
  }
}

async function openRegularFile(
  path: string,
): Promise<{ file: FileHandle; is_gzip: boolean; other_kind: string | undefined }> {
  try {
    // Opening a pipe would wait for someone to write into it.
    if (!(await stat(path)).isFile()) throw new Error('not a regular file')
    const file = await open(path, 'r')
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(KIND_BYTES), 0, KIND_BYTES, 0)
      const start = buffer.subarray(0, bytesRead)
      return { file, is_gzip: start[0] === 0x1f && start[1] === 0x8b, other_kind: notCsvBecause(start) }
    } catch (error) {
      await file.close()
      throw error
    }
  } catch (cause) {
    throw new AnomalyError(
      'unreadable_file',
      `${path} cannot be read. Check that it is a file and that you have permission to read it.`,
      { cause },
    )
  }
}

async function* withReadErrors(bytes: AsyncIterable<Buffer>, path: string): AsyncGenerator<Buffer> {
  try {
    yield* bytes
  } catch (cause) {
    throw new AnomalyError(
      'unreadable_file',
      `${path} could not be read to the end: ${cause instanceof Error ? cause.message : String(cause)}. The file may be truncated or damaged.`,
      { cause },
    )
  }
}
