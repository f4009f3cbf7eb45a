import { expect, test } from 'vitest'

import { formatRowSum } from './row-sum.ts'

test('the sum names conversations where there are some', () => {
  const counts = { rows_read: 1200, classified: 1190, conversations: 0, rejected: 10 }
  expect(formatRowSum(counts)).toBe('1,200 rows read = 1,190 classified + 10 rejected')
  expect(formatRowSum({ ...counts, classified: 0, conversations: 1190 })).toBe(
    '1,200 rows read = 0 classified + 1,190 conversations only + 10 rejected',
  )
})
