import { expect, test } from 'vitest'

import { keptText, keptWindow } from './window-bounds.ts'

const SCREEN = { x: 0, y: 0, width: 1920, height: 1080 }
const kept = { bounds: { x: 200, y: 100, width: 1200, height: 800 }, is_maximized: false }

test('a window comes back where it was', () => {
  expect(keptWindow(keptText(kept), [SCREEN])).toEqual(kept)
})

test.each([
  ['is damaged', '{"bounds":'],
  ['is of another form', '{"bounds":{"x":1},"is_maximized":false}'],
  ['is too small', keptText({ ...kept, bounds: { ...kept.bounds, width: 10 } })],
  ['is on a screen that is gone', keptText({ ...kept, bounds: { ...kept.bounds, x: 3000 } })],
  ['is above the screen', keptText({ ...kept, bounds: { ...kept.bounds, y: -500 } })],
])('what %s is left out', (_, text) => {
  expect(keptWindow(text, [SCREEN])).toBeNull()
})
