import type { Database } from 'better-sqlite3'

import type { ThreatTypeNames } from './threat-types.ts'

export interface Totals {
  captures: number
  classified: number
  rejected: number
  threats: number
  /** Captures whose import is under way; their flows so far are in the totals. */
  importing: number
}

/** Which captures a chart speaks of: one, or all that have the axis. */
export interface ChartScope {
  readonly capture_id: number | null
  readonly axis: 'time' | 'row'
}

const SHOWN = `captures.status IN ('ready', 'importing') AND (:capture_id IS NULL OR captures.id = :capture_id)`
const BUCKETS = `FROM captures JOIN bucket_rollups ON bucket_rollups.scoring_id = captures.scoring_id
  WHERE ${SHOWN} AND axis = :axis AND bucket >= 0`

/** Counts for charts, without reading the flows themselves. */
export function rollupQueries(database: Database, names: ThreatTypeNames) {
  const selectTotals = database.prepare<[{ capture_id: number | null }], Totals>(
    `SELECT count(*) AS captures, coalesce(sum(classified), 0) AS classified, coalesce(sum(rejected), 0) AS rejected,
       coalesce(sum(threats), 0) AS threats, coalesce(sum(status = 'importing'), 0) AS importing
     FROM captures WHERE ${SHOWN}`,
  )
  const selectThreatTypes = database.prepare<[{ capture_id: number | null }], { threat_type: number; flows: number }>(
    `SELECT threat_type, sum(flows) AS flows
     FROM captures JOIN label_rollups ON label_rollups.scoring_id = captures.scoring_id
     WHERE ${SHOWN} GROUP BY threat_type ORDER BY flows DESC, threat_type`,
  )
  const selectRange = database.prepare<
    [ChartScope],
    { first: number | null; last: number | null; flows: number | null }
  >(`SELECT min(bucket) AS first, max(bucket) AS last, sum(flows) AS flows ${BUCKETS}`)
  const selectBuckets = database.prepare<
    [ChartScope & { width: number }],
    { bucket: number; threat_type: number; flows: number }
  >(
    // A bound number is a REAL to SQLite: without the cast the division would not round down.
    `SELECT bucket / CAST(:width AS INTEGER) AS bucket, threat_type, sum(flows) AS flows ${BUCKETS}
     GROUP BY 1, threat_type ORDER BY 1, flows DESC`,
  )

  const selectUnlike = database.prepare<
    [{ capture_id: number | null; limit: number }],
    { capture_id: number; name: string; reason: string }
  >(
    `SELECT captures.id AS capture_id, name, unlike_training AS reason
     FROM captures JOIN scorings ON scorings.id = captures.scoring_id
     WHERE ${SHOWN} AND unlike_training IS NOT NULL ORDER BY captures.id DESC LIMIT :limit`,
  )

  return {
    totals(capture_id: number | null): Totals {
      return selectTotals.get({ capture_id }) ?? { captures: 0, classified: 0, rejected: 0, threats: 0, importing: 0 }
    },

    flowsByThreatType(capture_id: number | null): { threat_type: string; flows: number }[] {
      return selectThreatTypes
        .all({ capture_id })
        .map(({ threat_type, flows }) => ({ threat_type: names.nameOf(threat_type), flows }))
    },

    /** Every class that some flow has had, as what a model says or as its label. */
    threatTypeNames(): string[] {
      return names.all()
    },

    /** Captures that as a whole are unlike the training data of their model, newest first. */
    capturesUnlikeTraining(
      capture_id: number | null,
      limit: number,
    ): { capture_id: number; name: string; reason: string }[] {
      return selectUnlike.all({ capture_id, limit })
    },

    /** First and last bucket that holds a flow, and the flows in all of them. */
    bucketRange(scope: ChartScope): { first: number; last: number; flows: number } | undefined {
      const range = selectRange.get(scope)
      if (range?.first == null || range.last == null) return undefined
      return { first: range.first, last: range.last, flows: range.flows ?? 0 }
    },

    /** Flows by buckets of `width` stored ones; the bucket number is in units of `width`. */
    flowsByBucket(scope: ChartScope, width: number): { bucket: number; threat_type: string; flows: number }[] {
      return selectBuckets
        .all({ ...scope, width })
        .map((row) => ({ ...row, threat_type: names.nameOf(row.threat_type) }))
    },
  }
}
