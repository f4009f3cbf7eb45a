import { describe, expect, test } from 'vitest'
import { z } from 'zod'

import { AnomalyError, ERROR_STATUS, fromProblem, type ErrorCode, ProblemSchema, toProblem } from './errors.ts'
import type { Operation } from './operation.ts'
import { OPERATIONS } from './operations.ts'

const operations = Object.entries(OPERATIONS) as [string, Operation][]

describe('the list of operations', () => {
  test('names each as its key does, and gives each a way of its own over HTTP', () => {
    const routes = operations.flatMap(([key, { name, http }]) => {
      expect(name).toBe(key)
      // An operation without a route is for the window alone.
      return http === null ? [] : [`${http.method} ${http.path.replaceAll(/\{\w+\}/g, '{}')}`]
    })
    expect(new Set(routes).size).toBe(routes.length)
  })

  test('spells every field in snake_case and describes inputs and outputs as JSON', () => {
    for (const [name, { input, output }] of operations) {
      const schemas = [z.toJSONSchema(input, { io: 'input' }), z.toJSONSchema(output, { io: 'output' })]
      const fields = JSON.stringify(schemas).matchAll(/"properties":\{"([^"]+)"/g)
      for (const [, field] of fields) expect(field, name).toMatch(/^[a-z0-9_]+$/)
    }
  })

  test.each(operations.filter(([, { http }]) => http?.is_page === true))(
    'lets %s be paged, a hundred at a time unless told otherwise',
    (_, { input, output }) => {
      expect(Object.keys(input.shape)).toEqual(expect.arrayContaining(['limit', 'cursor']))
      const { limit } = input.shape as { limit: z.ZodType }
      expect(limit.parse(undefined)).toBe(100)
      for (const wrong of [0, 1001, 1.5, '10']) expect(limit.safeParse(wrong).success).toBe(false)
      // A list that is searched also tells how far it is.
      expect(output.safeParse({ items: [], next_cursor: null, total: 0, progress: 1 }).success).toBe(true)
    },
  )
})

describe('an error', () => {
  test.each(Object.keys(ERROR_STATUS) as ErrorCode[])('%s crosses a border and comes back the same', (code) => {
    const error = new AnomalyError(code, 'What is wrong.', { problems: [{ where: 'a', reason: 'b' }] })
    const problem = ProblemSchema.parse(JSON.parse(JSON.stringify(toProblem(error))))
    const back = fromProblem(problem)
    expect([back.code, back.message, back.problems]).toEqual([code, 'What is wrong.', [{ where: 'a', reason: 'b' }]])
    expect(ERROR_STATUS[code]).toBeGreaterThanOrEqual(400)
  })

  test.each([new Error('password: secret'), 'secret', null, undefined, { detail: 'secret' }])(
    'that nobody expected tells no more than that it came: %s',
    (error) => {
      expect(toProblem(error)).toEqual({ code: 'internal', detail: expect.not.stringContaining('secret') as string })
    },
  )
})
