import type { Database } from 'better-sqlite3'

import { TIME_BUCKET_US } from '../../../scoring/aggregate.ts'
import { placeWithoutGaps, widened } from '../../../scoring/capture-gaps.ts'
import { niceWidth, TIME_WIDTHS } from '../../../scoring/bucket-width.ts'
import { type BucketRange, mainRange } from '../../../scoring/main-range.ts'
import { SEVERITIES } from '../../../triage/alert-policy.ts'
import { isThreat } from '../../activity/host-tally.ts'
import type { OverviewLimits, OverviewRows, SeriesRows, TimeRange, Totals } from '../../charts.ts'
import { timesIn } from '../../search/times-in.ts'
import type { alertQueries } from './alerts.ts'
import { bucketsIn, captureGaps } from './capture-gaps.ts'
import type { captureQueries } from './captures.ts'
import type { ThreatTypeNames } from './threat-types.ts'

const BUCKETS_PER_HOUR = (3600 * 1e6) / TIME_BUCKET_US
/** On an axis of two days an hour is wide enough to be seen. */
const HOURS_WITHOUT_OUTLIERS = 48

/** Which captures a chart speaks of: one, or all that have the axis. */
interface ChartScope {
  readonly capture_id: number | null
  readonly axis: SeriesRows['axis']
  /** First stored bucket that is counted, and the one behind the last. */
  readonly from: number
  readonly to: number
}

const SHOWN = `captures.status IN ('ready', 'importing') AND (:capture_id IS NULL OR captures.id = :capture_id)`
const BUCKETS = `FROM captures JOIN bucket_rollups ON bucket_rollups.scoring_id = captures.scoring_id
  WHERE ${SHOWN} AND axis = :axis AND bucket >= :from AND bucket < :to`

