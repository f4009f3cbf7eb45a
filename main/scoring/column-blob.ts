import { zstdCompressSync, zstdDecompressSync } from 'node:zlib'

import { AnomalyError } from '../../contract/errors.ts'
import { ZSTD_PARAMS } from '../flow/zstd.ts'

const FORMAT = 1
/** Format, three spare bytes, rows, length of the body. */
const HEADER_BYTES = 12

const OPTIONS = { params: ZSTD_PARAMS, chunkSize: 1 << 15 }

/** Body of the blob that is being written, for the next one to use again: new memory costs more than filling it. */
let body = Buffer.alloc(1 << 18)

/** Columns of numbers and lists of texts as one blob, read back in the order they were written in. One is written at a time. */
export class ColumnWriter {
  readonly #rows: number
  #length = 0

  constructor(rows: number) {
    this.#rows = rows
  }

  /** One byte a row. */
  bytes(values: Uint8Array): this {
    const begin = this.#grow(this.#rows)
    body.set(values.subarray(0, this.#rows), begin)
    return this
  }

  /** Four bytes a row, the lowest of all rows first: the upper ones of small numbers all are zero. */
  words(values: Uint32Array | Int32Array): this {
    const rows = this.#rows
    const begin = this.#grow(rows * 4)
    for (let row = 0, at = begin; row < rows; row += 1, at += 1) {
      const value = values[row]!
      body[at] = value
      body[at + rows] = value >>> 8
      body[at + 2 * rows] = value >>> 16
      body[at + 3 * rows] = value >>> 24
    }
    return this
  }

  /** Float32, bit for bit. */
  floats(values: Float32Array): this {
    return this.words(new Uint32Array(values.buffer, values.byteOffset, this.#rows))
  }

  texts(values: readonly string[]): this {
    const text = Buffer.from(JSON.stringify(values))
    const begin = this.#grow(4 + text.length)
    body.writeUInt32LE(text.length, begin)
    body.set(text, begin + 4)
    return this
  }

  finish(): Uint8Array<ArrayBuffer> {
    const packed = zstdCompressSync(body.subarray(0, this.#length), { ...OPTIONS, pledgedSrcSize: this.#length })
    const blob = new Uint8Array(HEADER_BYTES + packed.length)
    const view = new DataView(blob.buffer)
    blob[0] = FORMAT
    view.setUint32(4, this.#rows, true)
    view.setUint32(8, this.#length, true)
    blob.set(packed, HEADER_BYTES)
    return blob
  }

  /** Makes room for so many bytes more, and answers where they begin. */
  #grow(length: number): number {
    const begin = this.#length
    this.#length += length
    if (this.#length > body.length) {
      const larger = Buffer.alloc(2 * this.#length)
      body.copy(larger, 0, 0, begin)
      body = larger
    }
    return begin
  }
}

/** Reads what a {@link ColumnWriter} wrote. */
export class ColumnReader {
  readonly rows: number
  readonly #body: Buffer
  #at = 0

  /** @throws AnomalyError `store_failed` when the bytes are no blob of this version */
  constructor(blob: Uint8Array) {
    const view = new DataView(blob.buffer, blob.byteOffset, blob.byteLength)
    if (blob.length < HEADER_BYTES || blob[0] !== FORMAT) throw damaged()
    this.rows = view.getUint32(4, true)
    const length = view.getUint32(8, true)
    try {
      this.#body = zstdDecompressSync(blob.subarray(HEADER_BYTES), { chunkSize: Math.max(64, length) })
    } catch (cause) {
      throw damaged(cause)
    }
    if (this.#body.length !== length) throw damaged()
  }

  bytes(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#take(this.rows))
  }

  /** Four bytes a row, decoded when they are first asked for. */
  laterWords(): () => Uint32Array<ArrayBuffer> {
    const taken = this.#take(this.rows * 4)
    return once(() => this.#joined(taken))
  }

  #joined(taken: Buffer): Uint32Array<ArrayBuffer> {
    const { rows } = this
    // A plain array of bytes is read faster than a Buffer.
    const planes = new Uint8Array(taken.buffer, taken.byteOffset, taken.length)
    const values = new Uint32Array(rows)
    for (let row = 0; row < rows; row += 1) {
      values[row] =
        planes[row]! | (planes[rows + row]! << 8) | (planes[2 * rows + row]! << 16) | (planes[3 * rows + row]! << 24)
    }
    return values
  }

  laterFloats(): () => Float32Array<ArrayBuffer> {
    const words = this.laterWords()
    return once(() => new Float32Array(words().buffer))
  }

  texts(): string[] {
    const length = this.#take(4).readUInt32LE(0)
    return JSON.parse(this.#take(length).toString()) as string[]
  }

  #take(length: number): Buffer {
    const part = this.#body.subarray(this.#at, this.#at + length)
    if (part.length !== length) throw damaged()
    this.#at += length
    return part
  }
}

/** A value that is made when it is first asked for. */
export function once<Value>(make: () => Value): () => Value {
  let made: { value: Value } | undefined
  return () => (made ??= { value: make() }).value
}

function damaged(cause?: unknown): AnomalyError {
  return new AnomalyError(
    'store_failed',
    'The stored predictions of these flows cannot be read: they are damaged, or another version of AnomalyX wrote them. Import the capture again.',
    { cause },
  )
}
