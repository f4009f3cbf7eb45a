import { AnomalyError } from '../../contract/errors.ts'

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
      await new Promise<void>((resolve) => {
        this.#waiting = resolve
        signal.addEventListener('abort', () => resolve(), { once: true })
      })
    }
    if (signal.aborted) throw new AnomalyError('cancelled', 'The task was cancelled.')
    this.#available -= 1
  }
}
