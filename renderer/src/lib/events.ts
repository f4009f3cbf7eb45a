import type { QueryClient } from '@tanstack/react-query'

import type { WindowEvent } from '../../../contract/bridge.ts'
import type { AppEvent } from '../../../contract/events.ts'
import type { Job, Queue } from '../../../contract/jobs.ts'
import type { OperationName, OperationOutput } from '../../../contract/operations.ts'
import { endedProgress, sumProgress, type UnitProgress } from '../../../contract/progress.ts'
import { queryKey } from './queries.ts'
import { savesFile } from './saves-file.ts'

type Subject = Extract<AppEvent, { type: 'changed' }>['subject']

/** Whose answers a change makes out of date. */
const ANSWERS_ABOUT: Readonly<Record<Subject, readonly OperationName[]>> = {
  captures: [
    'captures.list',
    'captures.get',
    'captures.rejectedRows',
    'charts.overview',
    'hosts.get',
    'hosts.active',
    'jobs.list',
    'alerts.explain',
    'captures.confusion',
    'captures.scorings',
    'models.evaluate',
    'models.compare',
  ],
  streams: ['streams.list', 'streams.get', 'streams.segments'],
  flows: ['flows.list', 'flows.get', 'charts.overview', 'hosts.get', 'hosts.active'],
  alerts: ['alerts.list', 'alerts.get', 'charts.overview', 'hosts.get'],
  hosts: ['hosts.get', 'hosts.list'],
  jobs: ['jobs.list', 'jobs.queue'],
  settings: ['settings.get', 'system.status'],
  system: ['system.status', 'system.health', 'models.status'],
  models: ['models.status', 'models.list', 'models.get', 'flows.explain', 'alerts.explain'],
}

/** Time between two rounds of asking again: imports change everything many times a second. */
const ROUND_MS = 1000

/** The same while changes have only begun: the first chart of an import should not have to wait. */
const FIRST_ROUND_MS = 250

/** Time in which changes that belong together arrive. */
const BURST_MS = 100

/** Keeps cached answers true to the events of the main process, until the returned function is called. */
export function followEvents(client: QueryClient, subscribe: (listener: (event: WindowEvent) => void) => () => void) {
  const stale = new Set<OperationName>()
  let timer: ReturnType<typeof setTimeout> | null = null
  let last_round_ms = -Infinity
  let round_ms = FIRST_ROUND_MS

  const refresh = () => {
    timer = null
    const now_ms = performance.now()
    const is_quiet = now_ms - last_round_ms > 2 * ROUND_MS
    round_ms = is_quiet ? FIRST_ROUND_MS : Math.min(ROUND_MS, 2 * round_ms)
    last_round_ms = now_ms
    for (const name of stale) {
      // An answer on its way may be older than the change: wait for it, or a slow one would never arrive.
      if (client.isFetching({ queryKey: [name] }) > 0) continue
      // One asked for now may be older than a change on its way, which is shown already.
      if (client.isMutating({ mutationKey: [name] }) > 0) continue
      stale.delete(name)
      void client.invalidateQueries({ queryKey: [name] })
    }
    if (stale.size > 0) timer = setTimeout(refresh, ROUND_MS)
  }
  const expire = (subject: Subject) => {
    for (const name of ANSWERS_ABOUT[subject]) stale.add(name)
    timer ??= setTimeout(refresh, Math.max(BURST_MS, last_round_ms + round_ms - performance.now()))
  }

  const unsubscribe = subscribe((event) => {
    if (event.type === 'changed') {
      expire(event.subject)
      return
    }
    if (event.type !== 'job') return
    putJob(client, event.job)
    if (isOver(event.job) && !savesFile(event.job))
      for (const subject of ['captures', 'flows', 'alerts'] as const) expire(subject)
  })
  return () => {
    unsubscribe()
    if (timer !== null) clearTimeout(timer)
  }
}

export function isOver(job: Job): boolean {
  return job.status !== 'queued' && job.status !== 'running'
}

/** Puts the newest state of a job wherever jobs are shown. */
function putJob(client: QueryClient, job: Job): void {
  client.setQueryData<OperationOutput<'jobs.get'>>(queryKey('jobs.get', { id: job.id }), job)
  client.setQueriesData<OperationOutput<'jobs.list'>>({ queryKey: ['jobs.list'] }, (page) => page && withJob(page, job))
  if (savesFile(job)) return
  client.setQueryData<Queue>(queryKey('jobs.queue', {}), (queue) => queue && queueWithJob(queue, job))
}

/** The queue with the newest state of one of its jobs; a finished job stays in the totals. */
export function queueWithJob(queue: Queue, job: Job): Queue {
  const others = queue.jobs.filter(({ id }) => id !== job.id)
  const isKnown = others.length < queue.jobs.length
  const ended = endedProgress(queue.progress, queue.jobs)
  if (isOver(job)) {
    const counts = isKnown && (job.status === 'done' || job.status === 'failed')
    if (!counts) return withProgress(queue, others, ended, queue.ended)
    const done = { ...job, progress_done: job.progress_total ?? 0 }
    return withProgress(queue, others, sumProgress(ended, [done]), queue.ended + 1)
  }
  const jobs = isKnown ? queue.jobs.map((one) => (one.id === job.id ? job : one)) : [...queue.jobs, job]
  return withProgress(queue, jobs, ended, queue.ended)
}

function withProgress(queue: Queue, jobs: Job[], ended: readonly UnitProgress[], ended_jobs: number): Queue {
  if (jobs.length === 0) return { is_paused: false, jobs, ended: 0, progress: [] }
  return { ...queue, jobs, ended: ended_jobs, progress: sumProgress(ended, jobs) }
}

function withJob(page: OperationOutput<'jobs.list'>, job: Job): OperationOutput<'jobs.list'> {
  const known = page.items.some(({ id }) => id === job.id)
  return known
    ? { ...page, items: page.items.map((item) => (item.id === job.id ? job : item)) }
    : { ...page, items: [job, ...page.items], total: page.total + 1 }
}
