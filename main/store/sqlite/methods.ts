import type { Database } from 'better-sqlite3'

import { wrapMethods } from '../methods.ts'
import type { StoreDomains } from '../store.ts'
import { alertQueries } from './queries/alerts.ts'
import { appendQueries } from './queries/append.ts'
import { captureQueries } from './queries/captures.ts'
import { detectionQueries } from './queries/detections.ts'
import { featureQueries } from './queries/features.ts'
import { findingQueries } from './queries/findings.ts'
import { flowSearchQueries } from './queries/flow-search.ts'
import { flowSortQueries } from './queries/flow-sort.ts'
import { searchScopes } from './queries/search-scope.ts'
import { hostCountQueries } from './queries/host-counts.ts'
import { hostNoteQueries } from './queries/host-notes.ts'
import { jobQueries } from './queries/jobs.ts'
import { jobStartQueries } from './queries/job-starts.ts'
import { modelQueries } from './queries/models.ts'
import { PredictionChunks } from './queries/prediction-chunks.ts'
import { predictionQueries } from './queries/predictions.ts'
import { removalQueries } from './queries/removal.ts'
import { rollupQueries } from './queries/rollups.ts'
import { scoringQueries } from './queries/scorings.ts'
import { settingQueries } from './queries/settings.ts'
import { segmentFileQueries } from './queries/segment-files.ts'
import { segmentQueries } from './queries/segments.ts'
import { storedFlowQueries } from './queries/stored-flows.ts'
import { streamQueries } from './queries/streams.ts'
import { ThreatTypeNames } from './queries/threat-types.ts'

/** The store over one connection. What only reads does so in one transaction, so its answer is of one moment. */
export function sqliteStore(database: Database): StoreDomains {
  const names = new ThreatTypeNames(database)
  const chunks = new PredictionChunks(database)
  const captures = captureQueries(database)
  const append = appendQueries(database, names)
  const detections = detectionQueries(database, names, captures, append)
  const removal = removalQueries(database)
  const segments = segmentQueries(database, names, captures, append)
  const scorings = scoringQueries(database, names)
  const stored_flows = storedFlowQueries(chunks)
  const jobs = jobQueries(database)
  const predictions = predictionQueries(database, names, chunks)
  const scopes = searchScopes(database, names, chunks)
  const searches = flowSearchQueries(scopes, chunks)
  const alerts = alertQueries(database, names)
  const findings = findingQueries(database, names)
  const host_notes = hostNoteQueries(database)
  const host_counts = hostCountQueries(database, { chunks, captures, alerts, host_notes })
  const job_starts = jobStartQueries(database, captures, scorings, jobs)
  const settings = settingQueries(database)
  const store: StoreDomains = {
    captures: {
      create: captures.createCapture,
      get: captures.getCapture,
      list: captures.listCaptures,
      findBySize: captures.findCapturesBySize,
      describe: captures.describeCapture,
      listRejectedRows: captures.listRejectedRows,
      finishImport: captures.finishImport,
      abandonImport: removal.abandonImport,
      hide: removal.hideCapture,
      removeSlice: removal.removeSlice,
    },
    scorings: {
      list: scorings.listScorings,
      get: scorings.getScoring,
      create: scorings.createScoring,
      finish: scorings.finishScoring,
      abandon: scorings.abandonScoring,
      show: scorings.showScoring,
      setUnlikeTraining: captures.setUnlikeTraining,
      tally: scorings.tallyScorings,
      compare: stored_flows.compareScorings,
      removeSlice: scorings.removeScoringSlice,
    },
    jobs: {
      create: jobs.createJob,
      startImport: job_starts.startImport,
      startRescore: job_starts.startRescore,
      get: jobs.getJob,
      getMany: jobs.getJobs,
      list: jobs.listJobs,
      update: jobs.updateJob,
      isModelInUse: jobs.isModelInUse,
    },
    flows: {
      append: ({ value }) => append.appendBatch(value),
      appendToScoring: ({ value }) => append.appendToScoring(value),
      appendToCapture: ({ value }) => append.appendToCapture(value),
      recordDetections: ({ value }, capture) => detections.recordDetections(value, capture),
      list: predictions.listPredictions,
      search: searches.searchFlows,
      sort: flowSortQueries(scopes, chunks).sortFlows,
      get: predictions.getPrediction,
      getFeatureChunk: featureQueries(database).getFeatureChunk,
      read: stored_flows.readFlows,
    },
    alerts: {
      list: alerts.listAlerts,
      get: alerts.getAlert,
      update: alerts.updateAlert,
      recordFindings: alerts.recordFindings,
    },
    findings: {
      record: findings.recordFindings,
      list: findings.listFindings,
      flowNumbers: findings.findingFlowNumbers,
      conversationLines: findings.findingConversationLines,
      judgements: findings.getJudgements,
    },
    hosts: {
      get: host_counts.getHost,
      active: host_counts.mostActive,
      change: host_notes.change,
      noted: host_notes.noted,
    },
    charts: rollupQueries(database, names, captures, alerts),
    models: modelQueries(database),
    settings: { get: settings.getSettings, put: settings.putSettings },
    streams: {
      ...streamQueries(database),
      ...segments,
      append: ({ value }, place) => segments.append(value, place),
      ...segmentFileQueries(database),
    },
    upkeep: removal,
  }
  return wrapMethods(store, 'read', (read) => database.transaction(read))
}
