import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'

import { expect, test } from 'vitest'

import { csvText, repeatRows, simulatedCapture } from '../../testing/captures.ts'
import { useFolder } from '../../testing/folder.ts'
import { readFlows } from './read-flows.ts'

const folder = useFolder()
const text = Buffer.from(csvText(repeatRows(simulatedCapture('original', 300), 3000)))

test.each([
  ['text', text],
  ['text with a byte order mark', Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), text])],
  ['gzip', gzipSync(text)],
  ['gzip in two members', Buffer.concat([gzipSync(text.subarray(0, 5000)), gzipSync(text.subarray(5000))])],
  ['gzip padded with zeros, as tapes do', Buffer.concat([gzipSync(text), Buffer.alloc(512)])],
])('the last part carries the hash of the whole file: %s', async (_, bytes) => {
  const path = folder.at('hashed.csv')
  await writeFile(path, bytes)
  const hashes: (string | null)[] = []
  let rows = 0
  for await (const { sha256, batch } of readFlows(path, { batch_rows: 500 })) {
    hashes.push(sha256)
    rows += batch.rows
  }
  expect(rows).toBe(3000)
  expect(hashes.slice(0, -1).every((hash) => hash === null)).toBe(true)
  expect(hashes.at(-1)).toBe(
    createHash('sha256')
      .update(await readFile(path))
      .digest('hex'),
  )
})
