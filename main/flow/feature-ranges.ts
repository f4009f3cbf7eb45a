import { FEATURE_COUNT } from './features.ts'

/** Rows that are gone through together: they stay in the fastest cache meanwhile. */
const BLOCK_ROWS = 128

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
 * @param features shape [rows, FEATURE_COUNT], row by row
 */
export function encodeFeatureRanges(features: Float32Array, rows: number): Uint8Array<ArrayBuffer> {
  const encoded = new Uint8Array(FEATURE_COUNT * 9)
  const minima = new Float32Array(encoded.buffer, 0, FEATURE_COUNT).fill(Infinity)
  const maxima = new Float32Array(encoded.buffer, FEATURE_COUNT * 4, FEATURE_COUNT).fill(-Infinity)
  const missing = encoded.subarray(FEATURE_COUNT * 8)
  for (let first = 0; first < rows; first += BLOCK_ROWS) {
    const end = Math.min(rows, first + BLOCK_ROWS) * FEATURE_COUNT
    for (let feature = 0; feature < FEATURE_COUNT; feature += 1) {
      let min = minima[feature]!
      let max = maxima[feature]!
      for (let at = first * FEATURE_COUNT + feature; at < end; at += FEATURE_COUNT) {
        const value = features[at]!
        if (value < min) min = value
        if (value > max) max = value
        // Not a number is the only value that differs from itself.
        if (value !== value) missing[feature] = 1
      }
      minima[feature] = min
      maxima[feature] = max
    }
  }
  return encoded
}

/** @param encoded of {@link encodeFeatureRanges}; undefined for bytes that are none */
export function decodeFeatureRanges(encoded: Uint8Array): ((feature: number) => FeatureRange) | undefined {
  if (encoded.length !== FEATURE_COUNT * 9) return undefined
  const view = new DataView(encoded.buffer, encoded.byteOffset, encoded.length)
  return (feature) => ({
    min: view.getFloat32(feature * 4, true),
    max: view.getFloat32((FEATURE_COUNT + feature) * 4, true),
    has_missing: encoded[FEATURE_COUNT * 8 + feature] === 1,
  })
}
