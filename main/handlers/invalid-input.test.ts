import { expect, it } from 'vitest'
import { z } from 'zod'

import { invalidInput } from './invalid-input.ts'

const Input = z.object({
  id: z.int().positive().default(1),
  limit: z.int().min(1).max(1000).default(100),
  status: z.enum(['open', 'closed']).default('open'),
  note: z.string().min(1).max(20).default('seen'),
  is_on: z.boolean().default(true),
  entries: z
    .array(z.object({ name: z.string() }))
    .min(1)
    .max(2)
    .default([{ name: 'one' }]),
})

function problemOf(input: unknown) {
  const { error } = Input.safeParse(input, { reportInput: true })
  if (!error) throw new Error('the input fits')
  return invalidInput(error)
}

it.each([
  [{ id: 'x' }, 'id must be a number.'],
  [{ id: 1.5 }, 'id must be a whole number.'],
  [{ id: 0 }, 'id must be more than 0.'],
  [{ limit: 0 }, 'limit must be at least 1.'],
  [{ limit: 2000 }, 'limit must be at most 1000.'],
  [{ status: 'done' }, 'status must be one of open, closed.'],
  [{ note: '' }, 'note must not be empty.'],
  [{ note: 'a'.repeat(21) }, 'note must have at most 20 characters.'],
  [{ is_on: 'yes' }, 'is_on must be true or false.'],
  [{ entries: [] }, 'entries must not be empty.'],
  [{ entries: [{}] }, 'entries.0.name is missing.'],
  ['id=3', 'The input must be an object with named fields.'],
])('says of %j what must be mended', (input, sentence) => {
  expect(problemOf(input).message).toBe(sentence)
})

it('names every faulty place, and in the sentence the first of them', () => {
  const { message, problems } = problemOf({ id: 'x', limit: 0, is_on: 3 })
  expect(message).toBe('id must be a number. 2 other fields are invalid too.')
  expect(problems).toEqual([
    { where: 'id', reason: 'must be a number' },
    { where: 'limit', reason: 'must be at least 1' },
    { where: 'is_on', reason: 'must be true or false' },
  ])
})
