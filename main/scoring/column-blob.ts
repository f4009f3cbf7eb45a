import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'

import { AnomalyError } from '../../contract/errors.ts'

const FORMAT = 1
/** Format, three spare bytes, rows, length of the body. */
const HEADER_BYTES = 12

const OPTIONS = {
  params: {
    [constants.ZSTD_c_compressionLevel]: 1,
    [constants.ZSTD_c_windowLog]: 17,
    [constants.ZSTD_c_hashLog]: 13,
    [constants.ZSTD_c_checksumFlag]: 1,
  },
  chunkSize: 1 << 18,
}

/** Columns of numbers and lists of texts as one blob; they are read back in the order they were written in. */
export class ColumnWriter {
  readonly #rows: number
  readonly #parts: Uint8Array[] = []

  constructor(rows: number) {
    this.#rows = rows
  }

  /** One byte a row. */
  bytes(values: Uint8Array): this {
    this.#parts.push(values.subarray(0, this.#rows))
    return this
  }

  /** Four bytes a row, the lowest of all rows first: the upper ones of small numbers all are zero. */
  words(values: Uint32Array | Int32Array): this {
    const rows = this.#rows
    const planes = new Uint8Array(rows * 4)
    for (let row = 0; row < rows; row += 1) {
      const value = values[row]!
      planes[row] = value
      planes[rows + row] = value >>> 8
      planes[2 * rows + row] = value >>> 16
      planes[3 * rows + row] = value >>> 24
    }
    this.#parts.push(planes)
    return this
  }

  /** Float32, bit for bit. */
  floats(values: Float32Array): this {
    return this.words(new Uint32Array(values.buffer, values.byteOffset, this.#rows))
  }

  texts(values: readonly string[]): this {
    const text = Buffer.from(JSON.stringify(values))
    const length = new Uint8Array(4)
    new DataView(length.buffer).setUint32(0, text.length, true)
    this.#parts.push(length, text)
    return this
  }

  finish(): Uint8Array<ArrayBuffer> {
    const body = Buffer.concat(this.#parts)
    const packed = zstdCompressSync(body, { ...OPTIONS, pledgedSrcSize: body.length })
    const blob = new Uint8Array(HEADER_BYTES + packed.length)
    const view = new DataView(blob.buffer)
    blob[0] = FORMAT
    view.setUint32(4, this.#rows, true)
    view.setUint32(8, body.length, true)
    blob.set(packed, HEADER_BYTES)
    return blob
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

  words(): Uint32Array<ArrayBuffer> {
    const { rows } = this
    const planes = this.#take(rows * 4)
    const values = new Uint32Array(rows)
    for (let row = 0; row < rows; row += 1) {
      values[row] =
        planes[row]! | (planes[rows + row]! << 8) | (planes[2 * rows + row]! << 16) | (planes[3 * rows + row]! << 24)
    }
    return values
  }

  floats(): Float32Array<ArrayBuffer> {
    return new Float32Array(this.words().buffer)
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

function damaged(cause?: unknown): AnomalyError {
  return new AnomalyError(
    'store_failed',
    'The stored predictions of these flows cannot be read: they are damaged, or another version of AnomalyX wrote them. Import the capture again.',
    { cause },
  )
}
