import { expect, it } from 'vitest'

import { FEATURE_NAMES } from '../../../../contract/feature-names.ts'
import { FEATURE_GROUPS, FEATURE_WIDTHS, featureTitle, formatFeature, unitOf } from './feature-columns.ts'

const groupOf = (name: string) => FEATURE_GROUPS.find(({ features }) => features.some((each) => each === name))?.title

it('puts every feature into one group, and none of the groups is empty', () => {
  expect(FEATURE_GROUPS.flatMap(({ features }) => features).sort()).toEqual([...FEATURE_NAMES].sort())
  expect(FEATURE_GROUPS.map(({ features }) => features.length)).toEqual([1, 14, 16, 14, 12, 5, 6, 8])
})

it.each([
  ['Flow Duration', 'Time', 'µs'],
  ['Total Fwd Packets', 'Packets and bytes', 'packets'],
  ['Total Length of Bwd Packets', 'Packets and bytes', 'bytes'],
  ['Flow Bytes/s', 'Packets and bytes', 'bytes/s'],
  ['Bwd Packets/s', 'Packets and bytes', 'packets/s'],
  ['Down/Up Ratio', 'Packets and bytes', null],
  ['act_data_pkt_fwd', 'Packets and bytes', 'packets'],
  ['Subflow Bwd Bytes', 'Packets and bytes', 'bytes'],
  ['Fwd Packet Length Std', 'Sizes of packets', 'bytes'],
  ['Packet Length Variance', 'Sizes of packets', 'bytes²'],
  ['Min Packet Length', 'Sizes of packets', 'bytes'],
  ['Average Packet Size', 'Sizes of packets', 'bytes'],
  ['Bwd IAT Total', 'Times between packets', 'µs'],
  ['Fwd PSH Flags', 'Flags', null],
  ['CWE Flag Count', 'Flags', null],
  ['Fwd Header Length', 'Headers and windows', 'bytes'],
  ['Init_Win_bytes_backward', 'Headers and windows', 'bytes'],
  ['min_seg_size_forward', 'Headers and windows', 'bytes'],
  ['Fwd Avg Bytes/Bulk', 'Bulk transfers', 'bytes'],
  ['Fwd Avg Packets/Bulk', 'Bulk transfers', 'packets'],
  ['Bwd Avg Bulk Rate', 'Bulk transfers', 'bytes/s'],
  ['Idle Std', 'Active and idle times', 'µs'],
] as const)('knows what %s is, and its unit', (name, group, unit) => {
  expect(groupOf(name)).toBe(group)
  expect(unitOf(name)).toBe(unit)
  expect(FEATURE_WIDTHS.get(name)).toBeGreaterThanOrEqual(featureTitle(name).length * 6)
})

it('writes values in full', () => {
  expect([1_234_567, 0.25, 1234.5678, 0, null, undefined].map(formatFeature)).toEqual([
    ...['1,234,567', '0.25', '1,234.568', '0', '—', '—'],
  ])
  expect(formatFeature(0.000_012_3)).toBe('1.23e-5')
})
