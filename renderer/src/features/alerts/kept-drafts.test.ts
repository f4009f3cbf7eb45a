// @vitest-environment happy-dom
import { beforeEach, expect, test } from 'vitest'

import { keepDrafts, keptDrafts } from './kept-drafts.ts'

beforeEach(() => localStorage.clear())

test('drafts come back as they were kept, and none that was dropped since', () => {
  expect(keptDrafts()).toEqual(new Map())
  const notes = new Map([
    [7, 'First line\nsecond'],
    [12, '<b>"quoted"</b>'],
  ])
  keepDrafts(notes)
  expect(keptDrafts()).toEqual(notes)
  keepDrafts(new Map())
  expect(localStorage).toHaveLength(0)
})

test.each(['{', '[[1]]', '[["1", "x"]]', 'null'])('what is no list of drafts is none: %s', (text) => {
  localStorage.setItem('anomalyx.note-drafts', text)
  expect(keptDrafts()).toEqual(new Map())
})
