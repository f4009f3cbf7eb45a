import { describe, expect, test } from 'vitest'

import { FEATURE_COUNT } from '../../flow/features.ts'
import { THREAT_TYPES, threatTypeIndex } from '../../flow/threat-types.ts'
import { prepareSet } from '../boost-rows.ts'
import type { TrainingSet } from '../dataset.ts'
import { DEFAULT_PARAMETERS, type TrainingParameters } from '../parameters.ts'
import { Random } from '../random.ts'
import { conversationsOf, withoutCopies } from './splits.ts'
import { temporal } from './temporal.ts'
import { meanDetected, unseenReport, unseenRuns } from './unseen-attacks.ts'

const QUICK: TrainingParameters = {
  ...DEFAULT_PARAMETERS,
  boost: { ...DEFAULT_PARAMETERS.boost, rounds: 20, learning_rate: 0.3, max_leaves: 8, tree_feature_fraction: 1 },
}
const OPTIONS = { seed: 1, threads: 2, on_share: () => undefined }
const DAY_US = 24 * 3600 * 1e6

const DDOS = threatTypeIndex('DDoS')
const BOT = threatTypeIndex('Bot')

/** Benign flows around 0, DDoS far off on one feature, Bot far off on two; Bot comes on the second day only. */
function madeUpSet(): TrainingSet {
  const random = new Random(8)
  const labels = new Uint8Array(new SharedArrayBuffer(3000))
  const features = new Float32Array(labels.length * FEATURE_COUNT)
  const timestamps_us = new Float64Array(labels.length)
  labels.forEach((_, row) => {
    const label = row < 1800 ? 0 : row < 2400 ? DDOS : BOT
    labels[row] = label
    const at = row * FEATURE_COUNT
    for (let feature = 0; feature < 4; feature++) features[at + feature] = random.fraction()
    if (label !== 0) features[at] = 5 + random.fraction()
    if (label === BOT) features[at + 1] = 5 + random.fraction()
    timestamps_us[row] = DAY_US * (label === BOT || row % 3 === 0 ? 18_001 : 18_000)
  })
  const rows_per_class = THREAT_TYPES.map((_, label) => labels.filter((each) => each === label).length)
  const rows = labels.length
  return {
    rows,
    features,
    labels,
    file_of_row: new Uint16Array(rows),
    five_tuples: Int32Array.from(labels.keys()),
    timestamps_us,
    files: [
      {
        name: 'made-up.csv',
        sha256: '0'.repeat(64),
        instrument: 'corrected',
        rows,
        rejected: 0,
        unlabelled: 0,
        rows_per_class,
      },
    ],
  }
}

describe('an attack that is left out', () => {
  const set = madeUpSet()
  const prepared = prepareSet(set, QUICK)
  const conversations = conversationsOf(set)

  test('is counted as named, Unknown or neither, and benign flows keep the budget', async () => {
    const runs = [await unseenRuns(prepared, conversations, QUICK, OPTIONS)]
    const attacks = unseenReport(runs)
    expect(attacks.map(({ threat_type, flows }) => [threat_type, flows])).toEqual([
      ['Bot', 600],
      ['DDoS', 600],
    ])
    for (const { named, unknown, detected, benign_unknown } of attacks) {
      expect(detected.mean).toBeCloseTo(named.mean + unknown.mean, 5)
      expect(benign_unknown.mean).toBeLessThan(0.05)
    }
    expect(attacks[0]!.named.mean).toBeGreaterThan(0.9)
    expect(meanDetected(runs)?.mean).toBeCloseTo((attacks[0]!.detected.mean + attacks[1]!.detected.mean) / 2, 5)
    expect(meanDetected([[]])).toBeNull()
  })

  test('by its day is told apart from those seen before', async () => {
    const report = await temporal(prepared, conversations, QUICK, OPTIONS)
    expect(report).toMatchObject({ trained_until: '2019-04-14', tested_on: '2019-04-15' })
    expect(report!.per_class.map(({ threat_type, is_seen }) => [threat_type, is_seen])).toEqual([
      ['Benign', true],
      ['Bot', false],
      ['DDoS', true],
    ])
    expect(report!.trained_rows + report!.tested_rows).toBe(set.rows)
    expect(report!.per_class[2]!.right).toBeGreaterThan(0.95)
    expect(report!.per_class[1]!.right).toBe(0)
  })

  test('without times has no last day', async () => {
    const timeless = { ...prepared, set: { ...set, timestamps_us: new Float64Array(set.rows).fill(NaN) } }
    expect(await temporal(timeless, conversations, QUICK, OPTIONS)).toBeNull()
  })
})

describe('splits', () => {
  const set = madeUpSet()

  test('keep one of equal flows with equal labels', () => {
    const features = set.features.slice()
    features.copyWithin(FEATURE_COUNT, 0, FEATURE_COUNT)
    features.copyWithin(1800 * FEATURE_COUNT, 0, FEATURE_COUNT)
    const { set: unique, copies } = withoutCopies({ ...set, features })
    expect(copies).toEqual([1])
    expect(unique.rows).toBe(set.rows - 1)
    expect(unique.labels[1799]).toBe(DDOS)
  })

  test('tie flows of one five-tuple together, and equal flows where none is known', () => {
    const five_tuples = Int32Array.from(set.five_tuples)
    five_tuples.set([7, -1, 7, -1, -1])
    const features = set.features.slice()
    features.copyWithin(4 * FEATURE_COUNT, FEATURE_COUNT, 2 * FEATURE_COUNT)
    const conversations = conversationsOf({ ...set, features, five_tuples })
    expect(Array.from(conversations.subarray(0, 5))).toEqual([0, 1, 0, 3, 1])
  })
})
