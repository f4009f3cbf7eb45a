import { expect, test, vi } from 'vitest'

import { PAUSE, withPauses } from './with-pauses.ts'

test('a pause is told once while a source is silent, and no item is lost', async () => {
  let goOn: () => void = () => undefined
  const silence = new Promise<void>((resolve) => (goOn = resolve))
  async function* items() {
    yield 1
    yield 2
    await silence
    yield 3
  }
  const seen: unknown[] = []
  for await (const item of withPauses(items(), 50)) {
    seen.push(item)
    if (item === PAUSE) goOn()
  }
  expect(seen).toEqual([1, 2, PAUSE, 3])
})

/** One item, then silence until `goOn` settles, then a failure. */
async function* failing(goOn: Promise<void>, onClosed: () => void = () => undefined) {
  try {
    yield 1
    await goOn
    throw new Error('torn off')
  } finally {
    onClosed()
  }
}

test('a failure comes through, also behind a pause', async () => {
  let goOn: () => void = () => undefined
  const silence = new Promise<void>((resolve) => (goOn = resolve))
  const seen: unknown[] = []
  const all = async () => {
    for await (const item of withPauses(failing(silence), 50)) {
      seen.push(item)
      if (item === PAUSE) goOn()
    }
  }
  await expect(all()).rejects.toThrow('torn off')
  expect(seen).toEqual([1, PAUSE])
})

test('a source that is left early is closed', async () => {
  const onClosed = vi.fn()
  for await (const item of withPauses(failing(Promise.resolve(), onClosed), 1000)) if (item === 1) break
  expect(onClosed).toHaveBeenCalledTimes(1)
})
