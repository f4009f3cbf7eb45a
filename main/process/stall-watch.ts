/** Between two looks at what is awaited; a deadline is missed by no more than a tenth of it. */
const LONGEST_TICK_MS = 1000
const SHORTEST_TICK_MS = 5

/** A gap between two looks that is longer than this many ticks is none of the work's doing. */
const LONGEST_GAP_TICKS = 2

interface Awaited {
  readonly limit_ms: number
  quiet_ms: number
}

/**
 * Notices when what is awaited makes no progress. Only time that this process saw pass counts: while the machine sleeps,
 * or this thread is held up, nobody's progress could have been noticed, so a long gap between two looks counts as a
 * short one.
 */
export class StallWatch<Key> {
  readonly #onStall: (key: Key) => void
  readonly #now_ms: () => number
  readonly #awaited = new Map<Key, Awaited>()
  #tick_ms = LONGEST_TICK_MS
  #timer: NodeJS.Timeout | undefined
  #looked_ms = 0

  /** @param onStall told what made no progress for its time; that is not awaited any more then */
  constructor(onStall: (key: Key) => void, now_ms: () => number = () => performance.now()) {
    this.#onStall = onStall
    this.#now_ms = now_ms
  }

  /** From now on progress is awaited within `limit_ms`. To be called again whenever there was some. */
  expect(key: Key, limit_ms: number): void {
    this.#awaited.set(key, { limit_ms, quiet_ms: 0 })
    const tick_ms = Math.min(LONGEST_TICK_MS, Math.max(SHORTEST_TICK_MS, limit_ms / 10))
    if (this.#timer !== undefined && tick_ms >= this.#tick_ms) return
    this.#tick_ms = tick_ms
    this.#looked_ms = this.#now_ms()
    clearInterval(this.#timer)
    // The watch itself must not keep this process running.
    this.#timer = setInterval(() => this.look(), tick_ms).unref()
  }

  isAwaited(key: Key): boolean {
    return this.#awaited.has(key)
  }

  /** Nothing is awaited of it any more. */
  rest(key: Key): void {
    this.#awaited.delete(key)
  }

  stop(): void {
    this.#awaited.clear()
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  /** Counts the time since the last look; the timer calls it. */
  look(): void {
    const now_ms = this.#now_ms()
    const passed_ms = Math.min(now_ms - this.#looked_ms, LONGEST_GAP_TICKS * this.#tick_ms)
    this.#looked_ms = now_ms
    if (this.#awaited.size === 0) this.stop()
    for (const [key, awaited] of [...this.#awaited]) {
      awaited.quiet_ms += passed_ms
      if (awaited.quiet_ms < awaited.limit_ms || this.#awaited.get(key) !== awaited) continue
      this.#awaited.delete(key)
      this.#onStall(key)
    }
  }
}
