/** Without a sign of work for so long, a process hangs: the longest step of a healthy one takes a tenth of it. */
export const DEADLINE_MS = 30_000

/** In which a cancelled task ends, or is ended. */
export const CANCEL_MS = 2000

export interface EngineOptions {
  /** After which a process without a sign of work is ended; Infinity never ends it. */
  readonly deadline_ms?: number | undefined
  readonly cancel_ms?: number | undefined
  /** Told why the engine does not work, and null when it works again. */
  readonly onCondition?: (why: string | null) => void
}
