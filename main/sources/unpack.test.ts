import { gzipSync, zstdCompressSync } from 'node:zlib'

import { describe, expect, test } from 'vitest'

import type { PackedFormat } from './packed-format.ts'
import { unpack } from './unpack.ts'

const text = (rows: number, seed: number) =>
  Buffer.from(Array.from({ length: rows }, (_, at) => `${String(Math.imul(at + seed, 0x9e3779b1))}\n`).join(''))
const [small, large, other] = [text(3, 1), text(30_000, 2), text(9000, 3)]

/** A frame of zstd without data, as parallel and seekable writers put between the others. */
function skippable(bytes: number): Buffer {
  const header = Buffer.from([0x5e, 0x2a, 0x4d, 0x18, 0, 0, 0, 0])
  header.writeUInt32LE(bytes, 4)
  return Buffer.concat([header, Buffer.alloc(bytes, 0x28)])
}

// eslint-disable-next-line @typescript-eslint/require-await -- a file comes chunk by chunk
async function* inChunks(bytes: Buffer, size: number): AsyncGenerator<Buffer, void> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

async function unpacked(bytes: Buffer, format: PackedFormat, size = 1 << 18) {
  const chunks: Buffer[] = []
  const reading = unpack(inChunks(bytes, size), format)
  for (;;) {
    const { value, done } = await reading.next()
    if (done === true) return { data: Buffer.concat(chunks), is_cut: value }
    chunks.push(value)
  }
}

const WHOLE: [string, PackedFormat, Buffer[], Buffer[]][] = [
  ['one member of gzip', 'gzip', [gzipSync(large)], [large]],
  ['members of gzip', 'gzip', [gzipSync(small), gzipSync(large), gzipSync(other)], [small, large, other]],
  [
    'members of gzip with zeros between and behind',
    'gzip',
    [gzipSync(small), Buffer.alloc(700), gzipSync(other), Buffer.alloc(9)],
    [small, other],
  ],
  ['one frame of zstd', 'zstd', [zstdCompressSync(large)], [large]],
  [
    'frames of zstd',
    'zstd',
    [small, large, other, small].map((part) => zstdCompressSync(part)),
    [small, large, other, small],
  ],
  [
    'frames of zstd that are skipped',
    'zstd',
    [skippable(4), zstdCompressSync(large), skippable(0), skippable(3000), zstdCompressSync(other), skippable(17)],
    [large, other],
  ],
  [
    'an empty frame of zstd and zeros',
    'zstd',
    [zstdCompressSync(''), zstdCompressSync(small), Buffer.alloc(5)],
    [small],
  ],
]

describe.each(WHOLE)('%s', (_, format, packed, data) => {
  test.each([97, 1000, 1 << 18])('is unpacked to its end in chunks of %d bytes', async (size) => {
    const result = await unpacked(Buffer.concat(packed), format, size)
    expect(result.is_cut).toBe(false)
    expect(result.data.equals(Buffer.concat(data))).toBe(true)
  })
})

test.each([
  ['gzip', gzipSync(small), Buffer.alloc(3)],
  ['zstd', zstdCompressSync(small), skippable(2)],
] as const)('parts of %s are found byte by byte', async (format, packed, filler) => {
  const { data } = await unpacked(Buffer.concat([packed, filler, packed, packed]), format, 1)
  expect(data.equals(Buffer.concat([small, small, small]))).toBe(true)
})

describe.each([
  ['gzip', [gzipSync(large), gzipSync(other)]],
  ['zstd', [zstdCompressSync(large), skippable(100), zstdCompressSync(other)]],
] as const)('%s that ends early', (format, parts) => {
  const packed = Buffer.concat(parts)
  const all = Buffer.concat([large, other])

  test.each([1, 3, 6, 9, 200])('by %d bytes is unpacked as far as it goes, and told', async (missing) => {
    const { data, is_cut } = await unpacked(packed.subarray(0, packed.length - missing), format)
    expect(is_cut).toBe(true)
    expect(data.length).toBeGreaterThanOrEqual(large.length)
    expect(data.equals(all.subarray(0, data.length))).toBe(true)
  })

  test('within the first part is told too', async () => {
    const { data, is_cut } = await unpacked(packed.subarray(0, Math.floor(parts[0].length / 2)), format, 1000)
    expect(is_cut).toBe(true)
    expect(data.length).toBeGreaterThan(0)
    expect(data.equals(all.subarray(0, data.length))).toBe(true)
  })
})

test.each([
  ['gzip', gzipSync(small), /incorrect header check/],
  ['zstd', zstdCompressSync(small), /what follows its compressed data is not compressed with zstd/],
] as const)('something else behind %s is refused', async (format, packed, reason) => {
  await expect(unpacked(Buffer.concat([packed, Buffer.from('more rows\n')]), format)).rejects.toThrow(reason)
})
