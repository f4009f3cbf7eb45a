export interface EngineOptions {
  /** After which a process without a sign of work is ended; Infinity never ends it. */
  readonly deadline_ms?: number | undefined
  readonly cancel_ms?: number | undefined
  /** Told why the engine does not work, and null when it works again. */
  readonly onCondition?: (why: string | null) => void
}
