import { promisify } from 'node:util'
import { zstdCompress, zstdCompressSync, zstdDecompress, zstdDecompressSync } from 'node:zlib'

import { AnomalyError } from '../../contract/errors.ts'
import { encodeColumnRanges } from './feature-ranges.ts'
import { FEATURE_COUNT } from './features.ts'
import { firstBlock, ZSTD_PARAMS } from './zstd.ts'

const compress = promisify(zstdCompress)
const decompress = promisify(zstdDecompress)

const FORMAT = 1
/** Format, columns, two spare bytes, rows; then for each feature the number of the column that holds it. */
const HEADER_BYTES = 8
const DIRECTORY_END = HEADER_BYTES + FEATURE_COUNT

/** The result in few pieces, since each is a way to another thread and back; but new memory that stays empty costs too. */
const OPTIONS = { params: ZSTD_PARAMS, chunkSize: 1 << 17 }

/** So few are compressed in less time than the way to another thread takes. */
const FEW_ROWS = 128

/** Features of flows as the store keeps them. */
export interface PackedFeatures {
  readonly feature_chunk: Uint8Array<ArrayBuffer>
  /** As {@link encodeColumnRanges} gives them. */
  readonly feature_ranges: Uint8Array<ArrayBuffer>
}

/**
 * Features of flows as the store keeps them, bit for bit, and their ranges. Values lie column by column, which is what makes
 * them small; a feature that equals one before it (many are copies or sums of one term) is kept once.
 * @param features shape [rows, FEATURE_COUNT], row by row; they are read before the promise is there
 */
export async function packFeatures(features: Float32Array, rows: number): Promise<PackedFeatures> {
  const memory = takeMemory(rows * FEATURE_COUNT)
  const { columns, directory } = inColumns(features, rows, memory)
  const feature_ranges = encodeColumnRanges(new Float32Array(memory.buffer), rows, directory)
  const options = { ...OPTIONS, pledgedSrcSize: columns.length }
  const body = rows <= FEW_ROWS ? zstdCompressSync(columns, options) : await compress(columns, options)
  spare_memory.push(memory)
  const chunk = new Uint8Array(DIRECTORY_END + body.length)
  new DataView(chunk.buffer).setUint32(4, rows, true)
  chunk[0] = FORMAT
  chunk[1] = columns.length / (4 * rows)
  chunk.set(directory, HEADER_BYTES)
  chunk.set(body, DIRECTORY_END)
  return { feature_chunk: chunk, feature_ranges }
}

/** New memory of this size costs more than filling it: the system hands it out page by page. */
const spare_memory: Int32Array<ArrayBuffer>[] = []

function takeMemory(length: number): Int32Array<ArrayBuffer> {
  const spare = spare_memory.pop()
  return spare !== undefined && spare.length >= length ? spare : new Int32Array(length)
}

/** Rows whose features are put into columns together: they stay in the fastest cache meanwhile. */
const BLOCK_ROWS = 128

function inColumns(
  features: Float32Array,
  rows: number,
  columns: Int32Array<ArrayBuffer>,
): { columns: Uint8Array; directory: Uint8Array } {
  const bits = new Int32Array(features.buffer, features.byteOffset, rows * FEATURE_COUNT)
  const hashes = new Int32Array(FEATURE_COUNT)
  for (let first = 0; first < rows; first += BLOCK_ROWS) {
    const end = Math.min(rows, first + BLOCK_ROWS)
    for (let feature = 0; feature < FEATURE_COUNT; feature++) {
      let hash = hashes[feature]!
      let to = feature * rows + first
      for (let at = first * FEATURE_COUNT + feature; at < end * FEATURE_COUNT; at += FEATURE_COUNT) {
        const value = bits[at]!
        columns[to++] = value
        hash = (Math.imul(hash, 31) + value) | 0
      }
      hashes[feature] = hash
    }
  }
  return withoutRepeats(columns, rows, hashes)
}

