import { writeFile } from 'node:fs/promises'
import { gzipSync, zstdCompressSync } from 'node:zlib'

import { expect, test } from 'vitest'

import { useFolder } from '../testing/folder.ts'
import { openConversationFile } from './conversations/conversation-file.ts'
import { readStart, START_BYTES } from './file-start.ts'

const folder = useFolder()

/** Text that does not shrink much, and text that shrinks to nearly nothing. */
const varied = Buffer.from(
  Array.from({ length: 200_000 }, (_, at) => `${String(Math.imul(at, 0x9e3779b1))}\n`).join(''),
)
const blank = Buffer.alloc(1 << 27, '\n')

test.each([
  ['varied', 'gzip', gzipSync(varied), varied],
  ['varied', 'zstd', zstdCompressSync(varied), varied],
  ['blank', 'gzip', gzipSync(blank), blank],
  ['blank', 'zstd', zstdCompressSync(blank), blank],
])('of %s text in %s no more is unpacked than a start', async (name, compression, packed, text) => {
  const path = folder.at(`${name}.${compression}`)
  await writeFile(path, packed)
  const start = await readStart(path)
  expect(start.length).toBeGreaterThan(START_BYTES / 4)
  expect(start.length).toBeLessThanOrEqual(START_BYTES)
  expect(start.equals(text.subarray(0, start.length))).toBe(true)
  expect(await openConversationFile(path)).toBeNull()
})
