import type { Database } from 'better-sqlite3'

import { alertQueries } from './queries/alerts.ts'
import { appendQueries } from './queries/append.ts'
import { captureQueries } from './queries/captures.ts'
import { detectionQueries } from './queries/detections.ts'
import { featureQueries } from './queries/features.ts'
import { jobQueries } from './queries/jobs.ts'
import { jobStartQueries } from './queries/job-starts.ts'
import { modelQueries } from './queries/models.ts'
import { PredictionChunks } from './queries/prediction-chunks.ts'
import { predictionQueries } from './queries/predictions.ts'
import { removalQueries } from './queries/removal.ts'
import { rollupQueries } from './queries/rollups.ts'
import { scoringQueries } from './queries/scorings.ts'
import { settingQueries } from './queries/settings.ts'
import { storedFlowQueries } from './queries/stored-flows.ts'
import { ThreatTypeNames } from './queries/threat-types.ts'

/** Everything the store can do, as plain synchronous functions over one connection. */
export function storeMethods(database: Database) {
  const names = new ThreatTypeNames(database)
  const chunks = new PredictionChunks(database)
  const captures = captureQueries(database)
  const append = appendQueries(database, names)
  const jobs = jobQueries(database)
  const scorings = scoringQueries(database, names)
  return {
    ...captures,
    ...jobs,
    ...jobStartQueries(database, captures, scorings, jobs),
    ...append,
    ...detectionQueries(database, names, captures, append),
    ...predictionQueries(database, names, chunks),
    ...featureQueries(database),
    ...alertQueries(database, names),
    ...rollupQueries(database, names),
    ...removalQueries(database),
    ...modelQueries(database),
    ...scorings,
    ...storedFlowQueries(chunks),
    ...settingQueries(database),
  }
}

export type StoreMethods = ReturnType<typeof storeMethods>
