import { promisify } from 'node:util'
import { constants, zstdCompress, zstdDecompress } from 'node:zlib'

import { AnomalyError } from '../../contract/errors.ts'
import { FEATURE_COUNT } from '../flow/features.ts'

const compress = promisify(zstdCompress)
const decompress = promisify(zstdDecompress)

const FORMAT = 1
/** Format, columns, two spare bytes, rows; then for each feature the number of the column that holds it. */
const HEADER_BYTES = 8
const DIRECTORY_END = HEADER_BYTES + FEATURE_COUNT

const OPTIONS = { params: { [constants.ZSTD_c_compressionLevel]: 1, [constants.ZSTD_c_checksumFlag]: 1 } }

/**
 * Features of flows as the store keeps them, bit for bit. Values lie column by column, which is what makes them small;
 * a feature that equals one before it (many are copies or sums of one term) is kept once.
 * @param features shape [rows, FEATURE_COUNT], row by row
 */
export async function encodeFeatures(features: Float32Array, rows: number): Promise<Uint8Array<ArrayBuffer>> {
  const bits = new Uint32Array(features.buffer, features.byteOffset, rows * FEATURE_COUNT)
  const columns = new Uint32Array(rows * FEATURE_COUNT)
  const directory = new Uint8Array(FEATURE_COUNT)
  let column_count = 0
  for (let feature = 0; feature < FEATURE_COUNT; feature++) {
    const begin = column_count * rows
    for (let row = 0, at = feature; row < rows; row++, at += FEATURE_COUNT) columns[begin + row] = bits[at]!
    const column = sameColumn(columns, rows, column_count)
    directory[feature] = column
    if (column === column_count) column_count += 1
  }
  const body = await compress(new Uint8Array(columns.buffer, 0, column_count * rows * 4), OPTIONS)
  const chunk = new Uint8Array(DIRECTORY_END + body.length)
  new DataView(chunk.buffer).setUint32(4, rows, true)
  chunk[0] = FORMAT
  chunk[1] = column_count
  chunk.set(directory, HEADER_BYTES)
  chunk.set(body, DIRECTORY_END)
  return chunk
}

/** The first column that equals the last one. */
function sameColumn(columns: Uint32Array, rows: number, last: number): number {
  const begin = last * rows
  for (let column = 0; column < last; column++) {
    const other = column * rows
    let row = 0
    while (row < rows && columns[other + row] === columns[begin + row]) row++
    if (row === rows) return column
  }
  return last
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

function damaged(cause?: unknown): AnomalyError {
  return new AnomalyError(
    'store_failed',
    'The stored features of these flows cannot be read: they are damaged, or another version of AnomalyX wrote them. Import the capture again.',
    { cause },
  )
}
