import { useMemo } from 'react'

import type { Job, Queue } from '../../../contract/jobs.ts'
import type { JobProgress } from '../../../contract/progress.ts'
import { isOver } from '../lib/events.ts'
import { useOperation } from '../lib/queries.ts'
import { savesFile } from '../lib/saves-file.ts'
import { useImports } from './imports.tsx'

/** Imports that a crash cut off are marked shortly before the window opens; they still are news. */
const NEWS_SINCE = performance.timeOrigin - 60_000

/** More than a folder can contain, so that each of its files is reported. */
const SHOWN_JOBS = 600

const NO_JOBS: readonly Job[] = []
const EMPTY: Queue = { is_paused: false, jobs: [], ended: 0, progress: [] }

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
          !savesFile(job) &&
          (job.kind === 'training') === (kind === 'training') &&
          isOver(job) &&
          !dismissedJobs.has(job.id) &&
          job.finished_at !== null &&
          Date.parse(job.finished_at) >= NEWS_SINCE,
      ),
    [dismissedJobs, jobs, kind],
  )
}

/** Part of a job that is done, in percent; 0 while nobody knows where it ends. */
export function progressOf({
  progress_done,
  progress_total,
}: Pick<JobProgress, 'progress_done' | 'progress_total'>): number {
  return progress_total === null || progress_total === 0 ? 0 : Math.min(100, (100 * progress_done) / progress_total)
}

/** Part of all the queue's work that is done, in percent: of its bytes or flows, or of its jobs when it has both. */
export function queueProgressOf({ jobs, ended, progress }: Pick<Queue, 'jobs' | 'ended' | 'progress'>): number {
  const [only, ...others] = progress
  if (only === undefined) return 0
  if (others.length === 0) return Math.min(100, (100 * only.done) / only.total)
  return jobs.reduce((sum, job) => sum + progressOf(job), 100 * ended) / (ended + jobs.length)
}

/** Milliseconds until the queue is empty, at the rate of the running job; null while that is not known. */
export function remainingOf({ jobs: [running], progress }: Pick<Queue, 'jobs' | 'progress'>): number | null {
  if (running?.remaining_ms == null || running.progress_total === null) return null
  const [only, ...others] = progress
  if (only === undefined || others.length > 0) return null
  const left = running.progress_total - running.progress_done
  return left <= 0 ? running.remaining_ms : (running.remaining_ms * (only.total - only.done)) / left
}
