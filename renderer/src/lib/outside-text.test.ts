import { expect, test } from 'vitest'

import { formatTime } from './time.ts'
import { outsideText } from './outside-text.ts'

test('flows that are not on the axis are counted, and told with their time', () => {
  const at = Date.UTC(1970, 0, 10)
  const shown = formatTime(at, 'utc', 'minute')
  expect(outsideText({ flows: 1, first: at, last: at }, 'utc')).toBe(
    `1 flow far from the others in time (at ${shown}) is not shown here.`,
  )
  const later = formatTime(at + 86_400_000, 'utc', 'minute')
  expect(outsideText({ flows: 2, first: at, last: at + 86_400_000 }, 'utc')).toBe(
    `2 flows far from the others in time (between ${shown} and ${later}) are not shown here.`,
  )
})
