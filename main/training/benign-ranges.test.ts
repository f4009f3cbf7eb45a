import { expect, test } from 'vitest'

import { FEATURE_COUNT } from '../flow/features.ts'
import { threatTypeIndex } from '../flow/threat-types.ts'
import { benignRanges } from './benign-ranges.ts'
import type { TrainingFile, TrainingSet } from './dataset.ts'

const fileOf = (instrument: TrainingFile['instrument']): TrainingFile => ({
  name: 'flows.csv',
  sha256: 'a'.repeat(64),
  instrument,
  rows: 0,
  rejected: 0,
  unlabelled: 0,
  rows_per_class: [],
})

/** The first feature counts 1 to 100 in one file and 101 to 200 in the other; the second one is never known. */
const set: TrainingSet = {
  rows: 201,
  features: Float32Array.from({ length: 201 * FEATURE_COUNT }, (_, at) => {
    const feature = at % FEATURE_COUNT
    return feature === 1 ? NaN : feature === 0 ? Math.floor(at / FEATURE_COUNT) + 1 : 0.1
  }),
  labels: new Uint8Array(201).fill(threatTypeIndex('DDoS'), 200),
  file_of_row: Uint16Array.from({ length: 201 }, (_, row) => (row < 100 ? 0 : 1)),
  five_tuples: new Int32Array(201),
  timestamps_us: new Float64Array(201),
  files: [fileOf('original'), fileOf('corrected')],
}

test('benign ranges are those of benign flows alone, for each flow meter and for all', () => {
  const ranges = benignRanges(set)
  expect(ranges.map(({ instrument, flows }) => [instrument, flows])).toEqual([
    ['corrected', 100],
    ['original', 100],
    [null, 200],
  ])
  expect(ranges.map(({ p5, p50, p95 }) => [p5[0], p50[0], p95[0]])).toEqual([
    [105, 150, 195],
    [5, 50, 95],
    [10, 100, 190],
  ])
  expect(ranges[0]?.p50.slice(1, 3)).toEqual([null, 0.1])
})
