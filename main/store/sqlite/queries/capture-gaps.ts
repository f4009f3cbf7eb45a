import type { Database } from 'better-sqlite3'

import { TIME_BUCKET_US } from '../../../scoring/aggregate.ts'
import { gapsBetween } from '../../../scoring/capture-gaps.ts'
import type { BucketRange } from '../../../scoring/main-range.ts'
import type { TimeRange } from '../../charts.ts'

/** Of one capture or of all, from a stored bucket up to and without another one. */
export interface GapScope {
  readonly capture_id: number | null
  readonly from: number
  readonly to: number
}

/** The stored buckets of a stretch of time, or all with a time. */
export function bucketsIn(range: TimeRange | null): { from: number; to: number } {
  return range === null
    ? { from: 0, to: Number.MAX_SAFE_INTEGER }
    : { from: Math.ceil(range.from_us / TIME_BUCKET_US), to: Math.ceil(range.to_us / TIME_BUCKET_US) }
}

/** Long stretches of stored buckets between captures with times, imports under way among them. */
export function captureGaps(database: Database): (scope: GapScope) => BucketRange[] {
  const end = (which: 'min' | 'max') =>
    `(SELECT ${which}(bucket) FROM bucket_rollups
      WHERE bucket_rollups.scoring_id = captures.scoring_id AND bucket >= :from AND bucket < :to)`
  const select = database.prepare<[GapScope], { first: number | null; last: number | null }>(
    `SELECT ${end('min')} AS first, ${end('max')} AS last FROM captures
     WHERE status IN ('ready', 'importing') AND axis = 'time' AND (:capture_id IS NULL OR id = :capture_id)`,
  )
  return (scope) =>
    gapsBetween(
      select.all(scope).flatMap(({ first, last }) => (first === null || last === null ? [] : [{ first, last }])),
    )
}
