import { expect, test } from 'vitest'

import { acceptedTypes } from './accepted-types.ts'

test.each([
  ['text/csv', ['text/csv']],
  ['Text/CSV; header=present , */*', ['text/csv', '*/*']],
  ['text/csv;q=0, application/json', ['application/json']],
  ['text/csv; q=0.000', []],
  ['application/json;q=0.5, text/csv;q=0.9', ['text/csv', 'application/json']],
  ['a/b;q=0.5, c/d;q=0.5, e/f', ['e/f', 'a/b', 'c/d']],
  ['text/csv;q=much', ['text/csv']],
])('%s', (header, types) => {
  expect(acceptedTypes(header)).toEqual(types)
})
