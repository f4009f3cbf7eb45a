import { expect, test } from 'vitest'

import { AnomalyError } from '../../contract/errors.ts'
import { checkEntries } from './json-structure.ts'
import { DEFAULT_LIMITS } from './limits.ts'

const LIMITS = { ...DEFAULT_LIMITS, json_bytes: 100, json_parts: 12 }

function refusalOf(text: string): string | null {
  try {
    checkEntries(Buffer.from(text), LIMITS)
    return null
  } catch (error) {
    if (error instanceof AnomalyError && error.code === 'too_large') return error.message
    throw error
  }
}

const body = (entries: readonly string[]) => `{"log_entries":[${entries.join(',')}]}`
const times = (count: number, text: string) => Array.from({ length: count }, () => text)

test.each([
  ['entries', body(times(10, '{"Flow Duration":1}'))],
  ['entries with braces in their text', body(times(10, '{"Flow ID":"{[{[ \\"{[ \\\\"}'))],
  ['a small body of many objects', body(times(20, '{}'))],
  ['a small body without entries', '{"a":1}'],
  ['an entry of as many bytes as a small body', body(['{'.padEnd(98) + '}', '{}'])],
])('%s is let through', (_, text) => {
  expect(refusalOf(text)).toBeNull()
})

test.each([
  ['names', `{${times(30, '"a":1').join(',')}}`, 'in one piece'],
  ['names of one entry, behind others', body(['{}', `{${times(30, '"a":1').join(',')}}`]), 'in one piece'],
  ['numbers', body(times(200, '1')), 'in one piece'],
  ['lists in each other', `{"a":${'['.repeat(120)}`, 'in one piece'],
  ['objects', body(times(40, '{}')), 'more than 12 objects and lists'],
  ['objects and lists within an entry', body([`{"a":[${times(40, '{}').join(',')}]}`]), 'more than 12'],
])('many %s are refused', (_, text, sentence) => {
  expect(refusalOf(text)).toContain(sentence)
})
