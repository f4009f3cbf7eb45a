import { AnomalyError, toProblem } from '../../contract/errors.ts'
import { Restarts } from '../process/restarts.ts'
import { StallWatch } from '../process/stall-watch.ts'
import { endsWithin } from '../process/within.ts'
import { openStore, type StoreThread } from './client.ts'
import { type MethodName, methodOf, storeCalling } from './methods.ts'
import type { StoreLimits } from './protocol.ts'
import type { Store } from './store.ts'

/** A step of a healthy store takes milliseconds, on a disk that is worn or busy seconds. */
const DEADLINE_MS = 60_000

const CLOSE_MS = 2000

export interface WatchOptions {
  /** After which a store that answers nothing is given up. */
  readonly deadline_ms?: number | undefined
  /** Told why the store does not work, and null when it works again. */
  readonly onCondition: (why: string | null) => void
}

/**
 * Opens a store that is watched. One whose thread dies, or answers nothing for its deadline, fails what it was asked, and
 * is opened again in a new thread once the old one is gone: two of them must not hold one database. A thread that stands in
 * a system call ends when that returns. Nothing that waited behind it is written later on.
 * @throws AnomalyError `store_failed` when the database cannot be opened
 */
export async function openWatchedStore(
  path: string,
  log: (message: string) => void,
  limits: StoreLimits | undefined,
  options: WatchOptions,
): Promise<Store> {
  const watched = new WatchedStore(() => openStore(path, log, limits), log, options)
  const notices = await watched.open()
  return {
    ...storeCalling((name, args) => watched.call(name, args)),
    close: () => watched.close(),
    notices,
  }
}

class WatchedStore {
  readonly #open: () => Promise<StoreThread>
  readonly #log: (message: string) => void
  readonly #deadline_ms: number
  readonly #watch = new StallWatch<'answer'>(() => this.#giveUp())
  readonly #restarts: Restarts
  #thread: StoreThread | undefined
  /** Settles when the thread before is gone. */
  #gone: Promise<unknown> = Promise.resolve()
  #unanswered = 0
  #is_closed = false

  constructor(
    open: () => Promise<StoreThread>,
    log: (message: string) => void,
    { deadline_ms = DEADLINE_MS, onCondition }: WatchOptions,
  ) {
    this.#open = open
    this.#log = log
    this.#deadline_ms = deadline_ms
    this.#restarts = new Restarts(() => void this.#openAgain(), onCondition)
  }

  /** @returns what a person should know of the state the database was found in */
  async open(): Promise<readonly string[]> {
    const thread = await this.#open()
    this.#thread = thread
    this.#unanswered = 0
    void thread.exited.then(() => {
      if (this.#thread === thread && !this.#is_closed) this.#drop('The database thread stopped.', Promise.resolve())
    })
    return thread.notices
  }

  async call(name: MethodName, args: readonly unknown[]): Promise<unknown> {
    const thread = this.#thread
    if (thread === undefined) throw this.#notNow()
    this.#unanswered += 1
    if (this.#unanswered === 1) this.#watch.expect('answer', this.#deadline_ms)
    try {
      return await methodOf(thread, name)(...args)
    } finally {
      if (this.#thread === thread) {
        this.#unanswered -= 1
        if (this.#unanswered === 0) this.#watch.rest('answer')
        else this.#watch.expect('answer', this.#deadline_ms)
      }
    }
  }

  /** Closes the database; a thread that does not let go of it in time is left behind. */
  async close(): Promise<boolean> {
    this.#is_closed = true
    this.#watch.stop()
    this.#restarts.stop()
    const thread = this.#thread
    if (await endsWithin(CLOSE_MS, thread === undefined ? this.#gone : thread.close())) return true
    this.#log('store: the database thread could not be ended in time')
    void thread?.abandon(new AnomalyError('store_failed', 'AnomalyX is closing.'))
    return false
  }

  #giveUp(): void {
    const why = `The database gave no answer for ${String(this.#deadline_ms / 1000)} s.`
    const error = new AnomalyError(
      'store_failed',
      `${why} What was being written is whole or not there: look before you try once more. Check that the disk of the data directory works and that no other program holds the database.`,
    )
    const thread = this.#thread
    this.#drop(why, thread === undefined ? Promise.resolve() : thread.abandon(error))
  }

  #drop(why: string, gone: Promise<void>): void {
    this.#log(`store: ${why}`)
    this.#watch.stop()
    this.#thread = undefined
    this.#gone = gone
    this.#restarts.failed(`${why} It is opened again as soon as its thread has ended.`)
  }

  async #openAgain(): Promise<void> {
    await this.#gone
    if (this.#is_closed) return
    try {
      await this.open()
      if (this.#wasClosed()) await this.close()
      else this.#restarts.worked()
    } catch (error) {
      this.#restarts.failed(toProblem(error).detail)
    }
  }

  /** Meanwhile: whoever awaited something has to look again. */
  #wasClosed(): boolean {
    return this.#is_closed
  }

  #notNow(): AnomalyError {
    return this.#is_closed
      ? new AnomalyError('store_failed', 'The database is closed. Start AnomalyX again.')
      : new AnomalyError(
          'store_failed',
          'The database does not answer; it is opened again as soon as it can be. Nothing of this was written: try once more in a while.',
        )
  }
}
