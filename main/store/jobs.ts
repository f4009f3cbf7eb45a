export interface JobRow {
  id: number
  kind: 'import' | 'rescore' | 'training'
  status: 'queued' | 'running' | 'done' | 'failed' | 'cancelled' | 'interrupted'
  title: string
  capture_id: number | null
  created_at_us: number
  started_at_us: number | null
  finished_at_us: number | null
  model_id: string | null
  stage: string | null
  bytes_done: number
  bytes_total: number
  classified: number
  rejected: number
  /** Time for which the running job was held. */
  paused_us: number
  /** A problem as JSON. */
  error: string | null
}

export type NewJob = Pick<JobRow, 'kind' | 'title' | 'capture_id' | 'model_id' | 'created_at_us' | 'bytes_total'>

/** What is left out stays as it is. */
export type JobChange = Partial<Omit<JobRow, 'id' | 'kind' | 'title' | 'created_at_us' | 'bytes_total'>>

/** Long-running work; its rows stay as history. */
export interface JobStore {
  /** @returns the id of the job, which is queued */
  create(job: NewJob): number
  get(id: number): JobRow | undefined
  /** Those of the jobs that are there, in the order asked for. */
  getMany(ids: readonly number[]): JobRow[]
  /** Jobs with an id below `before_id`, newest first, and how many there are on all pages. */
  list(status: JobRow['status'] | null, before_id: number, limit: number): { rows: JobRow[]; total: number }
  update(id: number, change: JobChange): void
  /** Whether a job that waits or runs uses this model. */
  isModelInUse(model_id: string): boolean
}
