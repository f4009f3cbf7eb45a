import { createGunzip, createZstdDecompress, type Gunzip, type ZstdDecompress } from 'node:zlib'

import { isFrameOf, type PackedFormat, skippableBytes } from './packed-format.ts'
import { ZstdFrames } from './zstd-frames.ts'

const CHUNK_BYTES = 1 << 18

/** The longest header that tells of what follows. */
const HEAD_BYTES = 8

/**
 * Unpacks compressed data to its end: all members of gzip and all frames of zstd, of which Node reads the first alone
 * (RFC 1952, 2.2; RFC 8878, 3). Skippable frames and zeros that fill up a block are passed over.
 * @returns whether the data ends early; what came before that is unpacked
 * @throws Error where it is damaged, or followed by something else
 */
export async function* unpack(
  packed: AsyncIterable<Buffer, void>,
  format: PackedFormat,
): AsyncGenerator<Buffer, boolean> {
  const frames = new ZstdFrames()
  const input = new PackedInput(format === 'zstd' ? followed(packed, frames) : packed)
  while (await findFrame(input, format)) {
    const is_cut = yield* new FrameReader(input, unpackerOf(format)).chunks()
    if (is_cut) return true
  }
  return !frames.is_whole
}

async function* followed(packed: AsyncIterable<Buffer, void>, frames: ZstdFrames): AsyncGenerator<Buffer, void> {
  for await (const chunk of packed) {
    frames.push(chunk)
    yield chunk
  }
}

/** Chunks of a file, of which those that were not used can be put back. */
class PackedInput {
  readonly #source: AsyncIterator<Buffer, void>
  #returned: Buffer = Buffer.alloc(0)

  constructor(source: AsyncIterable<Buffer, void>) {
    this.#source = source[Symbol.asyncIterator]()
  }

  /** Undefined at the end. */
  async next(): Promise<Buffer | undefined> {
    if (this.#returned.length > 0) {
      const chunk = this.#returned
      this.#returned = Buffer.alloc(0)
      return chunk
    }
    const { value, done } = await this.#source.next()
    return done === true ? undefined : value
  }

  putBack(chunk: Buffer): void {
    this.#returned = this.#returned.length === 0 ? chunk : Buffer.concat([chunk, this.#returned])
  }

  /** The next bytes, which stay: so many or, at the end, fewer. */
  async peek(bytes: number): Promise<Buffer> {
    let head: Buffer = Buffer.alloc(0)
    while (head.length < bytes) {
      const chunk = await this.next()
      if (chunk === undefined) break
      head = head.length === 0 ? chunk : Buffer.concat([head, chunk])
    }
    if (head.length > 0) this.putBack(head)
    return head
  }

  /** Passes over so many bytes, or those that there are. */
  async skip(bytes: number): Promise<void> {
    for (let left = bytes; left > 0;) {
      const chunk = await this.next()
      if (chunk === undefined) return
      if (chunk.length > left) this.putBack(chunk.subarray(left))
      left -= chunk.length
    }
  }

  async skipZeros(): Promise<void> {
    for (let chunk = await this.next(); chunk !== undefined; chunk = await this.next()) {
      const zeros = chunk.findIndex((byte) => byte !== 0)
      if (zeros < 0) continue
      this.putBack(chunk.subarray(zeros))
      return
    }
  }
}

/** Goes to where the next compressed data begins; false when there is none. */
async function findFrame(input: PackedInput, format: PackedFormat): Promise<boolean> {
  for (;;) {
    const head = await input.peek(HEAD_BYTES)
    if (head.length === 0) return false
    if (isFrameOf(format, head)) return true
    const skippable_bytes = format === 'zstd' ? skippableBytes(head) : undefined
    if (skippable_bytes !== undefined) await input.skip(skippable_bytes)
    else if (head[0] === 0) await input.skipZeros()
    else throw new Error(`what follows its compressed data is not compressed with ${format}`)
  }
}

type Unpacker = Gunzip | ZstdDecompress

function unpackerOf(format: PackedFormat): Unpacker {
  const options = { chunkSize: CHUNK_BYTES }
  return format === 'gzip' ? createGunzip(options) : createZstdDecompress(options)
}

/**
 * One member or frame, up to where the unpacker sees its end. The unpacker is told that nothing more comes only when all that
 * it had is taken: its complaint that there should be more would throw away the rest.
 */
class FrameReader {
  readonly #input: PackedInput
  readonly #unpacker: Unpacker
  #news = Promise.withResolvers<undefined>()
  #failure: NodeJS.ErrnoException | null = null
  #is_all_given = false
  #given_bytes = 0

  constructor(input: PackedInput, unpacker: Unpacker) {
    this.#input = input
    this.#unpacker = unpacker
    unpacker
      .on('readable', () => this.#news.resolve(undefined))
      .on('end', () => this.#news.resolve(undefined))
      .on('error', (error) => this.#fail(error))
  }

  /** What is unpacked. @returns whether the data ends early, as far as the unpacker tells */
  async *chunks(): AsyncGenerator<Buffer, boolean> {
    const giving = this.#give().catch((error: unknown) => this.#fail(error as Error))
    let is_told = false
    try {
      while (!this.#unpacker.readableEnded) {
        this.#news = Promise.withResolvers<undefined>()
        const chunk = this.#unpacker.read() as Buffer | null
        if (chunk !== null) yield chunk
        else if (this.#failure !== null) {
          if (is_told && this.#failure.code === 'Z_BUF_ERROR') return true
          throw this.#failure
        } else {
          if (this.#is_all_given && !is_told) this.#unpacker.end()
          is_told = this.#is_all_given
          await this.#news.promise
        }
      }
      await giving
      return false
    } finally {
      this.#unpacker.destroy()
    }
  }

  async #give(): Promise<void> {
    for (let chunk = await this.#input.next(); chunk !== undefined; chunk = await this.#input.next()) {
      this.#given_bytes += chunk.length
      await this.#write(chunk)
      const unused_bytes = this.#given_bytes - this.#unpacker.bytesWritten
      if (unused_bytes > 0) {
        // Here it ends; more than that must not be written.
        this.#input.putBack(chunk.subarray(chunk.length - unused_bytes))
        return
      }
    }
    this.#is_all_given = true
    this.#news.resolve(undefined)
  }

  /** Settles when what the unpacker wants of a chunk was taken, or when it is destroyed. */
  #write(chunk: Buffer): Promise<void> {
    return new Promise((resolve) => this.#unpacker.write(chunk, () => resolve()))
  }

  #fail(error: Error): void {
    this.#failure ??= error
    this.#news.resolve(undefined)
  }
}
