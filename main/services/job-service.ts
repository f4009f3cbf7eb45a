import type { Page } from '../../contract/common.ts'
import { AnomalyError, type Problem } from '../../contract/errors.ts'
import type { Job, JobStatus, Queue } from '../../contract/jobs.ts'
import type { Store } from '../store/store.ts'
import type { JobRow } from '../store/jobs.ts'
import { cutPage, decodeCursor, encodeCursor } from './cursor.ts'
import type { JobQueue } from './job-queue.ts'
import { isoFromClock, isoFromClockOrNull, nowUs } from './time.ts'

/** Long-running work: what runs, what ran, and how it ended. */
export class JobService {
  readonly #store: Store
  readonly #queue: JobQueue
  readonly #trainings: JobQueue

  /** @param trainings the queue of work that no import waits for; it is not part of `queue()` and its commands */
  constructor(store: Store, queue: JobQueue, trainings: JobQueue) {
    this.#store = store
    this.#queue = queue
    this.#trainings = trainings
  }

  async list(status: JobStatus | undefined, limit: number, cursor: string | undefined): Promise<Page<Job>> {
    const [before_id = Number.MAX_SAFE_INTEGER] = cursor === undefined ? [] : decodeCursor(cursor, 1)
    const { rows, total } = await this.#store.jobs.list(status ?? null, before_id, limit + 1)
    const { items, last } = cutPage(rows, limit)
    return { items: items.map(toJob), next_cursor: last === undefined ? null : encodeCursor(last.id), total }
  }

  /** @throws AnomalyError `not_found` */
  async get(id: number): Promise<Job> {
    const row = await this.#store.jobs.get(id)
    if (row === undefined) throw new AnomalyError('not_found', `There is no job ${String(id)}.`)
    return toJob(row)
  }

  /** @throws AnomalyError `not_found`, `conflict` */
  async cancel(id: number): Promise<Job> {
    // A job that runs is told before the database is asked, which may not answer.
    const queue = [this.#queue, this.#trainings].find((each) => each.has(id))
    if (queue === undefined) await this.get(id)
    await (queue ?? this.#queue).cancel(id)
    return this.get(id)
  }

  /** Jobs that run and wait, in the order of their turns. */
  async queue(): Promise<Queue> {
    const { is_paused, held_because, job_ids, ended, ended_bytes } = this.#queue.state()
    const rows = await this.#store.jobs.getMany(job_ids)
    // A job may have ended since the queue was looked at.
    const over = rows.filter(({ status }) => status === 'done' || status === 'failed')
    const jobs = rows.filter(({ status }) => status === 'queued' || status === 'running').map(toJob)
    const over_bytes = over.reduce((total, { bytes_total }) => total + bytes_total, ended_bytes)
    const sum = (bytesOf: (job: Job) => number) => jobs.reduce((total, job) => total + bytesOf(job), over_bytes)
    return {
      is_paused,
      ...(held_because === undefined || jobs.length === 0 ? {} : { held_because }),
      jobs,
      ended: ended + over.length,
      bytes_done: sum((job) => job.bytes_done),
      bytes_total: sum((job) => job.bytes_total),
    }
  }

  pause(): Promise<Queue> {
    this.#queue.pause()
    return this.queue()
  }

  resume(): Promise<Queue> {
    this.#queue.resume()
    return this.queue()
  }

  /** @throws AnomalyError `conflict` when one of the jobs is not waiting */
  move(id: number, before_id: number | null): Promise<Queue> {
    this.#queue.move(id, before_id)
    return this.queue()
  }

  async cancelAll(): Promise<Queue> {
    await this.#queue.cancelAll()
    return this.queue()
  }
}

/** A stored job as the contract shows it; rate and remaining time are estimated from what is done. */
export function toJob(row: JobRow): Job {
  const rows_read = row.classified + row.rejected
  const elapsed_ms =
    row.started_at_us === null ? 0 : ((row.finished_at_us ?? nowUs()) - row.started_at_us - row.paused_us) / 1000
  const has_rate = elapsed_ms > 0 && rows_read > 0
  const remaining_bytes = row.bytes_total - row.bytes_done
  return {
    id: row.id,
    kind: row.kind,
    status: row.status,
    title: row.title,
    capture_id: row.capture_id,
    model_id: row.model_id,
    stage: row.stage,
    created_at: isoFromClock(row.created_at_us),
    started_at: isoFromClockOrNull(row.started_at_us),
    finished_at: isoFromClockOrNull(row.finished_at_us),
    bytes_done: row.bytes_done,
    bytes_total: row.bytes_total,
    rows_read,
    classified: row.classified,
    rejected: row.rejected,
    rows_per_second: has_rate ? Math.round((rows_read / elapsed_ms) * 1000) : null,
    remaining_ms:
      row.status === 'running' && row.bytes_done > 0
        ? Math.round((remaining_bytes / row.bytes_done) * elapsed_ms)
        : null,
    error: row.error === null ? null : (JSON.parse(row.error) as Problem),
  }
}
