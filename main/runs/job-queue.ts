import { AnomalyError } from '../../contract/errors.ts'
import { sumProgress, type UnitProgress } from '../../contract/progress.ts'

/** Reason of an abort that is no cancellation: AnomalyX is closing. */
export const STOPPED = Symbol('stopped')

/** What a job must heed while it has its turn. */
export interface Turn {
  readonly signal: AbortSignal
  /**
   * Settles at once, or when a paused queue goes on, others were let go first, or the job is aborted; answers the
   * milliseconds for which the queue was paused.
   */
  readonly untilResumed: () => Promise<number>
}

/** How much work a job is; null where nobody knows where it ends. */
export interface JobSize {
  readonly unit: UnitProgress['unit']
  readonly total: number | null
}

interface Entry {
  readonly job_id: number
  readonly size: JobSize
  readonly work: (turn: Turn) => Promise<void>
  readonly cancellation: AbortController
  /** Settles when the job has come to its end, whichever that is. */
  readonly done: Promise<void>
  readonly settle: () => void
}

/** Where the queue stands. */
export interface QueueState {
  readonly is_paused: boolean
  /** Why no job begins; left out while one may. */
  readonly held_because?: string
  /** The running jobs first, then the waiting ones in the order of their turns. */
  readonly job_ids: readonly number[]
  /** Jobs that ran to their end since the queue was last empty, and how much they were. */
  readonly ended: number
  readonly ended_progress: readonly UnitProgress[]
}

export interface QueueOptions {
  /** Jobs that run side by side; others wait for their turn. */
  readonly at_once?: number
  /** Called when a job comes, begins, moves or ends, and when the queue is paused or resumed. */
  readonly onChange?: () => void
  /** A running job goes on when this settles. */
  readonly letOthersFirst?: (signal: AbortSignal) => Promise<void>
}

/** Runs jobs in the order they came; each can be moved while it waits, and cancelled while it waits or runs. */
export class JobQueue {
  readonly #at_once: number
  readonly #onChange: () => void
  readonly #letOthersFirst: (signal: AbortSignal) => Promise<void>
  readonly #entries = new Map<number, Entry>()
  #waiting: Entry[] = []
  readonly #running = new Set<Entry>()
  /** Set while the queue is paused. */
  #resumption: PromiseWithResolvers<undefined> | undefined
  #ended = 0
  #ended_progress: readonly UnitProgress[] = []
  #is_stopped = false
  #held_because: string | null = null

  constructor({ at_once = 1, onChange, letOthersFirst }: QueueOptions = {}) {
    this.#at_once = at_once
    this.#onChange = onChange ?? (() => undefined)
    this.#letOthersFirst = letOthersFirst ?? (() => Promise.resolve())
  }

  /** `work` must settle every outcome itself, a cancelled one too. */
  add(job_id: number, size: JobSize, work: (turn: Turn) => Promise<void>): void {
    const { promise: done, resolve: settle } = Promise.withResolvers<undefined>()
    const entry: Entry = {
      job_id,
      size,
      work,
      cancellation: new AbortController(),
      done,
      settle: () => settle(undefined),
    }
    this.#entries.set(job_id, entry)
    this.#waiting.push(entry)
    this.#next()
    this.#onChange()
  }

  /** Whether a job waits or runs here. */
  has(job_id: number): boolean {
    return this.#entries.has(job_id)
  }

