// @vitest-environment happy-dom
import { afterEach, expect, test } from 'vitest'

import { KeptTexts } from './kept-texts.ts'

afterEach(() => localStorage.clear())

test('texts are there for the next window, until they are empty', () => {
  const drafts = new KeptTexts('test')
  let told = 0
  const stop = drafts.subscribe(() => (told += 1))
  drafts.write('a', 'half a note')
  expect(new KeptTexts('test').of('a')).toBe('half a note')
  expect(new KeptTexts('other').of('a')).toBe('')
  drafts.write('a', '')
  stop()
  drafts.write('b', 'unheard')
  expect(told).toBe(2)
  expect(new KeptTexts('test').of('a')).toBe('')
})

test('what is damaged counts as nothing', () => {
  localStorage.setItem('anomalyx.test', '{"a":')
  expect(new KeptTexts('test').of('a')).toBe('')
})
