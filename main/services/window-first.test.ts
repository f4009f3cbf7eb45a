import { expect, test } from 'vitest'

import { WindowFirst } from './window-first.ts'

test('jobs rest for a moment when a page is opened, and only then', () => {
  const window = new WindowFirst()
  expect(window.restLeft_ms(10_000)).toBe(0)
  window.pageOpens(10_000)
  expect(window.restLeft_ms(10_000)).toBe(300)
  expect(window.restLeft_ms(10_200)).toBe(100)
  expect(window.restLeft_ms(10_300)).toBe(0)
})

test('a page that is opened meanwhile makes it longer, up to a limit', () => {
  const window = new WindowFirst()
  for (let now_ms = 10_000; now_ms <= 11_400; now_ms += 200) window.pageOpens(now_ms)
  expect(window.restLeft_ms(11_400)).toBe(100)
})

test('whoever opens one page after another leaves half of the time to the jobs', () => {
  const window = new WindowFirst()
  let rested_ms = 0
  for (let now_ms = 10_000; now_ms < 40_000; now_ms += 10) {
    if (now_ms % 30 === 0) window.pageOpens(now_ms)
    if (window.restLeft_ms(now_ms) > 0) rested_ms += 10
  }
  expect(rested_ms / 30_000).toBeLessThan(0.52)
  expect(rested_ms / 30_000).toBeGreaterThan(0.4)
})

test('a job that is cancelled does not rest any longer', async () => {
  const window = new WindowFirst()
  const cancellation = new AbortController()
  window.pageOpens()
  const resting = window.rest(cancellation.signal)
  cancellation.abort()
  await resting
  expect(window.restLeft_ms()).toBeGreaterThan(0)
})