/** Moves the columns that equal none before them together. */
function withoutRepeats(columns: Int32Array<ArrayBuffer>, rows: number, hashes: Int32Array) {
  const directory = new Uint8Array(FEATURE_COUNT)
  const kept: number[] = []
  for (let feature = 0; feature < FEATURE_COUNT; feature++) {
    const hash = hashes[feature]!
    const twin = kept.findIndex((each, column) => each === hash && isSameColumn(columns, rows, column, feature))
    directory[feature] = twin < 0 ? kept.length : twin
    if (twin >= 0) continue
    if (kept.length < feature) columns.copyWithin(kept.length * rows, feature * rows, (feature + 1) * rows)
    kept.push(hash)
  }
  return { columns: new Uint8Array(columns.buffer, 0, kept.length * rows * 4), directory }
}

function isSameColumn(columns: Int32Array, rows: number, one: number, other: number): boolean {
  for (let row = 0; row < rows; row++) if (columns[one * rows + row] !== columns[other * rows + row]) return false
  return true
}

/**
 * The features of every flow of a chunk, or of some of them in the order given.
 * @param rows numbers of flows in the chunk, from 0
 * @returns shape [rows, FEATURE_COUNT], row by row
 * @throws AnomalyError `store_failed` when the bytes are no chunk of this version
 */
export async function decodeFeatures(
  chunk: Uint8Array,
  rows?: readonly number[],
): Promise<{ features: Float32Array<ArrayBuffer>; rows: number }> {
  const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength)
  if (chunk.length < DIRECTORY_END || chunk[0] !== FORMAT) throw damaged()
  const stored_rows = view.getUint32(4, true)
  const body = await decompress(chunk.subarray(DIRECTORY_END)).catch((cause: unknown) => {
    throw damaged(cause)
  })
  if (body.length !== chunk[1]! * stored_rows * 4) throw damaged()
  // A copy begins where whole numbers of four bytes may begin.
  const columns = new Uint32Array(new Uint8Array(body).buffer)
  const wanted = rows ?? Array.from({ length: stored_rows }, (_, row) => row)
  const bits = new Uint32Array(wanted.length * FEATURE_COUNT)
  for (let feature = 0; feature < FEATURE_COUNT; feature++) {
    const begin = chunk[HEADER_BYTES + feature]! * stored_rows
    wanted.forEach((row, at) => {
      if (row >= stored_rows) throw new RangeError(`the chunk has ${String(stored_rows)} flows, not ${String(row + 1)}`)
      bits[at * FEATURE_COUNT + feature] = columns[begin + row]!
    })
  }
  return { features: new Float32Array(bits.buffer), rows: wanted.length }
}

/**
 * Reads some features of every flow of a chunk. Those that lie at its beginning, such as durations, packets and bytes, are
 * unpacked alone: that takes a tenth of the time, and does not see damage further on.
 * @returns the values of a feature by its index, one for each flow
 * @throws AnomalyError `store_failed` when the bytes are no chunk of this version
 */
export function featureColumns(chunk: Uint8Array): (feature: number) => Float32Array<ArrayBuffer> {
  const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength)
  if (chunk.length < DIRECTORY_END || chunk[0] !== FORMAT) throw damaged()
  const rows = view.getUint32(4, true)
  const length = chunk[1]! * rows * 4
  const packed = chunk.subarray(DIRECTORY_END)
  let body: Uint8Array = new Uint8Array(0)
  const unpack = (end: number) => {
    if (body.length >= end) return
    try {
      if (body.length === 0) body = firstBlock(packed)
      if (body.length < end) body = zstdDecompressSync(packed, { chunkSize: Math.max(64, length) })
    } catch (cause) {
      throw damaged(cause)
    }
    if (body.length > length || body.length < end) throw damaged()
  }
  return (feature) => {
    const begin = chunk[HEADER_BYTES + feature]! * rows * 4
    const end = begin + rows * 4
    if (end > length) throw damaged()
    unpack(end)
    return new Float32Array(new Uint8Array(body.subarray(begin, end)).buffer)
  }
}

function damaged(cause?: unknown): AnomalyError {
  return new AnomalyError(
    'store_failed',
    'The stored features of these flows cannot be read: they are damaged, or another version of AnomalyX wrote them. Import the capture again.',
    { cause },
  )
}
