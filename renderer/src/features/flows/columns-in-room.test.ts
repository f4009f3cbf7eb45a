import fc from 'fast-check'
import { expect, it } from 'vitest'

import { COLUMN_WIDTHS, columnsInRoom, type FlowColumn } from './columns-in-room.ts'

const shownIn = (width: number, inOneCapture = false) =>
  Object.entries(columnsInRoom(width, inOneCapture)).flatMap(([field, isShown]) =>
    isShown ? [field as FlowColumn] : [],
  )

it('shows every column where there is room, and what matters most where there is little', () => {
  expect(shownIn(1400)).toHaveLength(9)
  expect(shownIn(530)).toEqual(['timestamp', 'threat_type', 'confidence'])
  expect(shownIn(1400, true)).not.toContain('capture_id')
})

it('never needs more room than there is', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2000 }), fc.boolean(), (width, inOneCapture) => {
      const needed = shownIn(width, inOneCapture).reduce((sum, field) => sum + COLUMN_WIDTHS[field], 0)
      expect(needed).toBeLessThanOrEqual(width)
    }),
  )
})
