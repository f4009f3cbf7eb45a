import { writeFile } from 'node:fs/promises'

import fc from 'fast-check'
import { expect, test } from 'vitest'

import { useFolder } from '../../testing/folder.ts'
import { hostileCapture } from '../../testing/hostile/captures.ts'
import { holdReader } from '../../testing/hostile/hold-reader.ts'

const folder = useFolder()

// `npm run fuzz` goes on from here, with other seeds and for minutes.
test('a hostile capture is read row by row or refused with a sentence', { timeout: 60_000 }, async () => {
  const ended = new Map<string, number>()
  await fc.assert(
    fc.asyncProperty(hostileCapture, async (bytes) => {
      await writeFile(folder.at('hostile.csv'), bytes)
      const outcome = await holdReader(folder.at('hostile.csv'))
      ended.set(outcome.ended, (ended.get(outcome.ended) ?? 0) + 1)
    }),
    { numRuns: 150, seed: 1 },
  )
  // Where most files are refused at their header, rows are not tested.
  expect(ended.get('read')).toBeGreaterThan(60)
  expect([...ended.keys()].sort()).toEqual(['read', 'unknown_dialect', 'unreadable_file'])
})
