import { AnomalyError } from '../../contract/errors.ts'

/** Reason of an abort that is no cancellation: AnomalyX is closing. */
export const STOPPED = Symbol('stopped')

interface Entry {
  readonly cancellation: AbortController
  /** Settles when the job has come to its end, whichever that is. */
  done: Promise<void>
}

/** Runs jobs one after another; each can be cancelled while it waits or runs. */
export class JobQueue {
  readonly #entries = new Map<number, Entry>()
  #last: Promise<unknown> = Promise.resolve()

  /** `work` must settle every outcome itself, a cancelled one too. */
  add(job_id: number, work: (signal: AbortSignal) => Promise<void>): void {
    const cancellation = new AbortController()
    const before = this.#last
    // A job that is cancelled while it waits ends at once, not when those before it have.
    const cancelled = new Promise<void>((resolve) => {
      cancellation.signal.addEventListener('abort', () => resolve(), { once: true })
    })
    const done = Promise.race([before, cancelled])
      .then(() => work(cancellation.signal))
      .finally(() => this.#entries.delete(job_id))
    this.#entries.set(job_id, { cancellation, done })
    this.#last = Promise.allSettled([before, done])
  }

  has(job_id: number): boolean {
    return this.#entries.has(job_id)
  }

  /**
   * Cancels a job and waits until it has ended.
   * @throws AnomalyError `conflict` when the job is not waiting or running.
   */
  async cancel(job_id: number): Promise<void> {
    const entry = this.#entries.get(job_id)
    if (entry === undefined)
      throw new AnomalyError('conflict', `Job ${String(job_id)} has ended; there is nothing to cancel.`)
    entry.cancellation.abort()
    await entry.done
  }

  /** Stops every job where it is, to be found interrupted at the next start. */
  async stop(): Promise<void> {
    const entries = [...this.#entries.values()]
    for (const { cancellation } of entries) cancellation.abort(STOPPED)
    await Promise.allSettled(entries.map(({ done }) => done))
  }
}
