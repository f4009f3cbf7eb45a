import type { Database } from 'better-sqlite3'

import { UNKNOWN } from '../../../flow/novelty.ts'
import type { CaptureLayout, CaptureRow, NewCapture, RejectedRowOfSegment } from '../../captures.ts'
import { deciding, writing } from '../transaction.ts'

const COLUMNS = `captures.*,
  (SELECT json_group_array(json_object('feature', feature, 'kind', kind, 'cells', cells))
   FROM missing_cells WHERE capture_id = captures.id) AS missing_cells,
  (SELECT json_group_array(json_object('column', column_name, 'value', nullif(value, ''), 'cells', cells))
   FROM (SELECT * FROM unread_cells WHERE capture_id = captures.id ORDER BY cells DESC)) AS unread_cells,
  model_id, model_sha256, confidence_threshold, novelty_budget, unlike_training,
  (SELECT coalesce(sum(flows), 0) FROM label_rollups JOIN threat_types ON threat_types.id = threat_type
   WHERE label_rollups.scoring_id = captures.scoring_id AND threat_types.name = '${UNKNOWN}') AS unknown
  FROM captures LEFT JOIN scorings ON scorings.id = captures.scoring_id`
const VISIBLE = `captures.status <> 'deleting'`

/** Captures and the rows they rejected. */
export function captureQueries(database: Database) {
  const insertCapture = database.prepare(
    `INSERT INTO captures (kind, name, status, sha256, size_bytes, imported_at_us, axis, source_path, source_stamp, stream_id)
     VALUES (:kind, :name, :status, :sha256, :size_bytes, :imported_at_us, :axis, :source_path, :source_stamp, :stream_id)`,
  )
  const insertScoring = database.prepare(
    `INSERT INTO scorings (capture_id, model_id, model_sha256, confidence_threshold, novelty_budget, created_at_us, status)
     VALUES (:capture_id, :model_id, :model_sha256, :confidence_threshold, :novelty_budget, :imported_at_us, 'ready')`,
  )
  const showScoring = database.prepare('UPDATE captures SET scoring_id = ? WHERE id = ?')
  const selectById = database.prepare<[number], CaptureRow>(`SELECT ${COLUMNS} WHERE captures.id = ? AND ${VISIBLE}`)
  const selectPage = database.prepare<[number, number], CaptureRow>(
    `SELECT ${COLUMNS} WHERE captures.id < ? AND ${VISIBLE} ORDER BY captures.id DESC LIMIT ?`,
  )
  const countAll = database.prepare<[], number>(`SELECT count(*) FROM captures WHERE ${VISIBLE}`).pluck()
  const selectBySize = database.prepare<[number], CaptureRow>(
    `SELECT ${COLUMNS} WHERE kind = 'file' AND size_bytes = ? AND ${VISIBLE} ORDER BY captures.id`,
  )
  const setUnlike = database.prepare('UPDATE scorings SET unlike_training = ? WHERE id = ?')
  const finishCapture = database.prepare(
    `UPDATE captures SET status = 'ready', elapsed_ms = ?, sha256 = ? WHERE id = ?`,
  )
  const finishJob = database.prepare(
    `UPDATE jobs SET status = 'done', finished_at_us = :now_us, progress_done = coalesce(progress_total, progress_done) WHERE id = :job_id`,
  )
  const describe = database.prepare(
    `UPDATE captures SET dialect = :dialect, instrument = :instrument, utc_offset_minutes = :utc_offset_minutes,
       notices = :notices, axis = :axis
     WHERE id = :id`,
  )
  const selectRejected = database.prepare<[number, number, number, number], RejectedRowOfSegment>(
    `SELECT segment_id, line_number, column_name AS "column", value, reason FROM rejected_rows
     WHERE capture_id = ? AND (segment_id, line_number) > (?, ?) ORDER BY segment_id, line_number LIMIT ?`,
  )

  return {
    /** Creates a capture with the scoring that is going to be shown. */
    createCapture({ source, stream_id, ...capture }: NewCapture): { capture_id: number; scoring_id: number } {
      return writing(database, () => {
        const place = {
          ...{ source_path: source?.path ?? null, source_stamp: source?.stamp ?? null },
          stream_id: stream_id ?? null,
        }
        const capture_id = Number(insertCapture.run({ ...capture, ...place }).lastInsertRowid)
        const scoring_id = Number(insertScoring.run({ ...capture, capture_id }).lastInsertRowid)
        showScoring.run(scoring_id, capture_id)
        return { capture_id, scoring_id }
      })()
    },

    getCapture(id: number): CaptureRow | undefined {
      return selectById.get(id)
    },

    /** Captures with an id below `before_id`, newest first. */
    listCaptures(before_id: number, limit: number): { rows: CaptureRow[]; total: number } {
      return { rows: selectPage.all(before_id, limit), total: countAll.get() ?? 0 }
    },

    /** Captures of files as large as this, the earliest first: only they can be the same file. */
    findCapturesBySize(size_bytes: number): CaptureRow[] {
      return selectBySize.all(size_bytes)
    },

    /** Writes down why the capture of a scoring is unlike the training data; null when it is not. */
    setUnlikeTraining(scoring_id: number, reason: string | null): void {
      setUnlike.run(reason, scoring_id)
    },

    /** Shows an imported capture and ends its job, in one transaction. */
    finishImport(
      { capture_id, job_id, sha256 }: { readonly capture_id: number; readonly job_id: number; readonly sha256: string },
      elapsed_ms: number,
      now_us: number,
    ): void {
      deciding(database, () => {
        finishCapture.run(elapsed_ms, sha256, capture_id)
        finishJob.run({ job_id, now_us })
      })()
    },

    /** Writes down how the file turned out to be laid out. */
    describeCapture(id: number, layout: CaptureLayout, axis: CaptureRow['axis']): void {
      const { dialect, instrument, utc_offset_minutes, notices } = layout
      describe.run({ id, dialect, instrument, utc_offset_minutes, notices: JSON.stringify(notices), axis })
    },

    listRejectedRows(
      capture_id: number,
      after: { readonly segment_id: number; readonly line_number: number },
      limit: number,
    ): { rows: RejectedRowOfSegment[]; total: number } {
      const capture = selectById.get(capture_id)
      if (capture === undefined) return { rows: [], total: 0 }
      const rows = selectRejected.all(capture_id, after.segment_id, after.line_number, limit)
      return { rows, total: capture.rejected }
    },
  }
}
