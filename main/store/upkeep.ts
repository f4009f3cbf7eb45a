/** Work other than an import that was under way or waiting when AnomalyX stopped. */
export interface InterruptedWork {
  readonly kind: 'rescore' | 'training' | 'packets' | 'export'
  readonly title: string
}

/** What a start found unfinished. */
export interface Recovered {
  /** Titles of imports that were under way. */
  cut_off: string[]
  /** Titles of imports that waited. */
  never_begun: string[]
  other: InterruptedWork[]
  /** Captures whose removal is to go on. */
  hidden: number[]
  /** Scorings of other captures whose removal is to go on. */
  hidden_scorings: number[]
}

/** Problems as JSON to be written down for what was interrupted. */
export interface InterruptionErrors {
  readonly running: string
  readonly queued: string
  readonly other: string
}

/** What keeps the store in order. */
export interface UpkeepStore {
  /** After a start: work that was under way or waiting is interrupted, and what imports and scorings left is hidden. */
  recover(now_us: number, errors: InterruptionErrors): Recovered
  /** Gives a slice of free space back to the disk; true when none is left. */
  shrinkSlice(): boolean
}
