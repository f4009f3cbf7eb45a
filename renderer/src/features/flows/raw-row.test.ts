import fc from 'fast-check'
import { expect, test } from 'vitest'

import type { Flow } from '../../../../contract/flows.ts'
import { float32Text, rawRow } from './raw-row.ts'

test('numbers are short, and still the ones that are stored', () => {
  expect([0.1, 1e9, 8503690, -1, 1 / 3].map((value) => float32Text(Math.fround(value)))).toEqual([
    ...['0.1', '1000000000', '8503690', '-1', '0.33333334'],
  ])
  fc.assert(
    fc.property(fc.float({ noNaN: true }), (value) => {
      expect(Math.fround(Number(float32Text(value))) === value).toBe(true)
    }),
  )
})

test('a row has a line for each field and feature, and no other', () => {
  const flow = { id: '3-7', label: 'a\nb\x1b', source_ip: null, line_number: 9 } as Flow
  const features = [
    { feature: 'Flow Duration', value: 12, benign_range: null },
    { feature: 'Flow Bytes/s', value: null, benign_range: null },
  ]
  expect(rawRow(flow, features)).toBe(
    'id=3-7\nlabel=a\\x0ab\\x1b\nsource_ip=\nline_number=9\nFlow Duration=12\nFlow Bytes/s=\n',
  )
})
