import type { Database } from 'better-sqlite3'

import type { SearchedCapture } from '../../search/coverage.ts'

/** What a finished capture shows. */
export interface ShownScoring {
  readonly scoring_id: number
  readonly capture_id: number
  readonly capture_name: string
  /** Whether it may have flows whose capture tells no time. */
  readonly has_untimed: number
  /** Flows it has by now: those that scripts send are added. */
  readonly flows: number
}

/** The capture of a scoring, as queries ask of it. */
export function captureOf({ capture_id, capture_name, has_untimed }: ShownScoring): SearchedCapture {
  return { id: capture_id, name: capture_name, has_untimed: has_untimed === 1 }
}

/** Scorings that finished captures show: of one capture, or of all. */
export function shownScorings(database: Database): (capture_id: number | null) => ShownScoring[] {
  const select = database.prepare<[{ capture_id: number | null }], ShownScoring>(
    `SELECT scorings.id AS scoring_id, captures.id AS capture_id, captures.name AS capture_name, captures.classified AS flows,
       axis <> 'time' OR EXISTS (SELECT 1 FROM bucket_rollups WHERE scoring_id = scorings.id AND bucket = -1) AS has_untimed
     FROM captures JOIN scorings ON scorings.id = captures.scoring_id
     WHERE captures.status = 'ready' AND (:capture_id IS NULL OR captures.id = :capture_id)`,
  )
  return (capture_id) => select.all({ capture_id })
}
