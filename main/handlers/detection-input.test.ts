import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'

import { OPERATIONS } from '../../contract/operations.ts'

const { input } = OPERATIONS['detection.classify']
/** The same in zod's own words. */
const described = z.object({ log_entries: z.array(z.record(z.string(), z.unknown())).min(1).max(10_000) })

const hostile = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom(undefined, new Map(), new Date(0), () => 1, Symbol('x'), 1n),
)
const request = fc.oneof(
  fc.record({ log_entries: fc.array(fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), hostile), { maxLength: 5 }) }),
  fc.record({ log_entries: hostile }),
  fc.constantFrom(
    {},
    { log_entries: Array<unknown>(10_001).fill({}) },
    { log_entries: Array<unknown>(10_001).fill(1) },
  ),
)

test('entries are held to be objects of names, as a record of zod would be', () => {
  fc.assert(
    fc.property(request, (value) => {
      const [ours, theirs] = [input, described].map((schema) => schema.safeParse(value, { reportInput: true }))
      expect(ours?.error?.issues).toEqual(theirs?.error?.issues)
      expect(ours?.data).toEqual(theirs?.data)
    }),
    { numRuns: 500, seed: 1 },
  )
})

test('entries are described as a record is', () => {
  const schemaOf = (schema: z.ZodType) => {
    const { properties } = z.toJSONSchema(schema, { io: 'input' })
    const entries = properties?.['log_entries']
    return typeof entries === 'object' ? entries.items : undefined
  }
  expect(schemaOf(input)).toEqual(schemaOf(described))
})
