import type { ProgressUnit } from '../../contract/progress.ts'
import type { NewCapture } from './captures.ts'
import type { NewScoring, ScoringRow } from './scorings.ts'

export interface JobRow {
  id: number
  kind: 'import' | 'rescore' | 'training' | 'packets' | 'export'
  status: 'queued' | 'running' | 'done' | 'failed' | 'cancelled' | 'interrupted'
  title: string
  capture_id: number | null
  created_at_us: number
  started_at_us: number | null
  finished_at_us: number | null
  model_id: string | null
  stage: string | null
  progress_unit: ProgressUnit
  progress_done: number
  /** Null where nobody knows where the work ends. */
  progress_total: number | null
  classified: number
  /** Rows read as conversations only. */
  conversations: number
  rejected: number
  /** Time for which the running job was held. */
  paused_us: number
  /** A problem as JSON. */
  error: string | null
}

/** A job that waits for its turn. */
export type NewJob = Pick<
  JobRow,
  'kind' | 'title' | 'capture_id' | 'model_id' | 'created_at_us' | 'progress_unit' | 'progress_total'
>

/** What is left out stays as it is. */
export type JobChange = Partial<Omit<JobRow, 'id' | 'kind' | 'title' | 'created_at_us' | 'progress_unit'>>

/** An import on its way. */
export interface StartedImport {
  readonly capture_id: number
  readonly scoring_id: number
  readonly job_id: number
}

/** A re-scoring on its way, or the scoring that says the same. */
export type StartedRescore =
  { readonly scoring_id: number; readonly job_id: number; readonly twin: null } | { readonly twin: ScoringRow }

/** Long-running work; its rows stay as history. */
export interface JobStore {
  /** @returns the id of the job, which is queued */
  create(job: NewJob): number
  /** Creates a capture, the scoring that is going to be shown, and the job that fills them, in one transaction. */
  startImport(capture: NewCapture, job: Omit<NewJob, 'capture_id'>): StartedImport
  /**
   * Creates a scoring and the job that fills it, in one transaction; neither when the capture has, or is getting, one from
   * the same model with the same settings.
   */
  startRescore(scoring: NewScoring, job: NewJob): StartedRescore
  get(id: number): JobRow | undefined
  /** Those of the jobs that are there, in the order asked for. */
  getMany(ids: readonly number[]): JobRow[]
  /** Jobs with an id below `before_id`, newest first, and how many there are on all pages. */
  list(status: JobRow['status'] | null, before_id: number, limit: number): { rows: JobRow[]; total: number }
  update(id: number, change: JobChange): void
  /** Whether a job that waits or runs uses this model. */
  isModelInUse(model_id: string): boolean
}
