const FIRST_WAIT_MS = 1000
const LONGEST_WAIT_MS = 60_000

/**
 * When something that failed may be started again: at once after a first failure, then after longer and longer waits, so
 * that what dies at its start is not started in a loop. Tells why it does not work until it does.
 */
export class Restarts {
  readonly #onCondition: (why: string | null) => void
  readonly #restart: () => void
  #failures = 0
  #why: string | null = null
  #retry_at_ms = 0
  #timer: NodeJS.Timeout | undefined

  /**
   * @param restart called when it is time to try again
   * @param onCondition told why it does not work, and null when it works again
   */
  constructor(restart: () => void, onCondition: (why: string | null) => void) {
    this.#restart = restart
    this.#onCondition = onCondition
  }

  /** Why nothing can be asked for now; null when it can. */
  get refusal(): string | null {
    const left_ms = this.#retry_at_ms - performance.now()
    if (left_ms <= 0) return null
    return `${this.#why ?? ''} Next attempt in ${String(Math.ceil(left_ms / 1000))} s.`
  }

  /** @param why a sentence for a person */
  failed(why: string): void {
    this.#failures += 1
    this.#why = this.#failures === 1 ? why : `${why} This was failure number ${String(this.#failures)} in a row.`
    const wait_ms = this.#failures === 1 ? 0 : Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (this.#failures - 2))
    this.#retry_at_ms = performance.now() + wait_ms
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      this.#retry_at_ms = 0
      this.#restart()
    }, wait_ms).unref()
    this.#onCondition(this.#why)
  }

  worked(): void {
    if (this.#failures === 0) return
    this.#failures = 0
    this.#why = null
    this.#onCondition(null)
  }

  stop(): void {
    clearTimeout(this.#timer)
  }
}
