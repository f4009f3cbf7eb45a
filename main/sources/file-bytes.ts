import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type FileHandle, open, stat } from 'node:fs/promises'

import { AnomalyError } from '../../contract/errors.ts'
import { type PackedFormat, packedFormatOf } from './packed-format.ts'
import { unpack } from './unpack.ts'

/** An open file: its bytes, unpacked, and how far the file itself has been read. */
export interface FileBytes {
  /** Each chunk is valid until the next one is asked for. */
  readonly bytes: AsyncIterable<Buffer>
  /** Bytes of the file consumed so far: compressed ones when it is compressed. */
  bytes_read(): number
  /** Whether compressed data ended early; to be asked behind the last chunk. */
  is_cut(): boolean
  /** SHA-256 of the file in hexadecimal, of the very bytes that were read; to be asked for behind the last chunk. */
  sha256(): Promise<string>
  close(): void
}

/** A file whose kind is to be looked at before it is read. */
export interface OpenFile {
  readonly handle: FileHandle
  readonly path: string
  /** The first bytes of the file as it is. */
  readonly start: Buffer
  /** By its magic bytes, whatever its name says; null when it is not compressed. */
  readonly compression: PackedFormat | null
}

export interface ReadOptions {
  /** Whether compressed data that ends early is read up to its end in place of being refused. */
  readonly is_cut_allowed?: boolean
}

const CHUNK_BYTES = 1 << 18

/** @throws AnomalyError `unreadable_file` when the path is not a readable regular file */
export async function openFile(path: string, start_bytes: number): Promise<OpenFile> {
  try {
    // Opening a pipe would wait for someone to write into it.
    if (!(await stat(path)).isFile()) throw new Error('not a regular file')
    const handle = await open(path, 'r')
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(start_bytes), 0, start_bytes, 0)
      const start = buffer.subarray(0, bytesRead)
      return { handle, path, start, compression: packedFormatOf(start) }
    } catch (error) {
      await handle.close()
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

/** Reads a file from its begin; the handle belongs to the reader from here on. */
export function readFileBytes(file: OpenFile, options: ReadOptions = {}): FileBytes {
  return file.compression === null ? asItIs(file) : unpacking(file, file.compression, options)
}

/** A file read chunk by chunk, one ahead: a stream would allocate each chunk anew and take several times as long. */
function asItIs({ handle, path }: OpenFile): FileBytes {
  const hash = createHash('sha256')
  let bytes_read = 0
  async function* chunks(): AsyncGenerator<Buffer> {
    const buffers = [Buffer.allocUnsafeSlow(CHUNK_BYTES), Buffer.allocUnsafeSlow(CHUNK_BYTES)] as const
    const read = (turn: 0 | 1) => handle.read(buffers[turn], 0, CHUNK_BYTES, null)
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
    bytes: withReadErrors(chunks(), path),
    bytes_read: () => bytes_read,
    is_cut: () => false,
    sha256: () => Promise.resolve(hash.digest('hex')),
    close: () => void handle.close(),
  }
}

function unpacking(
  { handle, path }: OpenFile,
  format: PackedFormat,
  { is_cut_allowed = false }: ReadOptions,
): FileBytes {
  const packed = createReadStream('', { fd: handle, highWaterMark: CHUNK_BYTES })
  const hash = createHash('sha256')
  let is_cut = false
  async function* hashed(): AsyncGenerator<Buffer, void> {
    for await (const chunk of packed as AsyncIterable<Buffer>) {
      hash.update(chunk)
      yield chunk
    }
  }
  async function* unpacked(): AsyncGenerator<Buffer> {
    is_cut = yield* unpack(hashed(), format)
    if (is_cut && !is_cut_allowed) throw new Error('unexpected end of file')
  }
  return {
    bytes: withinRatio(withReadErrors(unpacked(), path), () => packed.bytesRead),
    bytes_read: () => packed.bytesRead,
    is_cut: () => is_cut,
    sha256: () => Promise.resolve(hash.digest('hex')),
    close: () => void packed.destroy(),
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
        `The file expands to more than ${String(LARGEST_RATIO)} times its compressed size, which is not plausible for a capture. If you trust it, unpack it and import what is in it.`,
      )
    }
    yield chunk
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
