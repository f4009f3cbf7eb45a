import type { Database } from 'better-sqlite3'

import { featureChunkId, predictionId } from '../../../flow/flow-id.ts'
import type { AbandonedEnding } from '../../captures.ts'
import type { InterruptedWork, InterruptionErrors, Recovered } from '../../upkeep.ts'
import { deciding, writing } from '../transaction.ts'

/** Rejected rows that go in one transaction. */
const SLICE_ROWS = 4000
const SLICE_PAGES = 250
/** Chunks that go in one transaction: some hundred pages. */
export const SLICE_CHUNKS = 2

/** Longest time for which other requests wait, but for one step. */
const SLICE_MS = 10

/** Takes steps until the last one, which answers true, or until others should have their turn. */
export function inSlices(step: () => boolean): boolean {
  const until_ms = performance.now() + SLICE_MS
  do if (step()) return true
  while (performance.now() < until_ms)
  return false
}

/** Takes captures away, and clears up what a crash left. */
export function removalQueries(database: Database) {
  const hide = database.prepare(`UPDATE captures SET status = 'deleting' WHERE id = ?`)
  const selectScorings = database
    .prepare<[number], number>('SELECT id FROM scorings WHERE capture_id = ? ORDER BY id')
    .pluck()
  // The newest first: they are at the end of the file, which shrinks by them without others being moved.
  const deletePredictions = database.prepare(
    'DELETE FROM prediction_chunks WHERE id IN (SELECT id FROM prediction_chunks WHERE id BETWEEN ? AND ? ORDER BY id DESC LIMIT ?)',
  )
  const deleteFeatures = database.prepare(
    'DELETE FROM feature_chunks WHERE id IN (SELECT id FROM feature_chunks WHERE id BETWEEN ? AND ? ORDER BY id DESC LIMIT ?)',
  )
  const deleteRejected = database.prepare(
    `DELETE FROM rejected_rows WHERE (capture_id, segment_id, line_number) IN
       (SELECT capture_id, segment_id, line_number FROM rejected_rows WHERE capture_id = :capture_id LIMIT :limit)`,
  )
  const deleteTypes = database.prepare('DELETE FROM chunk_threat_types WHERE scoring_id = ?')
  const deleteBuckets = database.prepare('DELETE FROM bucket_rollups WHERE scoring_id = ?')
  const deleteLabels = database.prepare('DELETE FROM label_rollups WHERE scoring_id = ?')
  const deleteAlerts = database.prepare('DELETE FROM alert_subjects WHERE capture_id = ?')
  const deleteMissing = database.prepare('DELETE FROM missing_cells WHERE capture_id = ?')
  const deleteUnread = database.prepare('DELETE FROM unread_cells WHERE capture_id = ?')
  const deleteCapture = database.prepare('DELETE FROM captures WHERE id = ?')
  const hideImporting = database.prepare(`UPDATE captures SET status = 'deleting' WHERE status = 'importing'`)
  const selectHidden = database.prepare<[], number>(`SELECT id FROM captures WHERE status = 'deleting'`).pluck()
  const hideRunningScorings = database.prepare(`UPDATE scorings SET status = 'deleting' WHERE status = 'running'`)
  const selectHiddenScorings = database
    .prepare<[], number>(
      `SELECT scorings.id FROM scorings JOIN captures ON captures.id = capture_id
       WHERE scorings.status = 'deleting' AND captures.status <> 'deleting'`,
    )
    .pluck()
  const endJob = database.prepare(
    `UPDATE jobs SET status = :status, finished_at_us = :now_us, capture_id = NULL, error = :error WHERE id = :job_id`,
  )
  const interruptJobs = database
    .prepare<[{ now_us: number; error: string; status: 'queued' | 'running' }], string>(
      `UPDATE jobs SET status = 'interrupted', finished_at_us = :now_us, capture_id = NULL, error = :error
       WHERE status = :status AND kind = 'import' RETURNING title`,
    )
    .pluck()
  const interruptOthers = database.prepare<[{ now_us: number; error: string }], InterruptedWork>(
    `UPDATE jobs SET status = 'interrupted', finished_at_us = :now_us, error = :error
     WHERE status IN ('queued', 'running') AND kind <> 'import' RETURNING kind, title`,
  )

  const removeSome = writing(database, (capture_id: number): boolean => {
    const scorings = selectScorings.all(capture_id)
    for (const scoring_id of scorings) {
      const range = [predictionId(scoring_id, 0), predictionId(scoring_id + 1, 0) - 1] as const
      if (deletePredictions.run(...range, SLICE_CHUNKS).changes > 0) return false
    }
    const features = [featureChunkId(capture_id, 0), featureChunkId(capture_id + 1, 0) - 1] as const
    if (deleteFeatures.run(...features, SLICE_CHUNKS).changes > 0) return false
    if (deleteRejected.run({ capture_id, limit: SLICE_ROWS }).changes > 0) return false
    for (const scoring_id of scorings) {
      deleteTypes.run(scoring_id)
      deleteBuckets.run(scoring_id)
      deleteLabels.run(scoring_id)
    }
    deleteAlerts.run(capture_id)
    deleteMissing.run(capture_id)
    deleteUnread.run(capture_id)
    deleteCapture.run(capture_id)
    return true
  })

  return {
    /** Hides the capture; its rows are then deleted in slices. */
    hideCapture: deciding(database, (capture_id: number): void => {
      hide.run(capture_id)
    }),

    /** Hides a capture whose import is incomplete, and ends its job, in one transaction. */
    abandonImport(capture_id: number, job_id: number, ending: AbandonedEnding, now_us: number): void {
      writing(database, () => {
        hide.run(capture_id)
        endJob.run({ ...ending, job_id, now_us })
      })()
    },

    /** Deletes a slice of a hidden capture; true when nothing of it is left. */
    removeSlice(capture_id: number): boolean {
      return inSlices(() => removeSome(capture_id))
    },

    /** Gives a slice of free pages back to the disk; true when none is left. */
    shrinkSlice(): boolean {
      database.pragma(`incremental_vacuum(${String(SLICE_PAGES)})`)
      if (database.pragma('freelist_count', { simple: true }) !== 0) return false
      // Else the log of writes keeps the size it grew to.
      database.pragma('wal_checkpoint(TRUNCATE)')
      return true
    },

    /**
     * After a start: imports that were under way or waiting are interrupted, and their captures hidden for removal.
     * @param errors what to write down for either, as JSON
     * @returns titles of those imports, other work that was, and every hidden capture and scoring
     */
    recover(now_us: number, errors: InterruptionErrors): Recovered {
      return writing(database, () => {
        hideImporting.run()
        hideRunningScorings.run()
        return {
          cut_off: interruptJobs.all({ now_us, error: errors.running, status: 'running' }),
          never_begun: interruptJobs.all({ now_us, error: errors.queued, status: 'queued' }),
          other: interruptOthers.all({ now_us, error: errors.other }),
          hidden: selectHidden.all(),
          hidden_scorings: selectHiddenScorings.all(),
        }
      })()
    },
  }
}
