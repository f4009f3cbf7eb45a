import type { Overview, Series } from '../../contract/charts.ts'
import { AnomalyError } from '../../contract/errors.ts'
import { UNKNOWN } from '../flow/novelty.ts'
import type { Store } from '../store/client.ts'
import type { ChartScope } from '../store/sqlite/queries/rollups.ts'
import { ROW_BUCKET_FLOWS, TIME_BUCKET_US } from '../scoring/aggregate.ts'
import { SEVERITIES } from '../triage/alert-policy.ts'
import { toAlert } from './alert-service.ts'
import { niceWidth, TIME_WIDTHS } from './bucket-width.ts'
import { type BucketCount, type BucketRange, mainRange } from './main-range.ts'

const TOP_ALERTS = 5
const MOST_UNLIKE = 3
const HOUR_MS = 3600e3
const BUCKETS_PER_HOUR = (HOUR_MS * 1000) / TIME_BUCKET_US
/** On an axis of two days an hour is wide enough to be seen. */
const HOURS_WITHOUT_OUTLIERS = 48

/** Numbers for charts, read from rollups. */
export class ChartService {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  /** @throws AnomalyError `not_found` when the capture is not there */
  async overview(capture_id: number | null): Promise<Overview> {
    const capture = capture_id === null ? undefined : await this.#store.getCapture(capture_id)
    if (capture_id !== null && capture === undefined) {
      throw new AnomalyError('not_found', `There is no capture ${String(capture_id)}.`)
    }
    const totals = await this.#store.totals(capture_id)
    const by_threat_type = await this.#store.flowsByThreatType(capture_id)
    const open_counts = await this.#store.countOpenAlerts(capture_id)
    const { rows } = await this.#store.listAlerts(
      { status: 'open', ...(capture_id === null ? {} : { capture_id }) },
      null,
      TOP_ALERTS,
    )
    const openOf = (severity: (typeof SEVERITIES)[number]) =>
      open_counts.find((count) => count.severity === SEVERITIES.indexOf(severity))?.alerts ?? 0
    return {
      captures: totals.captures,
      rows_read: totals.classified + totals.rejected,
      classified: totals.classified,
      rejected: totals.rejected,
      threats: totals.threats,
      unknown: by_threat_type.find(({ threat_type }) => threat_type === UNKNOWN)?.flows ?? 0,
      unlike_training: await this.#store.capturesUnlikeTraining(capture_id, MOST_UNLIKE),
      is_partial: totals.importing > 0,
      by_threat_type,
      open_alerts: { low: openOf('low'), medium: openOf('medium'), high: openOf('high'), critical: openOf('critical') },
      top_alerts: rows.map(toAlert),
      series: await this.#series(capture_id, capture?.axis ?? 'time', totals.classified),
    }
  }

  async #series(capture_id: number | null, axis: 'time' | 'row', classified: number): Promise<Series> {
    const scope = { capture_id, axis }
    const range = await this.#store.bucketRange(scope)
    const unit = axis === 'time' ? TIME_BUCKET_US / 1000 : ROW_BUCKET_FLOWS
    if (range === undefined) return { axis, bucket_width: unit, buckets: [], outside: null, flows_off_axis: classified }
    const { main, outside } = axis === 'time' ? await this.#mainRange(scope, range) : { main: range, outside: null }
    const width = niceWidth(main.last - main.first + 1, axis === 'time' ? TIME_WIDTHS : undefined)
    const buckets = new Map<number, Series['buckets'][number]>()
    for (const { bucket, threat_type, flows } of await this.#store.flowsByBucket(scope, width)) {
      if ((bucket + 1) * width <= main.first || bucket * width > main.last) continue
      const start = bucket * width * unit
      const entry = buckets.get(bucket) ?? { start, by_threat_type: [] }
      entry.by_threat_type.push({ threat_type, flows })
      buckets.set(bucket, entry)
    }
    return {
      axis,
      bucket_width: width * unit,
      buckets: [...buckets.values()],
      outside,
      flows_off_axis: Math.max(0, classified - range.flows),
    }
  }

  /** The stored buckets between which nearly all flows lie, and what lies outside. */
  async #mainRange(
    scope: ChartScope,
    range: BucketRange,
  ): Promise<{ readonly main: BucketRange; readonly outside: Series['outside'] }> {
    if (range.last - range.first < BUCKETS_PER_HOUR * HOURS_WITHOUT_OUTLIERS) return { main: range, outside: null }
    const flows_by_hour = new Map<number, number>()
    for (const { bucket, flows } of await this.#store.flowsByBucket(scope, BUCKETS_PER_HOUR)) {
      flows_by_hour.set(bucket, (flows_by_hour.get(bucket) ?? 0) + flows)
    }
    const hours = Array.from(flows_by_hour, ([bucket, flows]) => ({ bucket, flows }))
    const { first, last } = mainRange(hours.sort((one, other) => one.bucket - other.bucket))
    const outside = hours.filter(({ bucket }) => bucket < first || bucket > last)
    return {
      main: {
        first: Math.max(range.first, first * BUCKETS_PER_HOUR),
        last: Math.min(range.last, (last + 1) * BUCKETS_PER_HOUR - 1),
      },
      outside: outsideOf(outside),
    }
  }
}

function outsideOf(hours: readonly BucketCount[]): Series['outside'] {
  const [first, last] = [hours[0], hours.at(-1)]
  if (first === undefined || last === undefined) return null
  const flows = hours.reduce((sum, hour) => sum + hour.flows, 0)
  return { flows, first: first.bucket * HOUR_MS, last: last.bucket * HOUR_MS }
}
