import type { Page } from '../../contract/common.ts'
import { AnomalyError, type Problem } from '../../contract/errors.ts'
import type { Job, JobStatus, Queue } from '../../contract/jobs.ts'
import { sumProgress, type UnitProgress } from '../../contract/progress.ts'
import type { Lanes } from '../runs/lanes.ts'
import type { Store } from '../store/store.ts'
import type { JobRow } from '../store/jobs.ts'
import { cutPage, decodeCursor, encodeCursor } from './cursor.ts'
import { isoFromClock, isoFromClockOrNull, nowUs } from './time.ts'

/** Long-running work: what runs, what ran, and how it ended. */
export class JobService {
  readonly #store: Store
  readonly #lanes: Lanes

  /** @param lanes `queue()` and its commands are of the imports; each job can be cancelled */
  constructor(store: Store, lanes: Lanes) {
    this.#store = store
    this.#lanes = lanes
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
    const lane = Object.values(this.#lanes).find((each) => each.has(id))
    if (lane === undefined) await this.get(id)
    await (lane ?? this.#lanes.imports).cancel(id)
    const job = await this.get(id)
    // It was on its way out when it was cancelled.
    if (job.status === 'done' || job.status === 'failed') throw hasEnded(id)
    return job
  }

  /** Jobs that run and wait, in the order of their turns. */
  async queue(): Promise<Queue> {
    const { is_paused, held_because, job_ids, ended, ended_progress } = this.#lanes.imports.state()
    const rows = await this.#store.jobs.getMany(job_ids)
    // A job may have ended since the queue was looked at.
    const over = rows.filter(({ status }) => status === 'done' || status === 'failed')
    const jobs = rows.filter(({ status }) => status === 'queued' || status === 'running').map(toJob)
    return {
      is_paused,
      ...(held_because === undefined || jobs.length === 0 ? {} : { held_because }),
      jobs,
      ended: ended + over.length,
      progress: sumProgress([...ended_progress, ...over.flatMap(wholeOf)], jobs),
    }
  }

  pause(): Promise<Queue> {
    this.#lanes.imports.pause()
    return this.queue()
  }

  resume(): Promise<Queue> {
    this.#lanes.imports.resume()
    return this.queue()
  }

  /** @throws AnomalyError `conflict` when one of the jobs is not waiting */
  move(id: number, before_id: number | null): Promise<Queue> {
    this.#lanes.imports.move(id, before_id)
    return this.queue()
  }

  async cancelAll(): Promise<Queue> {
    await this.#lanes.imports.cancelAll()
    return this.queue()
  }
}

function hasEnded(id: number): AnomalyError {
  return new AnomalyError('conflict', `Job ${String(id)} has ended; there is nothing to cancel.`)
}

/** All of an ended job's work, as the queue counts it once it has noticed the end. */
function wholeOf({ progress_unit: unit, progress_total: total }: JobRow): UnitProgress[] {
  return total === null ? [] : [{ unit, done: total, total }]
}

/** A stored job as the contract shows it; rate and remaining time are estimated from what is done. */
export function toJob(row: JobRow): Job {
  const rows_read = row.classified + row.conversations + row.rejected
  const elapsed_ms =
    row.started_at_us === null ? 0 : ((row.finished_at_us ?? nowUs()) - row.started_at_us - row.paused_us) / 1000
  const has_rate = elapsed_ms > 0 && rows_read > 0
  const { progress_unit, progress_done, progress_total } = row
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
    ...{ progress_unit, progress_done, progress_total },
    rows_read,
    classified: row.classified,
    conversations: row.conversations,
    rejected: row.rejected,
    rows_per_second: has_rate ? Math.round((rows_read / elapsed_ms) * 1000) : null,
    remaining_ms:
      row.status === 'running' && progress_total !== null && progress_done > 0
        ? Math.round((Math.max(0, progress_total - progress_done) / progress_done) * elapsed_ms)
        : null,
    error: row.error === null ? null : (JSON.parse(row.error) as Problem),
  }
}
