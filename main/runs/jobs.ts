import type { AppEvent } from '../../contract/events.ts'
import { AnomalyError, toProblem } from '../../contract/errors.ts'
import type { Store } from '../store/store.ts'
import type { JobRow } from '../store/jobs.ts'
import { errorText } from './error-text.ts'
import type { Ending, JobEndings } from './job-endings.ts'
import { type JobSize, STOPPED, type Turn } from './job-queue.ts'
import type { LaneName, Lanes } from './lanes.ts'

const PROGRESS_INTERVAL_MS = 250

/** How a job ended that did not do its work; `error` is a problem as JSON. */
export interface Failure {
  readonly status: 'failed' | 'cancelled'
  readonly error: string | null
}

/** What a job heeds and tells while it has its turn. */
export interface JobTurn {
  readonly signal: AbortSignal
  /** Settles when the job may go on. @throws AnomalyError `cancelled` */
  readonly goOn: () => Promise<void>
  /** For how long the job was held so far. */
  readonly pausedMs: () => number
  /** Tells of progress that is written, unless it was told just before; answers whether it was told. */
  readonly tell: () => Promise<boolean>
  /** Writes down and tells how far the job is, at a new stage at once and else not more often than `tell`. */
  readonly report: (progress_done: number, stage: string) => Promise<void>
}

/** What one kind of job does at each step of the life that all have. */
export interface JobPlan<Created extends { readonly job_id: number }> {
  /** For the log. */
  readonly kind: JobRow['kind']
  readonly lane: LaneName
  readonly size: JobSize
  /** Writes the row of the job and what it works on, in one transaction. */
  readonly create: () => Promise<Created>
  /**
   * Does the work.
   * @returns what is written of the job with its end; null when that is written, together with what was made
   */
  readonly work: (created: Created, turn: JobTurn) => Promise<Ending | null>
  /** How a job that did not do its work is written down with what it leaves; without it only its row changes. */
  readonly abandoning?: {
    /** What `write` changes of the row beside status and error. */
    readonly change: Ending
    readonly write: (created: Created, failure: Failure, now_us: number) => Promise<void>
    /** Called once it is written. */
    readonly onWritten: (created: Created) => void
  }
  /** Lets go of what is not in the store, whichever way the job ended. */
  readonly release?: (created: Created) => Promise<void>
  /** What is out of date when the job has ended. */
  readonly affects: readonly Extract<AppEvent, { type: 'changed' }>['subject'][]
}

export interface JobsParts {
  readonly store: Store
  readonly lanes: Lanes
  readonly endings: JobEndings
  /** Told the newest state of a job. */
  readonly onProgress: (row: JobRow) => void
  readonly onChanged: (subjects: JobPlan<{ job_id: number }>['affects']) => void
  readonly log: (message: string) => void
}

/**
 * The life of every job: queued, running, then done, failed or cancelled. What was under way when AnomalyX stopped is found
 * so at the next start, and marked interrupted (services/recovery.ts).
 */
export class Jobs {
  readonly #parts: JobsParts

  constructor(parts: JobsParts) {
    this.#parts = parts
  }

  /** Writes a job down and puts it at the end of its lane. @throws whatever `create` throws; there is no job then */
  async start<Created extends { readonly job_id: number }>(plan: JobPlan<Created>): Promise<Created> {
    const created = await plan.create()
    this.#parts.lanes[plan.lane].add(created.job_id, plan.size, (turn) => this.#run(plan, created, turn))
    await this.#tell(created.job_id)
    return created
  }

  /** Runs one job to its end; it never rejects. */
  async #run<Created extends { readonly job_id: number }>(
    plan: JobPlan<Created>,
    created: Created,
    turn: Turn,
  ): Promise<void> {
    const { signal } = turn
    const { job_id } = created
    try {
      refuseCancelled(signal)
      await this.#parts.store.jobs.update(job_id, { status: 'running', started_at_us: nowUs() })
      await this.#tell(job_id)
      // Whoever listens for the end of its turn from here on would miss one that came meanwhile.
      refuseCancelled(signal)
      const ending = await plan.work(created, this.#turn(job_id, turn))
      if (ending !== null) await this.#finish(plan, job_id, ending)
    } catch (error) {
      // The next start finds the job still running, and clears up after it as after a crash.
      if (signal.reason === STOPPED) return
      const is_cancelled = signal.aborted || (error instanceof AnomalyError && error.code === 'cancelled')
      await this.#abandon(plan, created, is_cancelled ? null : error)
    } finally {
      await plan.release?.(created)
      await this.#tell(job_id)
      this.#parts.onChanged(plan.affects)
    }
  }

  #turn(job_id: number, { signal, untilResumed }: Turn): JobTurn {
    let paused_ms = 0
    // The first step is told of at once: that is when there is something to look at.
    let told_ms = -PROGRESS_INTERVAL_MS
    let told_stage: string | undefined
    const isTime = () => performance.now() - told_ms >= PROGRESS_INTERVAL_MS
    const tell = async () => {
      told_ms = performance.now()
      await this.#tell(job_id)
    }
    return {
      signal,
      goOn: async () => {
        const waited_ms = await untilResumed()
        refuseCancelled(signal)
        if (waited_ms === 0) return
        paused_ms += waited_ms
        await this.#parts.store.jobs.update(job_id, { paused_us: Math.round(paused_ms * 1000) })
      },
      pausedMs: () => paused_ms,
      tell: async () => {
        if (!isTime()) return false
        await tell()
        return true
      },
      report: async (progress_done, stage) => {
        if (stage === told_stage && !isTime()) return
        told_stage = stage
        await this.#parts.store.jobs.update(job_id, { stage, progress_done })
        await tell()
      },
    }
  }

  async #finish({ kind }: Pick<JobPlan<never>, 'kind'>, job_id: number, ending: Ending): Promise<void> {
    const done: Ending = { ...ending, status: 'done' }
    await this.#parts.endings.end(
      job_id,
      done,
      () => this.#parts.store.jobs.update(job_id, { ...done, finished_at_us: nowUs() }),
      (failure) => this.#parts.log(`${kind} ${String(job_id)}: its end could not be written yet: ${String(failure)}`),
    )
  }

  /** @param error null when the job was cancelled */
  async #abandon<Created extends { readonly job_id: number }>(
    { kind, abandoning }: JobPlan<Created>,
    created: Created,
    error: unknown,
  ): Promise<void> {
    const { store, endings, log } = this.#parts
    const { job_id } = created
    if (error !== null) log(`${kind} ${String(job_id)} failed: ${errorText(error)}`)
    const failure: Failure =
      error === null
        ? { status: 'cancelled', error: null }
        : { status: 'failed', error: JSON.stringify(toProblem(error)) }
    await endings.end(
      job_id,
      { ...failure, ...abandoning?.change },
      () =>
        abandoning === undefined
          ? store.jobs.update(job_id, { ...failure, finished_at_us: nowUs() })
          : abandoning.write(created, failure, nowUs()),
      (problem) => log(`${kind} ${String(job_id)}: could not be cleaned up yet: ${String(problem)}`),
      () => abandoning?.onWritten(created),
    )
  }

  async #tell(job_id: number): Promise<void> {
    const row = await this.#parts.store.jobs.get(job_id).catch(() => undefined)
    if (row !== undefined) this.#parts.onProgress(row)
  }
}

function refuseCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw new AnomalyError('cancelled', 'The job was cancelled.')
}

function nowUs(): number {
  return Date.now() * 1000
}
