import { FEATURE_COUNT } from './features.ts'

/** The values of a feature within some flows. */
export interface FeatureRange {
  readonly min: number
  readonly max: number
  /** Whether some of the flows lack it. */
  readonly has_missing: boolean
}

/**
 * The range of each feature: a float32 of all minima, then of all maxima, then a byte each that says whether it is missing
 * somewhere. Where no flow has it, the minimum is infinite.
 * @param columns values of a feature for every flow, one after the other
 * @param directory the column of each feature
 */
export function encodeColumnRanges(
  columns: Float32Array,
  rows: number,
  directory: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const encoded = new Uint8Array(FEATURE_COUNT * 9)
  const minima = new Float32Array(encoded.buffer, 0, FEATURE_COUNT)
  const maxima = new Float32Array(encoded.buffer, FEATURE_COUNT * 4, FEATURE_COUNT)
  const missing = encoded.subarray(FEATURE_COUNT * 8)
  for (let feature = 0; feature < FEATURE_COUNT; feature += 1) {
    const column = directory[feature]!
    const twin = directory.indexOf(column)
    if (twin < feature) {
      minima[feature] = minima[twin]!
      maxima[feature] = maxima[twin]!
      missing[feature] = missing[twin]!
      continue
    }
    let min = Infinity
    let max = -Infinity
    let is_missing = 0
    for (let at = column * rows, end = at + rows; at < end; at += 1) {
      const value = columns[at]!
      if (value < min) min = value
      if (value > max) max = value
      // Not a number is the only value that differs from itself.
      if (value !== value) is_missing = 1
    }
    minima[feature] = min
    maxima[feature] = max
    missing[feature] = is_missing
  }
  return encoded
}

/** @param encoded of {@link encodeColumnRanges}; undefined for bytes that are none */
export function decodeFeatureRanges(encoded: Uint8Array): ((feature: number) => FeatureRange) | undefined {
  if (encoded.length !== FEATURE_COUNT * 9) return undefined
  const view = new DataView(encoded.buffer, encoded.byteOffset, encoded.length)
  return (feature) => ({
    min: view.getFloat32(feature * 4, true),
    max: view.getFloat32((FEATURE_COUNT + feature) * 4, true),
    has_missing: encoded[FEATURE_COUNT * 8 + feature] === 1,
  })
}