  state(): QueueState {
    return {
      is_paused: this.#resumption !== undefined,
      ...(this.#held_because === null ? {} : { held_because: this.#held_because }),
      job_ids: [...this.#running, ...this.#waiting].map(({ job_id }) => job_id),
      ended: this.#ended,
      ended_progress: this.#ended_progress,
    }
  }

  /** Holds the running jobs where they are; a queue that runs empty is not paused any more. */
  pause(): void {
    if (this.#running.size === 0 && this.#waiting.length === 0) return
    this.#resumption ??= Promise.withResolvers<undefined>()
    this.#onChange()
  }

  resume(): void {
    this.#resumption?.resolve(undefined)
    this.#resumption = undefined
    this.#next()
    this.#onChange()
  }

  /**
   * Begins no job while there is a reason not to; those that run are left to themselves.
   * @param reason a sentence; null lets jobs begin again
   */
  hold(reason: string | null): void {
    this.#held_because = reason
    this.#next()
    this.#onChange()
  }

  /**
   * Puts a waiting job before another one, or at the end.
   * @throws AnomalyError `conflict` when one of them is not waiting.
   */
  move(job_id: number, before_id: number | null): void {
    const entry = this.#waitingEntry(job_id)
    if (job_id === before_id) return
    if (before_id !== null) this.#waitingEntry(before_id)
    const others = this.#waiting.filter((each) => each !== entry)
    const place = before_id === null ? others.length : others.findIndex((each) => each.job_id === before_id)
    this.#waiting = others.toSpliced(place, 0, entry)
    this.#onChange()
  }

  /**
   * Cancels a job and waits until it has ended; one that waits ends at once, not when those before it have.
   * @throws AnomalyError `conflict` when the job is not waiting or running.
   */
  async cancel(job_id: number): Promise<void> {
    const entry = this.#entries.get(job_id)
    if (entry === undefined)
      throw new AnomalyError('conflict', `Job ${String(job_id)} has ended; there is nothing to cancel.`)
    this.#abort(entry)
    await entry.done
  }

  /** Cancels every job and waits until all have ended. */
  async cancelAll(): Promise<void> {
    const entries = [...this.#entries.values()]
    // The waiting ones first, or one of them would get the turn of the running one.
    for (const entry of entries.toReversed()) this.#abort(entry)
    await Promise.all(entries.map(({ done }) => done))
  }

  /** Stops every job where it is, to be found interrupted at the next start. */
  async stop(): Promise<void> {
    this.#is_stopped = true
    const entries = [...this.#entries.values()]
    for (const entry of entries.toReversed()) this.#abort(entry, STOPPED)
    await Promise.all(entries.map(({ done }) => done))
  }

  #abort(entry: Entry, reason?: symbol): void {
    entry.cancellation.abort(reason)
    if (!this.#waiting.includes(entry)) return
    this.#waiting = this.#waiting.filter((each) => each !== entry)
    void this.#run(entry)
  }

  #next(): void {
    if (this.#running.size === 0 && this.#waiting.length === 0) {
      this.#resumption = undefined
      this.#ended = 0
      this.#ended_progress = []
      return
    }
    if (this.#resumption !== undefined || this.#is_stopped || this.#held_because !== null) return
    while (this.#running.size < this.#at_once) {
      const entry = this.#waiting.shift()
      if (entry === undefined) return
      this.#running.add(entry)
      void this.#run(entry)
    }
  }

  async #run(entry: Entry): Promise<void> {
    const { signal } = entry.cancellation
    try {
      await entry.work({ signal, untilResumed: () => this.#untilResumed(signal) })
    } finally {
      this.#entries.delete(entry.job_id)
      this.#running.delete(entry)
      if (!signal.aborted) {
        this.#ended += 1
        const { unit, total } = entry.size
        const ended = { unit, done: total ?? 0, total: total ?? 0 }
        this.#ended_progress = sumProgress([...this.#ended_progress, ended], [])
      }
      entry.settle()
      this.#next()
      this.#onChange()
    }
  }

  async #untilResumed(signal: AbortSignal): Promise<number> {
    await this.#letOthersFirst(signal)
    if (this.#resumption === undefined || signal.aborted) return 0
    const since_ms = performance.now()
    const aborted = Promise.withResolvers<undefined>()
    const onAbort = () => aborted.resolve(undefined)
    signal.addEventListener('abort', onAbort, { once: true })
    await Promise.race([this.#resumption.promise, aborted.promise])
    signal.removeEventListener('abort', onAbort)
    return performance.now() - since_ms
  }

  #waitingEntry(job_id: number): Entry {
    const entry = this.#waiting.find((each) => each.job_id === job_id)
    if (entry === undefined) throw new AnomalyError('conflict', `Job ${String(job_id)} is not waiting in the queue.`)
    return entry
  }
}
