import type { AbandonedEnding, CaptureRow } from './captures.ts'

export interface ScoringRow {
  id: number
  capture_id: number
  model_id: string
  model_sha256: string
  confidence_threshold: number
  novelty_budget: number
  created_at_us: number
  status: 'running' | 'ready' | 'deleting'
  /** 1 for the scoring that its capture shows. */
  is_shown: number
  /** Flows with a named threat type. */
  threats: number
  /** Flows called Unknown. */
  unknown: number
}

export interface NewScoring {
  readonly capture_id: number
  readonly model_id: string
  readonly model_sha256: string
  readonly confidence_threshold: number
  readonly novelty_budget: number
  readonly created_at_us: number
}

/** Flows by label, null without one, and by what the model said. */
export interface LabelCount {
  readonly label: string | null
  readonly threat_type: string
  readonly flows: number
}

/** A scoring with what it says of its capture, all of one moment. */
export interface ScoringTally {
  readonly scoring: ScoringRow
  readonly capture_status: CaptureRow['status']
  readonly by_label: readonly LabelCount[]
}

/** Flows that two scorings of one capture call differently. */
export interface DifferenceRow {
  readonly threat_type: string
  readonly other_threat_type: string
  readonly flows: number
  readonly right: number
  readonly other_right: number
  /** Numbers of the first of them in their capture. */
  readonly examples: readonly number[]
}

/** Flows that two scorings both have, and where they differ. */
export interface ComparedFlows {
  readonly flows: number
  readonly differences: readonly DifferenceRow[]
}

/** Runs of models over captures: which there are, what they say, and which one is shown. */
export interface ScoringStore {
  /** Newest first. */
  list(capture_id: number): ScoringRow[]
  get(id: number): ScoringRow | undefined
  create(scoring: NewScoring): number
  /** Lets a scoring be chosen, and ends its job, in one transaction that is on the disk when this settles. */
  finish(scoring_id: number, job_id: number, now_us: number): void
  /** Hides an incomplete scoring, and ends its job, in one transaction. */
  abandon(scoring_id: number, job_id: number, ending: AbandonedEnding, now_us: number): void
  /** From here on the capture shows this scoring's predictions and alerts. On the disk when this settles. */
  show(scoring_id: number): void
  /** Writes down why the capture of a scoring is unlike the training data; null when it is not. */
  setUnlikeTraining(scoring_id: number, reason: string | null): void
  /** Those of the scorings that are there, in the order asked for, with their counts. */
  tally(ids: readonly number[]): ScoringTally[]
  /** Compares two scorings of one capture over the flows with these numbers. */
  compare(scoring_id: number, other_id: number, first_flow: number, last_flow: number): ComparedFlows
  /** Deletes a slice of a hidden scoring; true when nothing of it is left. */
  removeSlice(scoring_id: number): boolean
}
