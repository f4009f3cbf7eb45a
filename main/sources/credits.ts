import { cancelled } from './cancelled.ts'

/** A counting semaphore: `take` waits until the other side has given a credit back. */
export class Credits {
  #available: number
  #waiting: (() => void) | undefined

  constructor(available: number) {
    this.#available = available
  }

  give(): void {
    this.#available += 1
    this.#waiting?.()
  }

  /** @throws AnomalyError `cancelled` when the signal aborts before a credit comes. */
  async take(signal: AbortSignal): Promise<void> {
    while (this.#available === 0 && !signal.aborted) {
      const { promise, resolve } = Promise.withResolvers<undefined>()
      const wake = () => resolve(undefined)
      this.#waiting = wake
      signal.addEventListener('abort', wake, { once: true })
      await promise
      // A long run takes a credit for each of its parts: what listens must go with each.
      signal.removeEventListener('abort', wake)
    }
    if (signal.aborted) throw cancelled()
    this.#available -= 1
  }
}
