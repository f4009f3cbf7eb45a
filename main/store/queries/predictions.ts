import type { Database } from 'better-sqlite3'

import { NO_LABEL, NO_NUMBER, type RejectedRow } from '../../capture/flow-batch.ts'
import type { MissingCells } from '../../capture/missing-cells.ts'
import { featureChunkId, predictionId } from '../prediction-id.ts'
import type { ThreatTypeNames } from './threat-types.ts'

/** Threatening flows of one batch that belong to one alert. */
export interface AlertGroup {
  readonly key: string
  readonly threat_type: string
  readonly severity: number
  readonly source_ip: string | null
  readonly destination_ip: string | null
  readonly destination_port: number | null
  readonly flow_count: number
  readonly confidence_sum: number
  readonly max_confidence: number
  readonly first_seen_us: number
  readonly last_seen_us: number
  readonly timestamp_known: boolean
}

/** Classified flows in columns of `rows` entries each, with what they add to counts and alerts. */
export interface ScoredBatch {
  readonly capture_id: number
  readonly scoring_id: number
  readonly rows: number
  /** Number of the first flow of the batch in its capture, counted from 1. */
  readonly first_flow_number: number
  readonly line_numbers: Uint32Array
  readonly timestamps_us: Float64Array
  readonly timestamps_known: Uint8Array
  /** Index into `class_names`. */
  readonly threat_types: Uint8Array
  readonly confidences: Float32Array
  readonly source_ips: readonly (string | null)[]
  readonly destination_ips: readonly (string | null)[]
  readonly source_ports: Int32Array
  readonly destination_ports: Int32Array
  readonly protocols: Int32Array
  /** Index into `label_names`, or 255. */
  readonly labels: Uint8Array
  readonly class_names: readonly string[]
  readonly label_names: readonly string[]
  readonly alert_groups: readonly AlertGroup[]
  /** Index into `alert_groups` of each flow, or -1. */
  readonly alert_group_of_row: Int32Array
  readonly bucket_counts: readonly { bucket: number; threat_type: string; flows: number }[]
  readonly label_counts: readonly { label: string | null; threat_type: string; flows: number }[]
  readonly threats: number
  readonly rejected: readonly RejectedRow[]
  /** Cells that were taken as missing; none of another scoring of the same flows. */
  readonly missing: readonly MissingCells[]
  /** Features of the flows, as `encodeFeatures` gives them; null when they are not kept. */
  readonly feature_chunk: Uint8Array | null
  readonly job: { readonly id: number; readonly bytes_done: number } | null
}

export interface PredictionRow {
  id: number
  capture_id: number
  timestamp_us: number
  timestamp_known: number
  threat_type: string
  confidence: number
  source_ip: string | null
  source_port: number | null
  destination_ip: string | null
  destination_port: number | null
  protocol: number | null
  label: string | null
  line_number: number
}

export interface PredictionFilter {
  readonly capture_id?: number
  readonly threat_type?: string
  readonly alert_id?: number
}

/** The last prediction of the page before; the next page starts right below it. */
export interface PredictionCursor {
  readonly timestamp_us: number
  readonly id: number
}

interface Scoring {
  id: number
  capture_id: number
  max_timestamp_us: number | null
}

type StoredPrediction = Omit<PredictionRow, 'capture_id' | 'threat_type' | 'label'> & {
  threat_type: number
  label: number | null
}

