import fc from 'fast-check'
import { expect, test } from 'vitest'

import { readFlows } from '../../sources/csv/read-flows.ts'
import { FEATURE_COUNT } from '../../flow/features.ts'
import { DEFAULT_BUNDLE_DIR } from '../../paths.ts'
import { repeatRows, simulatedCapture, writeCsv } from '../../testing/captures.ts'
import { useFolder } from '../../testing/folder.ts'
import { Classifier } from './classifier.ts'
import { inOrder, orderByLikeness } from './row-order.ts'

const folder = useFolder()

test('every row has its place, whatever its values', () => {
  const value = fc.oneof(fc.float(), fc.constantFrom(NaN, -1, 0, -0, Infinity))
  fc.assert(
    fc.property(fc.array(fc.array(value, { minLength: FEATURE_COUNT, maxLength: FEATURE_COUNT })), (rows) => {
      const features = Float32Array.from(rows.flat())
      const order = orderByLikeness(features, rows.length)
      expect([...order].sort((one, other) => one - other)).toEqual([...rows.keys()])
      const put = inOrder(features, order, new Float32Array(features.length))
      for (const [place, row] of order.entries()) {
        expect([...put.subarray(place * FEATURE_COUNT, (place + 1) * FEATURE_COUNT)]).toEqual([
          ...features.subarray(row * FEATURE_COUNT, (row + 1) * FEATURE_COUNT),
        ])
      }
    }),
    { numRuns: 50 },
  )
})

test('a flow gets the same answer among many as among few', async () => {
  const path = await writeCsv(folder.at('many.csv'), repeatRows(simulatedCapture('corrected', 900), 900))
  const classifier = await Classifier.load(DEFAULT_BUNDLE_DIR)
  for await (const { batch } of readFlows(path)) {
    const all = await classifier.classify(batch.features, batch.rows)
    for (let first = 0; first < batch.rows; first += 100) {
      const rows = Math.min(100, batch.rows - first)
      const few = await classifier.classify(
        batch.features.slice(first * FEATURE_COUNT, (first + rows) * FEATURE_COUNT),
        rows,
      )
      expect(few.threat_types).toEqual(all.threat_types.slice(first, first + rows))
      expect(few.confidences).toEqual(all.confidences.slice(first, first + rows))
    }
  }
})
