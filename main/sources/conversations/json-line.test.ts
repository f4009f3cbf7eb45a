import { expect, test } from 'vitest'

import { isListMark, jsonObject } from './json-line.ts'

test.each(['{"a":1}', ' {"a":1}, ', '[{"a":1},', ',{"a":1}', '[ {"a":1} ]', '{"a":1}]'])('%s is an object', (line) => {
  expect(jsonObject(line)).toEqual({ a: 1 })
})

test.each(['{"a":1', '{"a":1}}', '[[{"a":1}]]', '{"a":1},{"a":2}', '[{"a":1},{"a":2}]', '[', '', ',', '"a"'])(
  '%j is none',
  (line) => {
    expect(jsonObject(line)).toBeNull()
  },
)

test.each(['[', ' ]', '],', ',', '[]', '] ['])('%j stands between the objects of lists', (line) => {
  expect([isListMark(line), jsonObject(line)]).toEqual([true, null])
})

test.each(['{', '}', '', ' ', '[0]', '"]"'])('%j does not', (line) => {
  expect(isListMark(line)).toBe(false)
})
