// @vitest-environment happy-dom
import { afterEach, expect, test } from 'vitest'

import { awaitSending, holdWindow, isUnsent } from './unsent.ts'

const release = holdWindow()
afterEach(release)

test('the window is held until nothing is unsent any more', () => {
  const mayClose = () => window.dispatchEvent(new Event('beforeunload', { cancelable: true }))
  expect(mayClose()).toBe(true)
  let isWaiting = true
  const stop = awaitSending(() => isWaiting)
  const sent = awaitSending(() => true)
  expect(mayClose()).toBe(false)
  sent()
  expect(mayClose()).toBe(false)
  isWaiting = false
  expect([mayClose(), isUnsent()]).toEqual([true, false])
  stop()
})
