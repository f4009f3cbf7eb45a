import type { Database } from 'better-sqlite3'

import { UNKNOWN } from '../../../flow/novelty.ts'
import { BENIGN } from '../../../flow/threat-types.ts'
import { predictionId } from '../../../flow/flow-id.ts'
import type { AbandonedEnding, CaptureRow } from '../../captures.ts'
import type { LabelCount, NewScoring, ScoringRow, ScoringTally } from '../../scorings.ts'
import { deciding, writing } from '../transaction.ts'
import { inSlices, SLICE_CHUNKS } from './removal.ts'
import type { ThreatTypeNames } from './threat-types.ts'

/** Runs of models over captures beside the first one: which there are, what they say, and which one is shown. */
export function scoringQueries(database: Database, names: ThreatTypeNames) {
  const threats_of = `(SELECT coalesce(sum(flows), 0) FROM label_rollups JOIN threat_types ON threat_types.id = threat_type
    WHERE scoring_id = scorings.id AND name NOT IN ('${BENIGN}', '${UNKNOWN}'))`
  const unknown_of = `(SELECT coalesce(sum(flows), 0) FROM label_rollups JOIN threat_types ON threat_types.id = threat_type
    WHERE scoring_id = scorings.id AND name = '${UNKNOWN}')`
  const columns = `scorings.id, capture_id, model_id, model_sha256, confidence_threshold, novelty_budget,
    created_at_us, scorings.status,
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
  const fillJob = database.prepare(
    'UPDATE jobs SET progress_done = coalesce(progress_total, progress_done) WHERE id = ?',
  )
  const selectConfusion = database.prepare<[number], { label: number; threat_type: number; flows: number }>(
    'SELECT label, threat_type, flows FROM label_rollups WHERE scoring_id = ?',
  )
  const selectCaptureStatus = database
    .prepare<[number], CaptureRow['status']>(
      'SELECT captures.status FROM scorings JOIN captures ON captures.id = capture_id WHERE scorings.id = ?',
    )
    .pluck()
  const deletePredictions = database.prepare(
    'DELETE FROM prediction_chunks WHERE id IN (SELECT id FROM prediction_chunks WHERE id BETWEEN ? AND ? LIMIT ?)',
  )
  // A subject that another scoring speaks of, or that a person decided on, outlives the scoring.
  const deleteSubjects = database.prepare(
    `DELETE FROM alert_subjects WHERE id IN (SELECT subject_id FROM alerts WHERE scoring_id = :scoring_id)
       AND NOT EXISTS (SELECT 1 FROM alerts WHERE subject_id = alert_subjects.id AND scoring_id <> :scoring_id)
       AND NOT EXISTS (SELECT 1 FROM alert_events WHERE alert_id = alert_subjects.id AND actor <> 'import')`,
  )
  const deletions = ['chunk_threat_types', 'bucket_rollups', 'label_rollups', 'alerts'].map((table) =>
    database.prepare(`DELETE FROM ${table} WHERE scoring_id = ?`),
  )
  const deleteScoring = database.prepare('DELETE FROM scorings WHERE id = ?')

  function flowsByLabel(scoring_id: number): LabelCount[] {
    return selectConfusion.all(scoring_id).map(({ label, threat_type, flows }) => ({
      label: label < 0 ? null : names.nameOf(label),
      threat_type: names.nameOf(threat_type),
      flows,
    }))
  }

  const removeSome = writing(database, (scoring_id: number): boolean => {
    const range = [predictionId(scoring_id, 0), predictionId(scoring_id + 1, 0) - 1] as const
    if (deletePredictions.run(...range, SLICE_CHUNKS).changes > 0) return false
    deleteSubjects.run({ scoring_id })
    for (const deletion of deletions) deletion.run(scoring_id)
    deleteScoring.run(scoring_id)
    return true
  })

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
    finishScoring: deciding(database, (scoring_id: number, job_id: number, now_us: number): void => {
      if (setReady.run(scoring_id).changes === 0) {
        throw new Error(`the capture of scoring ${String(scoring_id)} is gone`)
      }
      fillJob.run(job_id)
      endJob.run({ job_id, status: 'done', error: null, now_us })
    }),

    /** Hides an incomplete scoring, and ends its job, in one transaction. */
    abandonScoring(scoring_id: number, job_id: number, ending: AbandonedEnding, now_us: number): void {
      writing(database, () => {
        setStatus.run('deleting', scoring_id)
        endJob.run({ ...ending, job_id, now_us })
      })()
    },

    /** From here on the capture shows this scoring's predictions and alerts. */
    showScoring: deciding(database, (scoring_id: number): void => {
      const row = selectById.get(scoring_id)
      if (row?.status === 'ready') show.run({ scoring_id, capture_id: row.capture_id, threats: row.threats })
    }),

    /** Those of the scorings that are there, in the order asked for, with their counts. */
    tallyScorings(ids: readonly number[]): ScoringTally[] {
      return ids.flatMap((id) => {
        const scoring = selectById.get(id)
        if (scoring === undefined) return []
        return [{ scoring, capture_status: selectCaptureStatus.get(id)!, by_label: flowsByLabel(id) }]
      })
    },

    /** Deletes a slice of a hidden scoring; true when nothing of it is left. */
    removeScoringSlice(scoring_id: number): boolean {
      return inSlices(() => removeSome(scoring_id))
    },
  }
}
