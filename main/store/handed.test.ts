import { expect, test } from 'vitest'

import { handOver, memoryHanded } from './handed.ts'

test('memory changes hands with what is handed over, each once', () => {
  const [one, two] = [new Uint8Array(3), new Uint8Array(4)]
  expect(memoryHanded([handOver({ one, again: one, name: 'x' }), 7, handOver({ two })])).toEqual([
    one.buffer,
    two.buffer,
  ])
})

test('memory of anything else stays, and so does that of bytes that lie with others', () => {
  const whole = new Uint8Array(8)
  expect(memoryHanded([{ whole }, null, whole])).toEqual([])
  expect(memoryHanded([handOver({ part: whole.subarray(2), none: null })])).toEqual([])
})
