import { zstdCompressSync } from 'node:zlib'

import { expect, test } from 'vitest'

import { firstBlock, ZSTD_PARAMS } from './zstd.ts'

/** Bytes that compress a little, the same at each call. */
function bytes(length: number): Uint8Array {
  let state = 1
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) | 0
    return (state >>> 28) + 1
  })
}

test.each([0, 1, 1000, 1 << 17, (1 << 17) + 1, 1 << 20])('of %d bytes the first block is their beginning', (length) => {
  const body = bytes(length)
  for (const options of [{ pledgedSrcSize: length }, {}]) {
    const first = firstBlock(zstdCompressSync(body, { params: ZSTD_PARAMS, ...options }))
    expect(first.length).toBe(Math.min(length, 1 << 17))
    expect(Buffer.compare(first, body.subarray(0, first.length))).toBe(0)
  }
})

test('the first block of one byte again and again is unpacked too', () => {
  const first = firstBlock(zstdCompressSync(new Uint8Array(1 << 18).fill(7), { params: ZSTD_PARAMS }))
  expect([...new Set(first)]).toEqual([7])
})

test('what is no frame has no first block', () => {
  for (const text of ['', 'zstd', 'no frame at all']) expect(firstBlock(Buffer.from(text))).toHaveLength(0)
  expect(firstBlock(zstdCompressSync(bytes(1000), { params: ZSTD_PARAMS }).subarray(0, 20))).toHaveLength(0)
})
