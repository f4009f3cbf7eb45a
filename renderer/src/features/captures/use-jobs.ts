import type { Job } from '../../../../contract/jobs.ts'
import { isOver } from '../../lib/events.ts'
import { useOperation } from '../../lib/queries.ts'
import { useImports } from './imports.tsx'

/** Imports that a crash cut off are marked shortly before the window opens; they still are news. */
const NEWS_SINCE = performance.timeOrigin - 60_000

export function useJobs(): readonly Job[] {
  return useOperation('jobs.list', { limit: 50 }).data?.items ?? []
}

/** Imports under way: the running one, then those that wait. */
export function useActiveJobs(): readonly Job[] {
  return useJobs()
    .filter((job) => !isOver(job))
    .sort((one, other) => Number(one.status === 'queued') - Number(other.status === 'queued') || one.id - other.id)
}

/** Imports that ended while this window was open and were not put away, newest first. */
export function useEndedJobs(): readonly Job[] {
  const { dismissedJobs } = useImports()
  return useJobs().filter(
    (job) =>
      isOver(job) &&
      !dismissedJobs.has(job.id) &&
      job.finished_at !== null &&
      Date.parse(job.finished_at) >= NEWS_SINCE,
  )
}

/** Part of the file that is read, in percent. */
export function progressOf(job: Job): number {
  return job.bytes_total === 0 ? 0 : Math.min(100, (100 * job.bytes_done) / job.bytes_total)
}
