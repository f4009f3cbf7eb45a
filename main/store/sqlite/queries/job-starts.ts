import type { Database } from 'better-sqlite3'

import { writing } from '../transaction.ts'
import type { captureQueries, NewCapture } from './captures.ts'
import type { jobQueries, NewJob } from './jobs.ts'
import type { NewScoring, ScoringRow, scoringQueries } from './scorings.ts'

/** An import on its way. */
export interface StartedImport {
  readonly capture_id: number
  readonly scoring_id: number
  readonly job_id: number
}

/** A re-scoring on its way, or the scoring that says the same. */
export type StartedRescore =
  { readonly scoring_id: number; readonly job_id: number; readonly twin: null } | { readonly twin: ScoringRow }

/** Begins of jobs, each one transaction with what the job works on: a crash leaves both or neither. */
export function jobStartQueries(
  database: Database,
  { createCapture }: Pick<ReturnType<typeof captureQueries>, 'createCapture'>,
  { createScoring, listScorings }: Pick<ReturnType<typeof scoringQueries>, 'createScoring' | 'listScorings'>,
  { createJob }: Pick<ReturnType<typeof jobQueries>, 'createJob'>,
) {
  return {
    startImport: writing(database, (capture: NewCapture, job: Omit<NewJob, 'capture_id'>): StartedImport => {
      const { capture_id, scoring_id } = createCapture(capture)
      return { capture_id, scoring_id, job_id: createJob({ ...job, capture_id }) }
    }),

    /** Begins no scoring that the capture has, or is getting, from the same model with the same settings. */
    startRescore: writing(database, (scoring: NewScoring, job: NewJob): StartedRescore => {
      const twin = listScorings(scoring.capture_id).find(
        (each) =>
          each.model_id === scoring.model_id &&
          each.model_sha256 === scoring.model_sha256 &&
          each.confidence_threshold === scoring.confidence_threshold &&
          each.novelty_budget === scoring.novelty_budget,
      )
      if (twin !== undefined) return { twin }
      return { scoring_id: createScoring(scoring), job_id: createJob(job), twin: null }
    }),
  }
}
