import { useMemo } from 'react'

import type { Job, Queue } from '../../../../contract/jobs.ts'
import { isOver } from '../../lib/events.ts'
import { useOperation } from '../../lib/queries.ts'
import { useImports } from './imports.tsx'

/** Imports that a crash cut off are marked shortly before the window opens; they still are news. */
const NEWS_SINCE = performance.timeOrigin - 60_000

/** More than a folder can contain, so that each of its files is reported. */
const SHOWN_JOBS = 600

const NO_JOBS: readonly Job[] = []
const EMPTY: Queue = { is_paused: false, jobs: [], ended: 0, bytes_done: 0, bytes_total: 0 }

export function useJobs(): readonly Job[] {
  return useOperation('jobs.list', { limit: SHOWN_JOBS }).data?.items ?? NO_JOBS
}

/** Imports under way: the running one, then those that wait, in the order of their turns. */
export function useQueue(): Queue {
  return useOperation('jobs.queue', {}).data ?? EMPTY
}

/** Whether an import is under way; says so without telling of its progress. */
export function useIsImporting(): boolean {
  return useOperation('jobs.queue', {}, { select: ({ jobs }) => jobs.length > 0 }).data ?? false
}

/** Work of the queue, or trainings, that ended while this window was open and were not put away, newest first. */
export function useEndedJobs(kind: 'queue' | 'training' = 'queue'): readonly Job[] {
  const { dismissedJobs } = useImports()
  const jobs = useJobs()
  return useMemo(
    () =>
      jobs.filter(
        (job) =>
          (job.kind === 'training') === (kind === 'training') &&
          isOver(job) &&
          !dismissedJobs.has(job.id) &&
          job.finished_at !== null &&
          Date.parse(job.finished_at) >= NEWS_SINCE,
      ),
    [dismissedJobs, jobs, kind],
  )
}

/** Part of a file, or of all files of the queue, that is read, in percent. */
export function progressOf({ bytes_done, bytes_total }: Pick<Job, 'bytes_done' | 'bytes_total'>): number {
  return bytes_total === 0 ? 0 : Math.min(100, (100 * bytes_done) / bytes_total)
}

/** Milliseconds until the queue is empty, at the rate of the running import; null while that is not known. */
export function remainingOf({ jobs: [running], bytes_done, bytes_total }: Queue): number | null {
  if (running?.remaining_ms == null) return null
  const left = running.bytes_total - running.bytes_done
  return left <= 0 ? running.remaining_ms : (running.remaining_ms * (bytes_total - bytes_done)) / left
}
