import { expect, it, vi } from 'vitest'

import { ShortcutRegistry } from './shortcuts.ts'

it('tells the second key of a sequence from the same key alone', () => {
  const registry = new ShortcutRegistry()
  const goToOverview = vi.fn()
  const reopen = vi.fn()
  registry.add([{ keys: 'g o', run: goToOverview }])
  registry.add([{ keys: 'o', run: reopen }])

  registry.press('g', 0)
  registry.press('o', 300)
  expect(goToOverview).toHaveBeenCalledTimes(1)
  expect(reopen).not.toHaveBeenCalled()

  registry.press('o', 600)
  expect(reopen).toHaveBeenCalledTimes(1)
})

it('forgets a first key after a while', () => {
  const registry = new ShortcutRegistry()
  const reopen = vi.fn()
  registry.add([
    { keys: 'g o', run: vi.fn() },
    { keys: 'o', run: reopen },
  ])
  registry.press('g', 0)
  registry.press('o', 5000)
  expect(reopen).toHaveBeenCalledTimes(1)
})

it('leaves keys alone once their page is gone', () => {
  const registry = new ShortcutRegistry()
  const close = vi.fn()
  const remove = registry.add([{ keys: 'c', run: close }])
  remove()
  expect(registry.press('c', 0)).toBe(false)
  expect(close).not.toHaveBeenCalled()
})

it('holds a key until what it acts on is there, and those after it behind it', () => {
  const registry = new ShortcutRegistry()
  const done: string[] = []
  let isThere = false
  registry.add([
    { keys: 'n', run: () => isThere && done.push('n') },
    { keys: 'a', run: () => done.push('a') },
  ])
  expect(registry.press('n', 0)).toBe(true)
  expect(registry.press('a', 10)).toBe(true)
  registry.retry(20, () => false)
  expect(done).toEqual([])

  isThere = true
  registry.retry(30, () => false)
  registry.retry(40, () => false)
  expect(done).toEqual(['n', 'a'])
  expect(registry.isHolding).toBe(false)
})

it('holds a key for a page that is not all there, and lets it go when the page has nothing for it', () => {
  let isUnfinished = true
  const registry = new ShortcutRegistry(() => isUnfinished)
  const turn = vi.fn()
  expect(registry.press('x', 0)).toBe(true)
  expect(registry.press(']', 5)).toBe(true)
  registry.add([{ keys: ']', run: turn }])
  registry.retry(10, () => false)
  expect(turn).not.toHaveBeenCalled()

  isUnfinished = false
  registry.retry(20, () => false)
  registry.retry(30, () => false)
  expect(turn).toHaveBeenCalledTimes(1)
  expect(registry.press('x', 40)).toBe(false)
})

it('waits for both keys of a sequence while another place is on its way', () => {
  const registry = new ShortcutRegistry()
  const goToAlerts = vi.fn()
  let isGoing = true
  registry.add([{ keys: 'g a', run: goToAlerts }])
  const remove = registry.holdWhile(() => isGoing)
  registry.press('g', 0)
  registry.press('a', 100)
  isGoing = false
  remove()
  for (const now of [3000, 3016]) registry.retry(now, () => false)
  expect(goToAlerts).toHaveBeenCalledTimes(1)
})

it('does not wait for ever, nor for what was left', () => {
  const registry = new ShortcutRegistry()
  registry.add([{ keys: 'n', run: () => false }])
  registry.press('n', 0)
  registry.retry(0, () => false)
  registry.retry(4000, () => false)
  expect(registry.isHolding).toBe(true)
  registry.retry(6000, () => false)
  expect(registry.isHolding).toBe(false)

  registry.press('n', 7000)
  registry.drop()
  expect(registry.isHolding).toBe(false)
})

it('waits for a page as long as it is on its way', () => {
  let isComing = true
  const run = vi.fn()
  const registry = new ShortcutRegistry(() => isComing)
  registry.press('n', 0)
  for (const now of [0, 6000, 12_000]) registry.retry(now, () => false)
  expect(registry.isHolding).toBe(true)
  registry.add([{ keys: 'n', run }])
  isComing = false
  registry.retry(12_016, () => false)
  expect(run).toHaveBeenCalledTimes(1)
})