/** Counts for charts, without reading the flows themselves. */
export function rollupQueries(
  database: Database,
  names: ThreatTypeNames,
  { getCapture }: Pick<ReturnType<typeof captureQueries>, 'getCapture'>,
  { countOpenAlerts, listAlerts }: Pick<ReturnType<typeof alertQueries>, 'countOpenAlerts' | 'listAlerts'>,
) {
  const listGaps = captureGaps(database)
  const selectTotals = database.prepare<[{ capture_id: number | null }], Totals>(
    `SELECT count(*) AS captures, coalesce(sum(classified), 0) AS classified,
       coalesce(sum(conversations), 0) AS conversations, coalesce(sum(rejected), 0) AS rejected,
       coalesce(sum(threats), 0) AS threats, coalesce(sum(status = 'importing'), 0) AS importing
     FROM captures WHERE ${SHOWN}`,
  )
  const selectThreatTypes = database.prepare<[{ capture_id: number | null }], { threat_type: number; flows: number }>(
    `SELECT threat_type, sum(flows) AS flows
     FROM captures JOIN label_rollups ON label_rollups.scoring_id = captures.scoring_id
     WHERE ${SHOWN} GROUP BY threat_type ORDER BY flows DESC, threat_type`,
  )
  const selectTypesInRange = database.prepare<[ChartScope], { threat_type: number; flows: number }>(
    `SELECT threat_type, sum(flows) AS flows ${BUCKETS} GROUP BY threat_type ORDER BY flows DESC, threat_type`,
  )
  const selectRange = database.prepare<[ChartScope], { first: number | null; last: number | null }>(
    `SELECT min(bucket) AS first, max(bucket) AS last ${BUCKETS}`,
  )
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

  function seriesOf(scope: ChartScope): SeriesRows {
    const { axis } = scope
    const { first = null, last = null } = selectRange.get(scope) ?? {}
    if (first === null || last === null) return { axis, width: 1, buckets: [], gaps: [], outside: null }
    const gaps = axis === 'time' ? listGaps(scope) : []
    const { main, outside } =
      axis === 'time' ? splitRange(scope, { first, last }, gaps) : { main: { first, last }, outside: null }
    const shown = placeWithoutGaps(main.last, gaps) - placeWithoutGaps(main.first, gaps) + 1
    const width = niceWidth(shown, axis === 'time' ? TIME_WIDTHS : undefined)
    const rows = selectBuckets
      .all({ ...scope, width })
      .filter(({ bucket }) => (bucket + 1) * width > main.first && bucket * width <= main.last)
    return {
      axis,
      width,
      buckets: rows.map((row) => ({ ...row, threat_type: names.nameOf(row.threat_type) })),
      gaps: widened(
        gaps.filter((gap) => gap.first > main.first && gap.last < main.last),
        width,
      ),
      outside,
    }
  }

  /** The stored buckets between which nearly all flows lie, and what lies outside. */
  function splitRange(
    scope: ChartScope,
    range: BucketRange,
    gaps: readonly BucketRange[],
  ): { main: BucketRange; outside: SeriesRows['outside'] } {
    const shown = placeWithoutGaps(range.last, gaps) - placeWithoutGaps(range.first, gaps)
    if (shown < BUCKETS_PER_HOUR * HOURS_WITHOUT_OUTLIERS) return { main: range, outside: null }
    const flows_by_hour = new Map<number, number>()
    for (const { bucket, flows } of selectBuckets.all({ ...scope, width: BUCKETS_PER_HOUR })) {
      flows_by_hour.set(bucket, (flows_by_hour.get(bucket) ?? 0) + flows)
    }
    const hours = Array.from(flows_by_hour, ([bucket, flows]) => ({ bucket, flows }))
    const { first, last } = mainRange(
      hours.sort((one, other) => one.bucket - other.bucket),
      (hour) => placeWithoutGaps(hour * BUCKETS_PER_HOUR, gaps) / BUCKETS_PER_HOUR,
    )
    const far = hours.filter(({ bucket }) => bucket < first || bucket > last)
    const [first_far, last_far] = [far[0], far.at(-1)]
    return {
      main: {
        first: Math.max(range.first, first * BUCKETS_PER_HOUR),
        last: Math.min(range.last, (last + 1) * BUCKETS_PER_HOUR - 1),
      },
      outside:
        first_far === undefined || last_far === undefined
          ? null
          : {
              flows: far.reduce((sum, { flows }) => sum + flows, 0),
              first: first_far.bucket * BUCKETS_PER_HOUR,
              last: last_far.bucket * BUCKETS_PER_HOUR,
            },
    }
  }

  function wholeOverview(capture_id: number | null, axis: SeriesRows['axis'], limits: OverviewLimits): OverviewRows {
    const filter = { status: 'open', ...(capture_id === null ? {} : { capture_id }) } as const
    return {
      totals: selectTotals.get({ capture_id })!,
      by_threat_type: selectThreatTypes.all({ capture_id }).map(named),
      open_alerts: countOpenAlerts(capture_id),
      top_alerts: listAlerts(filter, null, limits.top_alerts).rows,
      unlike_training: selectUnlike.all({ capture_id, limit: limits.unlike_training }),
      series: seriesOf({ capture_id, axis, ...bucketsIn(null) }),
    }
  }

  /** Of flows with a time in a range, and of alerts that go on in it. */
  function overviewIn(range: TimeRange, capture_id: number | null, limits: OverviewLimits): OverviewRows {
    const scope: ChartScope = {
      capture_id,
      axis: 'time',
      ...bucketsIn(range),
    }
    const by_threat_type = selectTypesInRange.all(scope).map(named)
    const filter = { status: 'open', query: timesIn(range), ...(capture_id === null ? {} : { capture_id }) } as const
    const open = listAlerts(filter, null, Infinity).rows
    const flowsOf = (rows: typeof by_threat_type) => rows.reduce((sum, { flows }) => sum + flows, 0)
    return {
      totals: {
        ...selectTotals.get({ capture_id })!,
        classified: flowsOf(by_threat_type),
        conversations: 0,
        rejected: 0,
        threats: flowsOf(by_threat_type.filter(({ threat_type }) => isThreat(threat_type))),
      },
      by_threat_type,
      open_alerts: SEVERITIES.map((_, severity) => ({
        severity,
        alerts: open.filter((alert) => alert.severity === severity).length,
      })),
      top_alerts: open.slice(0, limits.top_alerts),
      unlike_training: selectUnlike.all({ capture_id, limit: limits.unlike_training }),
      series: seriesOf(scope),
    }
  }

  const named = ({ threat_type, flows }: { threat_type: number; flows: number }) => ({
    threat_type: names.nameOf(threat_type),
    flows,
  })

  return {
    /** All that an overview shows of one capture or of all; undefined when that capture is not there. */
    overview(
      capture_id: number | null,
      limits: OverviewLimits,
      range: TimeRange | null = null,
    ): OverviewRows | undefined {
      const capture = capture_id === null ? undefined : getCapture(capture_id)
      if (capture_id !== null && capture === undefined) return undefined
      return range === null
        ? wholeOverview(capture_id, capture?.axis ?? 'time', limits)
        : overviewIn(range, capture_id, limits)
    },

    threatTypeNames(): string[] {
      return names.all()
    },
  }
}
