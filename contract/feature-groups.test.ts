import { describe, expect, test } from 'vitest'

import { MEANING_GROUPS, unitOfFeature } from './feature-groups.ts'
import { FEATURE_NAMES } from './feature-names.ts'
import { FIELDS } from './query/fields.ts'

describe('groups of features', () => {
  test('have every feature exactly once', () => {
    expect(MEANING_GROUPS.flatMap(({ features }) => features).sort()).toEqual([...FEATURE_NAMES].sort())
  })

  test('have titles that tell them apart', () => {
    expect(new Set(MEANING_GROUPS.map(({ title }) => title)).size).toBe(MEANING_GROUPS.length)
  })
})

describe('units of features', () => {
  test('are times where a query takes them as durations, and nowhere else', () => {
    for (const [index, name] of FEATURE_NAMES.entries()) {
      const field = FIELDS.findLast(({ features }) => features.length === 1 && features[0] === index)
      expect([name, unitOfFeature(name) === 'us']).toEqual([name, field?.kind === 'duration'])
    }
  })

  test.each([
    ['Flow Bytes/s', 'bytes_s'],
    ['Fwd Avg Bulk Rate', 'bytes_s'],
    ['Bwd Packets/s', 'packets_s'],
    ['Total Backward Packets', 'packets'],
    ['act_data_pkt_fwd', 'packets'],
    ['Fwd Avg Packets/Bulk', 'packets'],
    ['Fwd Avg Bytes/Bulk', 'bytes'],
    ['Subflow Bwd Bytes', 'bytes'],
    ['Init_Win_bytes_forward', 'bytes'],
    ['min_seg_size_forward', 'bytes'],
    ['Avg Bwd Segment Size', 'bytes'],
    ['Packet Length Variance', 'bytes2'],
    ['Fwd PSH Flags', 'count'],
    ['SYN Flag Count', 'count'],
    ['Down/Up Ratio', 'ratio'],
  ])('%s is told in %s', (name, unit) => expect(unitOfFeature(name)).toBe(unit))
})
