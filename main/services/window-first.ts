import { setTimeout as wait } from 'node:timers/promises'

/** A page is drawn by then, also on a machine of two cores. */
const REST_MS = 300

/** Of pages that are opened one after another only so much is waited for at a time. */
const LONGEST_REST_MS = 1500

/**
 * Lets the window go first: while a person opens a page, jobs rest. A priority alone does not do that: threads of lower
 * priority still take their slice of a core now and then, and the window waits for each of them.
 */
export class WindowFirst {
  #since_ms = 0
  #until_ms = 0

  /** To be told each time that a page is opened. However often that is, jobs get half of the time. */
  pageOpens(now_ms = performance.now()): void {
    const rested_ms = this.#until_ms - this.#since_ms
    const is_resting = now_ms < this.#until_ms
    if (!is_resting && now_ms < this.#until_ms + rested_ms) return
    if (!is_resting) this.#since_ms = now_ms
    this.#until_ms = Math.min(now_ms + REST_MS, this.#since_ms + LONGEST_REST_MS)
  }

  /** How long a job is to rest now. */
  restLeft_ms(now_ms = performance.now()): number {
    return Math.max(0, this.#until_ms - now_ms)
  }

  /** Settles when a job may go on, or is aborted. */
  async rest(signal: AbortSignal): Promise<void> {
    for (let left_ms = this.restLeft_ms(); left_ms > 0 && !signal.aborted; left_ms = this.restLeft_ms()) {
      await wait(left_ms, undefined, { signal }).catch(() => undefined)
    }
  }
}
