import { getEventListeners } from 'node:events'

import { expect, test } from 'vitest'

import { failureOf } from '../testing/failure.ts'
import { Credits } from './credits.ts'

test('a run of 10,000 parts leaves no listener behind', async () => {
  const { signal } = new AbortController()
  const credits = new Credits(0)
  let most = 0
  for (let part = 0; part < 10_000; part += 1) {
    const taken = credits.take(signal)
    most = Math.max(most, getEventListeners(signal, 'abort').length)
    credits.give()
    await taken
  }
  expect(most).toBe(1)
  expect(getEventListeners(signal, 'abort')).toEqual([])
})

test('whoever waits for a credit is let go by an abort', async () => {
  const cancellation = new AbortController()
  const waiting = failureOf(new Credits(0).take(cancellation.signal))
  cancellation.abort()
  expect((await waiting).code).toBe('cancelled')
  expect(getEventListeners(cancellation.signal, 'abort')).toEqual([])
})
