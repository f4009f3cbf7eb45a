import { cancelled } from '../sources/cancelled.ts'

/** Parts that the engine asks its client for, one ahead of the one it is at. */
export class Feed<Part> {
  readonly #ask: () => void
  readonly #signal: AbortSignal
  readonly #given: (Part | null)[] = []
  #wake: (() => void) | undefined
  #is_asked = false

  constructor(ask: () => void, signal: AbortSignal) {
    this.#ask = ask
    this.#signal = signal
  }

  /** @param part null when there are no more */
  give(part: Part | null): void {
    this.#is_asked = false
    this.#given.push(part)
    this.#wake?.()
  }

  /**
   * The next part, and null when there are no more.
   * @throws AnomalyError `cancelled`
   */
  async take(): Promise<Part | null> {
    if (this.#given.length === 0) this.#askOnce()
    while (this.#given.length === 0 && !this.#signal.aborted) {
      const { promise, resolve } = Promise.withResolvers<undefined>()
      const wake = () => resolve(undefined)
      this.#wake = wake
      this.#signal.addEventListener('abort', wake, { once: true })
      await promise
      this.#signal.removeEventListener('abort', wake)
    }
    if (this.#signal.aborted) throw cancelled()
    const part = this.#given.shift() ?? null
    if (part !== null) this.#askOnce()
    return part
  }

  #askOnce(): void {
    if (this.#is_asked) return
    this.#is_asked = true
    this.#ask()
  }
}
