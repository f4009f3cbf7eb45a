import type { Database } from 'better-sqlite3'

import { featureChunkId, predictionId } from '../../../flow/flow-id.ts'
import { MODEL_DETECTOR } from '../../../triage/finding.ts'
import type { ScoredBatch } from '../../flows.ts'
import { writing } from '../transaction.ts'
import { alertRaiser } from './raise-alerts.ts'
import type { ThreatTypeNames } from './threat-types.ts'

const MOST_SPELLINGS = 100

/** Writes classified flows, each batch in one transaction. */
export function appendQueries(database: Database, names: ThreatTypeNames) {
  const insertChunk = database.prepare(
    `INSERT INTO prediction_chunks (id, scoring_id, rows, min_timestamp_us, max_timestamp_us, alert_ids, keys, facts)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const insertSummary = database.prepare('INSERT INTO chunk_summaries (chunk_id, summary) VALUES (?, ?)')
  const insertType = database.prepare(
    `INSERT INTO chunk_threat_types (scoring_id, threat_type, max_timestamp_us, chunk_id, min_timestamp_us, rows)
     VALUES (?, ?, ?, ?, ?, ?)`,
  )
  const raise = alertRaiser(database, names)
  const addBucket = database.prepare(
    `INSERT INTO bucket_rollups (scoring_id, bucket, threat_type, flows) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET flows = flows + excluded.flows`,
  )
  const addLabel = database.prepare(
    `INSERT INTO label_rollups (scoring_id, label, threat_type, flows) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET flows = flows + excluded.flows`,
  )
  const insertRejected = database.prepare(
    `INSERT INTO rejected_rows (capture_id, segment_id, line_number, column_name, value, reason)
     VALUES (?, ?, ?, ?, ?, ?)`,
  )
  const addMissing = database.prepare(
    `INSERT INTO missing_cells (capture_id, feature, kind, cells) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET cells = cells + excluded.cells`,
  )
  const addUnread = database.prepare(
    `INSERT INTO unread_cells (capture_id, column_name, value, cells) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET cells = cells + excluded.cells`,
  )
  const findUnread = database
    .prepare<[number, string, string], number>(
      'SELECT count(*) FROM unread_cells WHERE capture_id = ? AND column_name = ? AND value = ?',
    )
    .pluck()
  const countUnread = database
    .prepare<[number, string], number>('SELECT count(*) FROM unread_cells WHERE capture_id = ? AND column_name = ?')
    .pluck()
  const insertFeatures = database.prepare('INSERT INTO feature_chunks (id, rows, chunk) VALUES (?, ?, ?)')
  const insertRanges = database.prepare('INSERT INTO feature_ranges (chunk_id, ranges) VALUES (?, ?)')
  const addToCapture = database.prepare(
    `UPDATE captures SET classified = classified + :classified, conversations = conversations + :conversations,
       rejected = rejected + :rejected, threats = threats + :threats, labelled = labelled + :labelled,
       first_flow_us = coalesce(min(first_flow_us, :first_us), first_flow_us, :first_us),
       last_flow_us = coalesce(max(last_flow_us, :last_us), last_flow_us, :last_us)
     WHERE id = :capture_id AND status <> 'deleting'`,
  )
  const addToScoring = database.prepare(
    `UPDATE scorings SET
       min_timestamp_us = coalesce(min(min_timestamp_us, :min_us), min_timestamp_us, :min_us),
       max_timestamp_us = coalesce(max(max_timestamp_us, :max_us), max_timestamp_us, :max_us)
     WHERE id = :scoring_id`,
  )
  const addToJob = database.prepare(
    `UPDATE jobs SET progress_done = :progress_done, classified = classified + :classified,
       conversations = conversations + :conversations, rejected = rejected + :rejected
     WHERE id = :id`,
  )
  const countRunning = database
    .prepare<[number], number>(
      `SELECT count(*) FROM scorings JOIN captures ON captures.id = capture_id
       WHERE scorings.id = ? AND scorings.status = 'running' AND captures.status = 'ready'`,
    )
    .pluck()
  const countClassified = database.prepare<[number], number>('SELECT classified FROM captures WHERE id = ?').pluck()

  function insertFlows(batch: ScoredBatch, has_new_flows: boolean): void {
    const { capture_id, scoring_id, rows, span } = batch
    const witness = { capture_id, scoring_id, detector: MODEL_DETECTOR, has_new_flows, now_us: Date.now() * 1000 }
    const alert_ids = raise(batch.alert_groups, witness)
    if (span === null) return
    const id = predictionId(scoring_id, batch.first_flow_number)
    insertChunk.run(id, scoring_id, rows, span.min_us, span.max_us, JSON.stringify(alert_ids), batch.keys, batch.facts)
    insertSummary.run(id, batch.summary)
    for (const { threat_type, min_us, max_us } of batch.span_by_threat_type) {
      insertType.run(scoring_id, names.idOf(threat_type), max_us, id, min_us, rows)
    }
  }

  /** Adds to the counts of a scoring, and answers how many of its flows carry a label. */
  function addRollups(batch: ScoredBatch): number {
    for (const { bucket, threat_type, flows } of batch.bucket_counts) {
      addBucket.run(batch.scoring_id, bucket, names.idOf(threat_type), flows)
    }
    let labelled = 0
    for (const { label, threat_type, flows } of batch.label_counts) {
      if (label !== null) labelled += flows
      addLabel.run(batch.scoring_id, label === null ? -1 : names.idOf(label), names.idOf(threat_type), flows)
    }
    const { min_us = null, max_us = null } = batch.span ?? {}
    addToScoring.run({ scoring_id: batch.scoring_id, min_us, max_us })
    return labelled
  }

  /** A file of ever other words must not fill the table. */
  function spellingKept(capture_id: number, column: string, value: string | null): string {
    if (value === null) return ''
    const is_known = findUnread.get(capture_id, column, value) === 1
    return is_known || countUnread.get(capture_id, column)! < MOST_SPELLINGS ? value : ''
  }

  function addCounts(batch: ScoredBatch): void {
    const labelled = addRollups(batch)
    for (const { feature, kind, cells } of batch.missing) addMissing.run(batch.capture_id, feature, kind, cells)
    for (const { column, value, cells } of batch.unread) {
      addUnread.run(batch.capture_id, column, spellingKept(batch.capture_id, column, value), cells)
    }
    for (const { line_number, column, value, reason } of batch.rejected) {
      insertRejected.run(batch.capture_id, batch.segment_id ?? 0, line_number, column, value, reason)
    }
    const { rows: classified, conversations, rejected } = batch
    const counts = { classified, conversations, rejected: rejected.length }
    const { changes } = addToCapture.run({
      ...counts,
      capture_id: batch.capture_id,
      threats: batch.threats,
      labelled,
      first_us: batch.known_span?.min_us ?? null,
      last_us: batch.known_span?.max_us ?? null,
    })
    if (changes === 0) throw new Error(`capture ${String(batch.capture_id)} is gone; its flows would belong to nobody`)
    if (batch.job !== null) addToJob.run({ ...counts, ...batch.job })
  }

  const appendBatch = writing(database, (batch: ScoredBatch): void => {
    insertFlows(batch, true)
    addCounts(batch)
    const { feature_chunk, feature_ranges, rows } = batch
    if (feature_chunk === null || rows === 0) return
    const id = featureChunkId(batch.capture_id, batch.first_flow_number)
    insertFeatures.run(id, rows, feature_chunk)
    if (feature_ranges !== null) insertRanges.run(id, feature_ranges)
  })

  const appendToScoring = writing(database, (batch: ScoredBatch): void => {
    if (countRunning.get(batch.scoring_id) !== 1) {
      throw new Error(`scoring ${String(batch.scoring_id)} is gone; its flows would belong to nobody`)
    }
    insertFlows(batch, false)
    addRollups(batch)
    if (batch.job !== null) addToJob.run({ classified: batch.rows, conversations: 0, rejected: 0, ...batch.job })
  })

  const appendToCapture = writing(database, (batch: ScoredBatch): void => {
    appendBatch({ ...batch, first_flow_number: (countClassified.get(batch.capture_id) ?? 0) + 1 })
  })

  return {
    /** Writes one batch with all it adds to counts, alerts and its job, in one transaction. */
    appendBatch(batch: ScoredBatch): void {
      names.make(batch.label_counts)
      appendBatch(batch)
    },

    /** Writes predictions of flows that their capture has already, by another model. */
    appendToScoring(batch: ScoredBatch): void {
      names.make(batch.label_counts)
      appendToScoring(batch)
    },

    /** Writes a batch behind the flows its capture already has; `first_flow_number` of the batch is ignored. */
    appendToCapture(batch: ScoredBatch): void {
      names.make(batch.label_counts)
      appendToCapture(batch)
    },
  }
}
