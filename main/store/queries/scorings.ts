import type { Database } from 'better-sqlite3'

import { NO_LABEL, NO_NUMBER } from '../../capture/flow-batch.ts'
import { UNKNOWN } from '../../flow/novelty.ts'
import { BENIGN } from '../../flow/threat-types.ts'
import { flowNumber, predictionId } from '../prediction-id.ts'
import type { ThreatTypeNames } from './threat-types.ts'

export interface ScoringRow {
  id: number
  capture_id: number
  model_id: string
  model_sha256: string
  confidence_threshold: number
  created_at_us: number
  status: 'running' | 'ready' | 'deleting'
  /** 1 for the scoring that its capture shows. */
  is_shown: number
  /** Flows given a named threat. */
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

/** Flows of a scored capture without their predictions, in columns of `rows` entries. */
export interface StoredFlows {
  readonly rows: number
  readonly line_numbers: Uint32Array<ArrayBuffer>
  /** NaN where the file told no time. */
  readonly timestamps_us: Float64Array<ArrayBuffer>
  readonly source_ips: (string | null)[]
  readonly destination_ips: (string | null)[]
  readonly source_ports: Int32Array<ArrayBuffer>
  readonly destination_ports: Int32Array<ArrayBuffer>
  readonly protocols: Int32Array<ArrayBuffer>
  /** Index into the label names asked with, or NO_LABEL. */
  readonly labels: Uint8Array<ArrayBuffer>
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

interface StoredFlow {
  line_number: number
  timestamp_us: number
  timestamp_known: number
  source_ip: string | null
  source_port: number | null
  destination_ip: string | null
  destination_port: number | null
  protocol: number | null
  label: number | null
}

interface Difference {
  id: number
  one: number
  other: number
  label: number | null
}

const EXAMPLES = 5

/** Rows of one slice: some ten milliseconds, so that other requests get their turn in between. */
const SLICE_ROWS = 10_000

/** Runs of models over captures beside the first one: which there are, what they say, and which one is shown. */
export function scoringQueries(database: Database, names: ThreatTypeNames) {
  const threats_of = `(SELECT coalesce(sum(flows), 0) FROM label_rollups JOIN threat_types ON threat_types.id = threat_type
    WHERE scoring_id = scorings.id AND name NOT IN ('${BENIGN}', '${UNKNOWN}'))`
  const unknown_of = `(SELECT coalesce(sum(flows), 0) FROM label_rollups JOIN threat_types ON threat_types.id = threat_type
    WHERE scoring_id = scorings.id AND name = '${UNKNOWN}')`
  const columns = `scorings.id, capture_id, model_id, model_sha256, confidence_threshold, created_at_us, scorings.status,
    captures.scoring_id IS scorings.id AS is_shown, ${threats_of} AS threats, ${unknown_of} AS unknown
    FROM scorings JOIN captures ON captures.id = capture_id
    WHERE captures.status <> 'deleting' AND scorings.status <> 'deleting'`
  const selectOfCapture = database.prepare<[number], ScoringRow>(
    `SELECT ${columns} AND capture_id = ? ORDER BY scorings.id DESC`,
  )
  const selectById = database.prepare<[number], ScoringRow>(`SELECT ${columns} AND scorings.id = ?`)
  const insert = database.prepare(
    `INSERT INTO scorings (capture_id, model_id, model_sha256, confidence_threshold, novelty_budget,
       created_at_us, status)
     VALUES (:capture_id, :model_id, :model_sha256, :confidence_threshold, :novelty_budget, :created_at_us, 'running')`,
  )
  const setReady = database.prepare(
    `UPDATE scorings SET status = 'ready' WHERE id = ?
     AND EXISTS (SELECT 1 FROM captures WHERE id = capture_id AND status = 'ready')`,
  )
  const setStatus = database.prepare('UPDATE scorings SET status = ? WHERE id = ?')
  const show = database.prepare(
    `UPDATE captures SET scoring_id = :scoring_id, threats = :threats WHERE id = :capture_id AND status = 'ready'`,
  )
  const endJob = database.prepare(
    `UPDATE jobs SET status = :status, finished_at_us = :now_us, error = :error WHERE id = :job_id`,
  )
  const fillJob = database.prepare('UPDATE jobs SET bytes_done = bytes_total WHERE id = ?')
  const selectFlows = database.prepare<[number, number], StoredFlow>(
    `SELECT line_number, timestamp_us, timestamp_known, source_ip, source_port, destination_ip, destination_port,
       protocol, label
     FROM predictions WHERE id BETWEEN ? AND ? ORDER BY id`,
  )
  const selectConfusion = database.prepare<[number], { label: number; threat_type: number; flows: number }>(
    'SELECT label, threat_type, flows FROM label_rollups WHERE scoring_id = ?',
  )
  const selectDifferences = database.prepare<[{ first: number; last: number; shift: number }], Difference>(
    // A bound number is a REAL to SQLite, and would miss the row id.
    `SELECT one.id, one.threat_type AS one, other.threat_type AS other, one.label
     FROM predictions AS one JOIN predictions AS other ON other.id = one.id + CAST(:shift AS INTEGER)
     WHERE one.id BETWEEN :first AND :last AND one.threat_type <> other.threat_type ORDER BY one.id`,
  )
  const deletePredictions = database.prepare(
    'DELETE FROM predictions WHERE id IN (SELECT id FROM predictions WHERE id BETWEEN ? AND ? LIMIT ?)',
  )
  const deletions = ['bucket_rollups', 'label_rollups', 'alerts'].map((table) =>
    database.prepare(`DELETE FROM ${table} WHERE scoring_id = ?`),
  )
  const deleteScoring = database.prepare('DELETE FROM scorings WHERE id = ?')

  return {
    /** Newest first. */
    listScorings(capture_id: number): ScoringRow[] {
      return selectOfCapture.all(capture_id)
    },

    getScoring(id: number): ScoringRow | undefined {
      return selectById.get(id)
    },

    createScoring(scoring: NewScoring): number {
      return Number(insert.run(scoring).lastInsertRowid)
    },

    /** Lets a scoring be chosen, and ends its job, in one transaction. */
    finishScoring(scoring_id: number, job_id: number, now_us: number): void {
      database.transaction(() => {
        if (setReady.run(scoring_id).changes === 0) {
          throw new Error(`the capture of scoring ${String(scoring_id)} is gone`)
        }
        fillJob.run(job_id)
        endJob.run({ job_id, status: 'done', error: null, now_us })
      })()
    },

    /** Hides a scoring that did not come to its end, and ends its job, in one transaction. */
    abandonScoring(
      scoring_id: number,
      job_id: number,
      ending: { readonly status: 'failed' | 'cancelled'; readonly error: string | null },
      now_us: number,
    ): void {
      database.transaction(() => {
        setStatus.run('deleting', scoring_id)
        endJob.run({ ...ending, job_id, now_us })
      })()
    },

    /** From here on the capture shows this scoring's predictions and alerts. */
    showScoring(scoring_id: number): void {
      const row = selectById.get(scoring_id)
      if (row?.status === 'ready') show.run({ scoring_id, capture_id: row.capture_id, threats: row.threats })
    },

    /** Flows of a scoring in their order, without what the model said of them. */
    readFlows(
      scoring_id: number,
      first_flow_number: number,
      rows: number,
      label_names: readonly string[],
    ): StoredFlows {
      const first = predictionId(scoring_id, first_flow_number)
      const flows = selectFlows.all(first, first + rows - 1)
      const number = (value: number | null) => value ?? NO_NUMBER
      const labels = new Map(label_names.map((name, index) => [names.find(name), index]))
      return {
        rows: flows.length,
        line_numbers: Uint32Array.from(flows, ({ line_number }) => line_number),
        timestamps_us: Float64Array.from(flows, (flow) => (flow.timestamp_known === 1 ? flow.timestamp_us : NaN)),
        source_ips: flows.map(({ source_ip }) => source_ip),
        destination_ips: flows.map(({ destination_ip }) => destination_ip),
        source_ports: Int32Array.from(flows, ({ source_port }) => number(source_port)),
        destination_ports: Int32Array.from(flows, ({ destination_port }) => number(destination_port)),
        protocols: Int32Array.from(flows, ({ protocol }) => number(protocol)),
        labels: Uint8Array.from(flows, ({ label }) => (label === null ? NO_LABEL : (labels.get(label) ?? NO_LABEL))),
      }
    },

    /** Flows by label (null without one) and by what the model said. */
    flowsByLabel(scoring_id: number): { label: string | null; threat_type: string; flows: number }[] {
      return selectConfusion.all(scoring_id).map(({ label, threat_type, flows }) => ({
        label: label < 0 ? null : names.nameOf(label),
        threat_type: names.nameOf(threat_type),
        flows,
      }))
    },

    /** Differences of two scorings of one capture among the flows with these numbers. */
    compareScorings(scoring_id: number, other_id: number, first_flow: number, last_flow: number): DifferenceRow[] {
      const pairs = new Map<
        string,
        DifferenceRow & { flows: number; right: number; other_right: number; examples: number[] }
      >()
      const asked = {
        first: predictionId(scoring_id, first_flow),
        last: predictionId(scoring_id, last_flow),
        shift: predictionId(other_id, 0) - predictionId(scoring_id, 0),
      }
      for (const { id, one, other, label } of selectDifferences.iterate(asked)) {
        const key = `${String(one)} ${String(other)}`
        let pair = pairs.get(key)
        if (pair === undefined) {
          pair = {
            threat_type: names.nameOf(one),
            other_threat_type: names.nameOf(other),
            ...{ flows: 0, right: 0, other_right: 0, examples: [] },
          }
          pairs.set(key, pair)
        }
        pair.flows += 1
        if (label === one) pair.right += 1
        if (label === other) pair.other_right += 1
        if (pair.examples.length < EXAMPLES) pair.examples.push(flowNumber(id))
      }
      return [...pairs.values()]
    },

    /** Deletes a slice of a hidden scoring; true when nothing of it is left. */
    removeScoringSlice(scoring_id: number): boolean {
      return database.transaction(() => {
        const range = [predictionId(scoring_id, 0), predictionId(scoring_id + 1, 0) - 1] as const
        if (deletePredictions.run(...range, SLICE_ROWS).changes > 0) return false
        for (const deletion of deletions) deletion.run(scoring_id)
        deleteScoring.run(scoring_id)
        return true
      })()
    },
  }
}
