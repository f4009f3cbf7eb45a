import { expect, test } from 'vitest'

import { failureOf } from '../testing/failure.ts'
import { FEATURE_GROUPS } from '../flow/feature-groups.ts'
import { FEATURE_COUNT, FEATURE_NAMES } from '../flow/features.ts'
import { CLASS_COUNT } from './boost-rows.ts'
import type { TrainingSet } from './dataset.ts'
import type { CrossValidation } from './fit.ts'
import { measureLacks } from './measure-lacks.ts'
import type { Tree } from './tree.ts'

const ROWS = 40
const WINDOW = FEATURE_NAMES.indexOf('Init_Win_bytes_forward')

/** Flows with a window of 100 are attacks of class 1, the others benign. */
const set: TrainingSet = {
  rows: ROWS,
  features: Float32Array.from({ length: ROWS * FEATURE_COUNT }, (_, at) =>
    at % FEATURE_COUNT === WINDOW && Math.floor(at / FEATURE_COUNT) % 2 === 1 ? 100 : 1,
  ),
  labels: Uint8Array.from({ length: ROWS }, (_, row) => row % 2),
  file_of_row: new Uint16Array(ROWS),
  five_tuples: new Int32Array(ROWS).fill(-1),
  timestamps_us: new Float64Array(ROWS).fill(NaN),
  files: [
    {
      ...{ name: 'flows.csv', sha256: '', instrument: 'original', rows: ROWS, rejected: 0, unlabelled: 0 },
      rows_per_class: [],
    },
  ],
}

/** Tells the two apart by the window; a missing one is benign. */
const tree: Tree = {
  feature: Int32Array.of(WINDOW, -1, -1),
  threshold: Float32Array.of(50, 0, 0),
  missing_left: Uint8Array.of(1, 0, 0),
  left: Int32Array.of(1, -1, -1),
  right: Int32Array.of(2, -1, -1),
  value: Float32Array.from({ length: 3 * CLASS_COUNT }, (_, at) =>
    at === CLASS_COUNT || at === 2 * CLASS_COUNT + 1 ? 5 : 0,
  ),
  cover: Float32Array.of(ROWS, ROWS / 2, ROWS / 2),
}

const ensemble = { feature_count: FEATURE_COUNT, base: new Float32Array(CLASS_COUNT), trees: [tree] }
const judge = {
  calibration: { scale: new Float32Array(CLASS_COUNT).fill(1), bias: new Float32Array(CLASS_COUNT) },
  tails: null,
}
const cross_validation: CrossValidation = {
  folds: Uint8Array.from({ length: ROWS }, (_, row) => (row < ROWS / 2 ? 0 : 1)),
  ensembles: [ensemble, ensemble],
  judges: [judge, judge],
}

test('features that a tree asks for cost what they tell, the others nothing', async () => {
  const before = set.features.slice()
  const shares: number[] = []
  const without = await measureLacks(set, cross_validation, { on_share: (share) => shares.push(share) })
  expect(without.map(({ features }) => features)).toEqual(FEATURE_GROUPS)
  for (const { features, metrics } of without) {
    const is_needed = features.includes('Init_Win_bytes_forward')
    expect(metrics).toEqual([
      {
        ...{ data: 'flows.csv', rows: ROWS, fpr: 0, unknown_rate_benign: 0, unknown_rate_threats: 0 },
        ...{ macro_f1: is_needed ? 0.333333 : 1, fnr: is_needed ? 1 : 0 },
      },
    ])
  }
  expect(set.features).toEqual(before)
  expect(shares.at(-1)).toBe(1)
})

test('ends when it is cancelled', async () => {
  const signal = AbortSignal.abort()
  const measuring = measureLacks(set, cross_validation, { signal, on_share: () => undefined })
  expect((await failureOf(measuring)).code).toBe('cancelled')
})
