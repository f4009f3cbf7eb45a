import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { FEATURE_COUNT } from './features.ts'
import { failureOf } from '../testing/failure.ts'
import { decodeFeatures, packFeatures } from './feature-chunk.ts'
import { decodeFeatureRanges } from './feature-ranges.ts'

const tableOf = (length: number) =>
  fc.array(fc.oneof(fc.constantFrom(0, -0, 1, NaN), fc.float()), { minLength: length, maxLength: length })

/** Up to 20 flows with some columns that repeat others. */
const flows = fc.integer({ min: 0, max: 20 }).chain((rows) =>
  fc.record({
    rows: fc.constant(rows),
    values: tableOf(rows * FEATURE_COUNT),
    copy_of: fc.array(fc.nat(FEATURE_COUNT - 1), { minLength: FEATURE_COUNT, maxLength: FEATURE_COUNT }),
  }),
)

function featuresOf({ rows, values, copy_of }: { rows: number; values: number[]; copy_of: number[] }): Float32Array {
  return Float32Array.from({ length: rows * FEATURE_COUNT }, (_, at) => {
    const feature = at % FEATURE_COUNT
    return values[at - feature + (copy_of[feature] ?? 0)] ?? 0
  })
}

const bitsOf = (features: Float32Array) => [...new Uint32Array(features.buffer, features.byteOffset, features.length)]

describe('stored features', () => {
  test('come back bit for bit, missing values and signs of zero with them', async () => {
    await fc.assert(
      fc.asyncProperty(flows, async (drawn) => {
        const features = featuresOf(drawn)
        const decoded = await decodeFeatures((await packFeatures(features, drawn.rows)).feature_chunk)
        expect(decoded.rows).toBe(drawn.rows)
        expect(bitsOf(decoded.features)).toEqual(bitsOf(features))
      }),
    )
  })

  test('of some flows are those of all flows, in the order asked for', async () => {
    await fc.assert(
      fc.asyncProperty(flows, fc.array(fc.nat(19)), async (drawn, numbers) => {
        const features = featuresOf(drawn)
        const wanted = numbers.filter((row) => row < drawn.rows)
        const decoded = await decodeFeatures((await packFeatures(features, drawn.rows)).feature_chunk, wanted)
        const rows = wanted.flatMap((row) => bitsOf(features.slice(row * FEATURE_COUNT, (row + 1) * FEATURE_COUNT)))
        expect(bitsOf(decoded.features)).toEqual(rows)
      }),
    )
  })

  test('have the range of each feature beside them', async () => {
    await fc.assert(
      fc.asyncProperty(flows, async (drawn) => {
        const features = featuresOf(drawn)
        const rangeOf = decodeFeatureRanges((await packFeatures(features, drawn.rows)).feature_ranges)
        for (let feature = 0; feature < FEATURE_COUNT; feature += 1) {
          const values = features.filter((_, at) => at % FEATURE_COUNT === feature)
          const known = values.filter((value) => !Number.isNaN(value)).sort()
          const range = rangeOf?.(feature)
          // Zero is one number, whatever its sign.
          expect(range?.min === (known[0] ?? Infinity)).toBe(true)
          expect(range?.max === (known.at(-1) ?? -Infinity)).toBe(true)
          expect(range?.has_missing).toBe(known.length < values.length)
        }
      }),
    )
  })

  test('take no room for columns that repeat', async () => {
    const random = Float32Array.from({ length: 1000 }, (_, row) => Math.sin(row * row))
    const features = Float32Array.from(
      { length: 1000 * FEATURE_COUNT },
      (_, at) => random[Math.floor(at / FEATURE_COUNT)] ?? 0,
    )
    const { feature_chunk: chunk } = await packFeatures(features, 1000)
    expect(chunk.length).toBeLessThan(1000 * 4 + 200)
  })

  test.each([
    ['cut short', (chunk: Uint8Array) => chunk.subarray(0, chunk.length - 5)],
    ['too short for a header', (chunk: Uint8Array) => chunk.subarray(0, 20)],
    ['of another format', (chunk: Uint8Array) => Uint8Array.from(chunk).fill(9, 0, 1)],
    ['with another number of flows', (chunk: Uint8Array) => Uint8Array.from(chunk).fill(9, 4, 5)],
  ])('are refused when they are %s', async (_, change) => {
    const { feature_chunk: chunk } = await packFeatures(new Float32Array(3 * FEATURE_COUNT), 3)
    expect((await failureOf(decodeFeatures(change(chunk)))).code).toBe('store_failed')
  })
})
