import { expect, it } from 'vitest'

import { neighbourOf } from './neighbour.ts'

const queue = [{ id: 4 }, { id: 9 }, { id: 2 }]

it('goes on to the next alert, and back at the end', () => {
  expect(neighbourOf(queue, 9)).toBe(2)
  expect(neighbourOf(queue, 2)).toBe(9)
  expect(neighbourOf([{ id: 4 }], 4)).toBeUndefined()
  expect(neighbourOf(queue, 77)).toBeUndefined()
})