/** Writes classified flows, and reads them in the order of time. */
export function predictionQueries(database: Database, names: ThreatTypeNames) {
  const insert = database.prepare(
    `INSERT INTO predictions (id, scoring_id, timestamp_us, timestamp_known, threat_type, confidence, source_ip,
       source_port, destination_ip, destination_port, protocol, label, line_number, alert_id)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const upsertAlert = database.prepare<[Record<string, unknown>], { id: number; status: string; is_new: number }>(
    `INSERT INTO alerts (scoring_id, capture_id, group_key, status, severity, threat_type, source_ip, destination_ip,
       destination_port, flow_count, confidence_sum, max_confidence, first_seen_us, last_seen_us, timestamp_known,
       updated_at_us)
     VALUES (:scoring_id, :capture_id, :key, 'open', :severity, :threat_type, :source_ip, :destination_ip,
       :destination_port, :flow_count, :confidence_sum, :max_confidence, :first_seen_us, :last_seen_us,
       :timestamp_known, :now_us)
     ON CONFLICT (scoring_id, group_key) DO UPDATE SET
       source_ip = CASE WHEN source_ip IS excluded.source_ip THEN source_ip END,
       destination_port = CASE WHEN destination_port IS excluded.destination_port THEN destination_port END,
       flow_count = flow_count + excluded.flow_count,
       confidence_sum = confidence_sum + excluded.confidence_sum,
       max_confidence = max(max_confidence, excluded.max_confidence),
       first_seen_us = min(first_seen_us, excluded.first_seen_us),
       last_seen_us = max(last_seen_us, excluded.last_seen_us),
       updated_at_us = excluded.updated_at_us
     RETURNING id, status, flow_count = :flow_count AS is_new`,
  )
  const insertEvent = database.prepare(
    `INSERT INTO alert_events (alert_id, at_us, actor, from_status, to_status, note) VALUES (?, ?, 'import', ?, 'open', ?)`,
  )
  const reopen = database.prepare(`UPDATE alerts SET status = 'open' WHERE id = ?`)
  const addBucket = database.prepare(
    `INSERT INTO bucket_rollups (scoring_id, bucket, threat_type, flows) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET flows = flows + excluded.flows`,
  )
  const addLabel = database.prepare(
    `INSERT INTO label_rollups (scoring_id, label, threat_type, flows) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET flows = flows + excluded.flows`,
  )
  const insertRejected = database.prepare(
    'INSERT INTO rejected_rows (capture_id, line_number, column_name, value, reason) VALUES (?, ?, ?, ?, ?)',
  )
  const addMissing = database.prepare(
    `INSERT INTO missing_cells (capture_id, feature, kind, cells) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET cells = cells + excluded.cells`,
  )
  const insertFeatures = database.prepare('INSERT INTO feature_chunks (id, rows, chunk) VALUES (?, ?, ?)')
  const addToCapture = database.prepare(
    `UPDATE captures SET classified = classified + :classified, rejected = rejected + :rejected,
       threats = threats + :threats, labelled = labelled + :labelled,
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
    `UPDATE jobs SET bytes_done = :bytes_done, classified = classified + :classified, rejected = rejected + :rejected
     WHERE id = :id`,
  )
  const countRunning = database
    .prepare<[number], number>(
      `SELECT count(*) FROM scorings JOIN captures ON captures.id = capture_id
       WHERE scorings.id = ? AND scorings.status = 'running' AND captures.status = 'ready'`,
    )
    .pluck()
  const countClassified = database.prepare<[number], number>('SELECT classified FROM captures WHERE id = ?').pluck()

  const selectScorings = database.prepare<[{ capture_id: number | null }], Scoring>(
    `SELECT scorings.id, capture_id, max_timestamp_us FROM captures JOIN scorings ON scorings.id = captures.scoring_id
     WHERE captures.status = 'ready' AND (:capture_id IS NULL OR captures.id = :capture_id)
     ORDER BY max_timestamp_us DESC, scorings.id DESC`,
  )
  const selectAlert = database.prepare<
    [number],
    { scoring_id: number; threat_type: number; flow_count: number; first_seen_us: number; last_seen_us: number }
  >('SELECT scoring_id, threat_type, flow_count, first_seen_us, last_seen_us FROM alerts WHERE id = ?')
  const page = (conditions: string) =>
    database.prepare<[Record<string, number>], StoredPrediction>(
      `SELECT id, timestamp_us, timestamp_known, threat_type, confidence, source_ip, source_port, destination_ip,
         destination_port, protocol, label, line_number
       FROM predictions WHERE scoring_id = :scoring_id ${conditions}
       AND (timestamp_us, id) < (:before_us, :before_id) ORDER BY timestamp_us DESC, id DESC LIMIT :limit`,
    )
  const selectAny = page('')
  const selectOfThreatType = page('AND threat_type = :threat_type')
  const selectOfAlert = page(
    'AND threat_type = :threat_type AND timestamp_us >= :first_seen_us AND alert_id = :alert_id',
  )
  const selectById = database.prepare<[number], StoredPrediction>('SELECT * FROM predictions WHERE id = ?')
  const countMatching = database
    .prepare<[{ scoring_id: number; threat_type: number | null }], number>(
      `SELECT coalesce(sum(flows), 0) FROM label_rollups
       WHERE scoring_id = :scoring_id AND (:threat_type IS NULL OR threat_type = :threat_type)`,
    )
    .pluck()

  function insertAlertGroups(batch: ScoredBatch, now_us: number): number[] {
    return batch.alert_groups.map((group) => {
      const { scoring_id, capture_id } = batch
      const row = upsertAlert.get({
        ...group,
        threat_type: names.idOf(group.threat_type),
        timestamp_known: group.timestamp_known ? 1 : 0,
        scoring_id,
        capture_id,
        now_us,
      })
      if (row === undefined) throw new Error('the alert upsert returned no row')
      if (row.is_new === 1) insertEvent.run(row.id, now_us, null, null)
      else if (row.status === 'closed') {
        reopen.run(row.id)
        insertEvent.run(row.id, now_us, 'closed', 'Flows of this alert came in after it was closed.')
      }
      return row.id
    })
  }

  function insertRows(batch: ScoredBatch, alert_ids: readonly number[]): void {
    const class_ids = batch.class_names.map((name) => names.idOf(name))
    const label_ids = batch.label_names.map((name) => names.idOf(name))
    const optional = (value: number) => (value === NO_NUMBER ? null : value)
    for (let row = 0; row < batch.rows; row += 1) {
      const group = batch.alert_group_of_row[row]!
      const label = batch.labels[row]!
      insert.run(
        predictionId(batch.scoring_id, batch.first_flow_number + row),
        batch.scoring_id,
        batch.timestamps_us[row]!,
        batch.timestamps_known[row]!,
        class_ids[batch.threat_types[row]!]!,
        batch.confidences[row]!,
        batch.source_ips[row]!,
        optional(batch.source_ports[row]!),
        batch.destination_ips[row]!,
        optional(batch.destination_ports[row]!),
        optional(batch.protocols[row]!),
        label === NO_LABEL ? null : label_ids[label]!,
        batch.line_numbers[row]!,
        group < 0 ? null : alert_ids[group]!,
      )
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
    const { min_us, max_us } = timeRange(batch)
    addToScoring.run({ scoring_id: batch.scoring_id, min_us, max_us })
    return labelled
  }

  function addCounts(batch: ScoredBatch): void {
    const labelled = addRollups(batch)
    for (const { feature, kind, cells } of batch.missing) addMissing.run(batch.capture_id, feature, kind, cells)
    for (const { line_number, column, value, reason } of batch.rejected) {
      insertRejected.run(batch.capture_id, line_number, column, value, reason)
    }
    const { min_known_us, max_known_us } = timeRange(batch)
    const counts = { classified: batch.rows, rejected: batch.rejected.length }
    const { changes } = addToCapture.run({
      ...counts,
      capture_id: batch.capture_id,
      threats: batch.threats,
      labelled,
      first_us: min_known_us,
      last_us: max_known_us,
    })
    if (changes === 0) throw new Error(`capture ${String(batch.capture_id)} is gone; its flows would belong to nobody`)
    if (batch.job !== null) addToJob.run({ ...counts, ...batch.job })
  }

  function named(row: StoredPrediction, capture_id: number): PredictionRow {
    return {
      ...row,
      capture_id,
      threat_type: names.nameOf(row.threat_type),
      label: row.label === null ? null : names.nameOf(row.label),
    }
  }

  /** Ids made inside a transaction would be remembered here although it was rolled back. */
  function makeNames({ class_names, label_names }: ScoredBatch): void {
    for (const name of [...class_names, ...label_names]) names.idOf(name)
  }

  const appendBatch = database.transaction((batch: ScoredBatch): void => {
    insertRows(batch, insertAlertGroups(batch, Date.now() * 1000))
    addCounts(batch)
    const { feature_chunk, rows } = batch
    if (feature_chunk === null || rows === 0) return
    insertFeatures.run(featureChunkId(batch.capture_id, batch.first_flow_number), rows, feature_chunk)
  })

  const appendToScoring = database.transaction((batch: ScoredBatch): void => {
    if (countRunning.get(batch.scoring_id) !== 1) {
      throw new Error(`scoring ${String(batch.scoring_id)} is gone; its flows would belong to nobody`)
    }
    insertRows(batch, insertAlertGroups(batch, Date.now() * 1000))
    addRollups(batch)
    if (batch.job !== null) addToJob.run({ classified: batch.rows, rejected: 0, ...batch.job })
  })

  const appendToCapture = database.transaction((batch: ScoredBatch): void => {
    appendBatch({ ...batch, first_flow_number: (countClassified.get(batch.capture_id) ?? 0) + 1 })
  })

  return {
    /** Writes one batch with all it adds to counts, alerts and its job, in one transaction. */
    appendBatch(batch: ScoredBatch): void {
      makeNames(batch)
      appendBatch(batch)
    },

    /** Writes predictions of flows that their capture has already, by another model. */
    appendToScoring(batch: ScoredBatch): void {
      makeNames(batch)
      appendToScoring(batch)
    },

    /** Writes a batch behind the flows its capture already has; `first_flow_number` of the batch is ignored. */
    appendToCapture(batch: ScoredBatch): void {
      makeNames(batch)
      appendToCapture(batch)
    },

    /** Flows of finished captures below the cursor, newest first, and how many match on all pages. */
    listPredictions(
      filter: PredictionFilter,
      cursor: PredictionCursor | null,
      limit: number,
    ): { rows: PredictionRow[]; total: number } {
      const before = { before_us: cursor?.timestamp_us ?? Number.MAX_SAFE_INTEGER, before_id: cursor?.id ?? 0 }
      const scorings = selectScorings.all({ capture_id: filter.capture_id ?? null })
      if (filter.alert_id !== undefined) {
        const alert = selectAlert.get(filter.alert_id)
        const scoring = scorings.find(({ id }) => id === alert?.scoring_id)
        if (alert === undefined || scoring === undefined) return { rows: [], total: 0 }
        const { scoring_id, threat_type, first_seen_us } = alert
        if (filter.threat_type !== undefined && names.find(filter.threat_type) !== threat_type) {
          return { rows: [], total: 0 }
        }
        const asked = { ...before, scoring_id, threat_type, first_seen_us, alert_id: filter.alert_id, limit }
        return {
          rows: selectOfAlert.all(asked).map((row) => named(row, scoring.capture_id)),
          total: alert.flow_count,
        }
      }
      const threat_type = filter.threat_type === undefined ? null : (names.find(filter.threat_type) ?? -1)
      let total = 0
      for (const { id } of scorings) total += countMatching.get({ scoring_id: id, threat_type }) ?? 0
      let rows: PredictionRow[] = []
      for (const scoring of scorings) {
        const last = rows[limit - 1]
        // Scorings come with the newest flow first: once the page is full of newer flows, none of the rest adds to it.
        if (last !== undefined && (scoring.max_timestamp_us ?? 0) < last.timestamp_us) break
        const asked = { ...before, scoring_id: scoring.id, limit }
        const found = threat_type === null ? selectAny.all(asked) : selectOfThreatType.all({ ...asked, threat_type })
        rows = mergeNewestFirst(
          rows,
          found.map((row) => named(row, scoring.capture_id)),
          limit,
        )
      }
      return { rows, total }
    },

    getPrediction(capture_id: number, flow_number: number): PredictionRow | undefined {
      const [scoring] = selectScorings.all({ capture_id })
      const row = scoring && selectById.get(predictionId(scoring.id, flow_number))
      return row && named(row, capture_id)
    },
  }
}

function timeRange(batch: ScoredBatch) {
  let min_us: number | null = null
  let max_us: number | null = null
  let min_known_us: number | null = null
  let max_known_us: number | null = null
  for (let row = 0; row < batch.rows; row += 1) {
    const at = batch.timestamps_us[row]!
    min_us = min_us === null ? at : Math.min(min_us, at)
    max_us = max_us === null ? at : Math.max(max_us, at)
    if (batch.timestamps_known[row] === 0) continue
    min_known_us = min_known_us === null ? at : Math.min(min_known_us, at)
    max_known_us = max_known_us === null ? at : Math.max(max_known_us, at)
  }
  return { min_us, max_us, min_known_us, max_known_us }
}

function mergeNewestFirst(left: PredictionRow[], right: PredictionRow[], limit: number): PredictionRow[] {
  if (left.length === 0) return right
  return [...left, ...right].sort((a, b) => b.timestamp_us - a.timestamp_us || b.id - a.id).slice(0, limit)
}
