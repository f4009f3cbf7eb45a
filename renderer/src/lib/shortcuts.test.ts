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
