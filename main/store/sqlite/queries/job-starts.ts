import type { Database } from 'better-sqlite3'

import type { NewCapture } from '../../captures.ts'
import type { NewJob, StartedImport, StartedRescore } from '../../jobs.ts'
import type { NewScoring } from '../../scorings.ts'
import { writing } from '../transaction.ts'
import type { captureQueries } from './captures.ts'
import type { jobQueries } from './jobs.ts'
import type { scoringQueries } from './scorings.ts'

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
