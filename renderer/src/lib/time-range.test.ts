import { expect, test } from 'vitest'

import {
  addressInRange,
  formatRange,
  queryOfRange,
  rangeAt,
  rangeBetween,
  rangeInQuery,
  readRange,
  withoutRange,
  writeRange,
} from './time-range.ts'

const RANGE = rangeBetween(Date.UTC(2024, 4, 6, 9, 5), Date.UTC(2024, 4, 6, 9, 10, 30))

test('a range stands in an address and is read from it', () => {
  const search = writeRange(new URLSearchParams('capture=3'), RANGE)
  expect(search.toString()).toBe('capture=3&after=2024-05-06T09%3A05Z&before=2024-05-06T09%3A10%3A30Z')
  expect(readRange(search)).toEqual(RANGE)
  expect(writeRange(search, null).toString()).toBe('capture=3')
})

test.each([
  'after=soon&before=later',
  'after=2024-05-06',
  'after=2024-05-06&before=2024-05-05',
  'after=2024-05-06T00:00:01&before=2025-01',
])('an address with %s has no range', (search) => expect(readRange(new URLSearchParams(search))).toBeNull())

test('a range goes into a query and out of it', () => {
  const q = `type:DDoS ${queryOfRange(RANGE)}`
  expect(rangeInQuery(q, 'flows')).toEqual(RANGE)
  expect(withoutRange(q, 'flows')).toBe('type:DDoS')
  expect(withoutRange(queryOfRange(RANGE), 'alerts')).toBe('')
})

test.each(['after:2024-05-06', 'type:DDoS or after:2024 before:2025', '-(after:2024-01 before:2025-01)', 'nonsense:'])(
  'a query %s narrows to no range',
  (q) => expect(rangeInQuery(q, 'flows')).toBeNull(),
)

test('a range goes along from place to place', () => {
  for (const place of ['/', '/flows', '/alerts']) {
    const [pathname = '', search = ''] = addressInRange(place, RANGE).split('?')
    expect(rangeAt(pathname, search)).toEqual(RANGE)
  }
  expect(addressInRange('/models', RANGE)).toBe('/models')
  expect(rangeAt('/captures', '?after=2024-05&before=2024-06')).toBeNull()
})

test('a range says its zone', () => {
  expect(formatRange(RANGE, 'utc')).toBe('2024-05-06 09:05:00 – 09:10:30 UTC')
})
