import { expect, test } from 'vitest'

import { FlowBatchBuilder } from '../../flow/flow-batch.ts'
import { type PostedFlows, PostedSource } from './posted-source.ts'

/** A request of some flows, which its number tells from others. */
function requestOf(number: number, rows: number, instrument: PostedFlows['instrument'] = 'corrected') {
  const builder = new FlowBatchBuilder(rows)
  builder.rows = rows
  return { number, flows: builder.build(), instrument }
}

const numbersOf = (part: IteratorResult<{ requests: readonly { number: number }[] }>) =>
  part.done === true ? null : part.value.requests.map(({ number }) => number)

test('requests that wait go together, in their order, as long as their instrument is the same', async () => {
  const source = new PostedSource<ReturnType<typeof requestOf>>()
  const parts = source.parts[Symbol.asyncIterator]()
  const first = parts.next()
  source.add(requestOf(1, 2))
  expect(numbersOf(await first)).toEqual([1])
  source.add(requestOf(2, 1))
  source.add(requestOf(3, 4))
  source.add(requestOf(4, 1, 'original'))
  const joined = await parts.next()
  expect(numbersOf(joined)).toEqual([2, 3])
  expect(joined.done === true ? 0 : joined.value.batch.rows).toBe(5)
  expect(numbersOf(await parts.next())).toEqual([4])
})

test('what waits is still given when it is closed, and then it ends', async () => {
  const source = new PostedSource<ReturnType<typeof requestOf>>()
  const parts = source.parts[Symbol.asyncIterator]()
  source.add(requestOf(1, 1))
  await source.close()
  expect(numbersOf(await parts.next())).toEqual([1])
  expect(numbersOf(await parts.next())).toBeNull()
})

test('nothing is given while it is held, and what came meanwhile goes together', async () => {
  const source = new PostedSource<ReturnType<typeof requestOf>>()
  const parts = source.parts[Symbol.asyncIterator]()
  source.add(requestOf(1, 1))
  expect(numbersOf(await parts.next())).toEqual([1])
  source.hold()
  const next = parts.next()
  source.add(requestOf(2, 1))
  await Promise.resolve()
  source.add(requestOf(3, 1))
  source.release()
  expect(numbersOf(await next)).toEqual([2, 3])
  // Who posted is answered also when it is closed meanwhile.
  source.hold()
  source.add(requestOf(4, 1))
  await source.close()
  expect(numbersOf(await parts.next())).toEqual([4])
  expect((await parts.next()).done).toBe(true)
})
