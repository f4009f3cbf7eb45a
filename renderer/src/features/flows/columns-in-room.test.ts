import fc from 'fast-check'
import { expect, it } from 'vitest'

import { columnsInRoom, tracksOf } from './columns-in-room.ts'

const shownIn = (width: number, inOneCapture = false) => [...columnsInRoom(width, inOneCapture)]

it('shows every column where there is room, and what matters most where there is little', () => {
  expect(shownIn(1700)).toHaveLength(12)
  expect(shownIn(530)).toEqual(['timestamp', 'threat_type', 'confidence'])
  expect(shownIn(1700, true)).not.toContain('capture_id')
})

it('gives columns the width they need, and the rest of the room to those that can use it', () => {
  expect(tracksOf(['timestamp', 'threat_type'])).toBe('190px minmax(196px, 1fr)')
})

it('never needs more room than there is', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2000 }), fc.boolean(), (width, inOneCapture) => {
      const widths = tracksOf(shownIn(width, inOneCapture)).match(/\d+(?=px)/g) ?? []
      expect(widths.reduce((sum, needed) => sum + Number(needed), 0)).toBeLessThanOrEqual(width)
    }),
  )
})
