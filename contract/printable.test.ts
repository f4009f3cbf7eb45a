import { expect, test } from 'vitest'

import { printable, printableJson, printableLine } from './printable.ts'

const HOSTILE = 'a\u001b]0;title\u0007\u009b31m\u0000\u007f\r\u202eb\u2028\u{e0041}\ud83d'

test('what a terminal obeys is spelt out, other text stays', () => {
  expect(printable(HOSTILE)).toBe('a\\x1b]0;title\\x07\\x9b31m\\x00\\x7f\\x0d\\u{202e}b\\u{2028}\\u{e0041}\\u{d83d}')
  expect(printable('Größe\t→ 東京 🙂\nنص')).toBe('Größe\t→ 東京 🙂\nنص')
})

test('text between other text stays on its line', () => {
  expect(printableLine('one\ntwo')).toBe('one\\x0atwo')
})

test('JSON is free of these characters and means the same', () => {
  const json = printableJson({ name: HOSTILE })
  expect(printable(json)).toBe(json)
  expect(JSON.parse(json)).toEqual({ name: HOSTILE })
})
