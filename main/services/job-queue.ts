import { AnomalyError } from '../../contract/errors.ts'

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

interface Entry {
  readonly job_id: number
  readonly size_bytes: number
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
  /** The running job first, then the waiting ones in the order of their turns. */
  readonly job_ids: readonly number[]
  /** Jobs that ran to their end since the queue was last empty, and the bytes of their files. */
  readonly ended: number
  readonly ended_bytes: number
}

/** Runs jobs one after another; each can be moved while it waits, and cancelled while it waits or runs. */
export class JobQueue {
  readonly #onChange: () => void
  readonly #letOthersFirst: (signal: AbortSignal) => Promise<void>
  readonly #entries = new Map<number, Entry>()
  #waiting: Entry[] = []
  #running: Entry | undefined
  /** Set while the queue is paused. */
  #resumption: PromiseWithResolvers<undefined> | undefined
  #ended = 0
  #ended_bytes = 0
  #is_stopped = false
  #held_because: string | null = null

  /**
   * @param onChange called when a job comes, begins, moves or ends, and when the queue is paused or resumed
   * @param letOthersFirst a running job goes on when this settles
   */
  constructor(
    onChange: () => void = () => undefined,
    letOthersFirst: (signal: AbortSignal) => Promise<void> = () => Promise.resolve(),
  ) {
    this.#onChange = onChange
    this.#letOthersFirst = letOthersFirst
  }

  /** `work` must settle every outcome itself, a cancelled one too. */
  add(job_id: number, size_bytes: number, work: (turn: Turn) => Promise<void>): void {
    const { promise: done, resolve: settle } = Promise.withResolvers<undefined>()
    const entry: Entry = {
      job_id,
      size_bytes,
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
    const entries = this.#running === undefined ? this.#waiting : [this.#running, ...this.#waiting]
    return {
      is_paused: this.#resumption !== undefined,
      ...(this.#held_because === null ? {} : { held_because: this.#held_because }),
      job_ids: entries.map(({ job_id }) => job_id),
      ended: this.#ended,
      ended_bytes: this.#ended_bytes,
    }
  }

  /** Holds the running job where it is; a queue that runs empty is not paused any more. */
  pause(): void {
    if (this.#running === undefined && this.#waiting.length === 0) return
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
   * Begins no job while there is a reason not to; the running one is left to itself.
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
    if (this.#running !== undefined) return
    if (this.#waiting.length === 0) {
      this.#resumption = undefined
      this.#ended = 0
      this.#ended_bytes = 0
      return
    }
    if (this.#resumption !== undefined || this.#is_stopped || this.#held_because !== null) return
    this.#running = this.#waiting.shift()
    if (this.#running !== undefined) void this.#run(this.#running)
  }

  async #run(entry: Entry): Promise<void> {
    const { signal } = entry.cancellation
    try {
      await entry.work({ signal, untilResumed: () => this.#untilResumed(signal) })
    } finally {
      this.#entries.delete(entry.job_id)
      if (this.#running === entry) this.#running = undefined
      if (!signal.aborted) {
        this.#ended += 1
        this.#ended_bytes += entry.size_bytes
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
