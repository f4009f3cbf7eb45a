import { afterEach, expect, test, vi } from 'vitest'

import { StallWatch } from './stall-watch.ts'

afterEach(() => {
  vi.useRealTimers()
})

/** A watch whose clock and timers a test moves; `sleep` moves the clock alone, as a machine does that is suspended. */
function watchByHand() {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  let now_ms = 0
  const stalled: string[] = []
  const watch = new StallWatch<string>(
    (key) => stalled.push(key),
    () => now_ms,
  )
  const pass = (for_ms: number) => {
    for (let passed_ms = 0; passed_ms < for_ms; passed_ms += 100) {
      now_ms += 100
      vi.advanceTimersByTime(100)
    }
  }
  return { watch, stalled, pass, sleep: (for_ms: number) => (now_ms += for_ms) }
}

test('tells once of what makes no progress for its time, and of nothing else', () => {
  const { watch, stalled, pass } = watchByHand()
  watch.expect('hangs', 30_000)
  watch.expect('works', 30_000)
  for (let at_s = 0; at_s < 29; at_s += 1) {
    pass(1000)
    watch.expect('works', 30_000)
  }
  expect(stalled).toEqual([])
  pass(2000)
  expect(stalled).toEqual(['hangs'])
  watch.rest('works')
  pass(600_000)
  expect(stalled).toEqual(['hangs'])
})

test('does not count the time for which the machine was suspended, or this thread held up', () => {
  const { watch, stalled, pass, sleep } = watchByHand()
  watch.expect('engine', 30_000)
  pass(20_000)
  sleep(3_600_000)
  pass(5000)
  expect(stalled).toEqual([])
  pass(6000)
  expect(stalled).toEqual(['engine'])
})

test('takes each deadline for itself, whichever came first', () => {
  const { watch, stalled, pass } = watchByHand()
  watch.expect('long', 300_000)
  pass(10_000)
  watch.expect('short', 1000)
  pass(1200)
  expect(stalled).toEqual(['short'])
  expect(watch.isAwaited('long')).toBe(true)
  pass(288_000)
  expect(stalled).toEqual(['short'])
  pass(2000)
  expect(stalled).toEqual(['short', 'long'])
})

test('begins anew after it was stopped', () => {
  const { watch, stalled, pass } = watchByHand()
  watch.expect('one', 1000)
  watch.stop()
  pass(5000)
  expect(stalled).toEqual([])
  watch.expect('two', 1000)
  pass(1100)
  expect(stalled).toEqual(['two'])
})
