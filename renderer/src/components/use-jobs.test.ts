import { expect, it } from 'vitest'

import type { Job } from '../../../contract/jobs.ts'
import { sumProgress } from '../../../contract/progress.ts'
import { progressOf, queueProgressOf, remainingOf } from './use-jobs.ts'

const job = (unit: Job['progress_unit'], done: number, total: number | null) =>
  ({ progress_unit: unit, progress_done: done, progress_total: total, remaining_ms: 1000 }) as Job
const queue = (jobs: Job[], ended = 0) => ({ jobs, ended, progress: sumProgress([], jobs) })

it('counts a queue of files by bytes', () => {
  const files = queue([job('bytes', 50, 100), job('bytes', 0, 300)])
  expect(files.progress).toEqual([{ unit: 'bytes', done: 50, total: 400 }])
  expect(queueProgressOf(files)).toBe(12.5)
  expect(remainingOf(files)).toBe(7000)
})

it('counts a queue of files and stored flows by jobs, and guesses no time', () => {
  const mixed = queue([job('bytes', 50, 100), job('flows', 0, 300)], 2)
  expect(mixed.progress).toHaveLength(2)
  expect(queueProgressOf(mixed)).toBe(62.5)
  expect(remainingOf(mixed)).toBeNull()
})

it('knows no part of work without an end', () => {
  expect(progressOf(job('packets', 5000, null))).toBe(0)
  expect(queueProgressOf(queue([job('packets', 5000, null)]))).toBe(0)
  expect(remainingOf(queue([job('packets', 5000, null)]))).toBeNull()
})
