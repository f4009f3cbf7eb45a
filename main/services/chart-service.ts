import type { Overview, Series } from '../../contract/charts.ts'
import { AnomalyError } from '../../contract/errors.ts'
import { UNKNOWN } from '../flow/novelty.ts'
import type { SeriesRows, TimeRange } from '../store/charts.ts'
import type { Store } from '../store/store.ts'
import { ROW_BUCKET_FLOWS, TIME_BUCKET_US } from '../scoring/aggregate.ts'
import { SEVERITIES } from '../triage/alert-policy.ts'
import { flowsOffAxis } from './add-up.ts'
import { toAlert } from './alert-service.ts'

const LIMITS = { top_alerts: 5, unlike_training: 3 }

/** Numbers for charts, read from rollups in one moment. */
export class ChartService {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  /** @throws AnomalyError `not_found` when the capture is not there */
  async overview(capture_id: number | null, range: TimeRange | null = null): Promise<Overview> {
    const found = await this.#store.charts.overview(capture_id, LIMITS, range)
    if (found === undefined) throw new AnomalyError('not_found', `There is no capture ${String(capture_id)}.`)
    const { totals, by_threat_type, open_alerts, top_alerts, unlike_training, series } = found
    const openOf = (severity: (typeof SEVERITIES)[number]) =>
      open_alerts.find((count) => count.severity === SEVERITIES.indexOf(severity))?.alerts ?? 0
    return {
      captures: totals.captures,
      rows_read: totals.classified + totals.conversations + totals.rejected,
      classified: totals.classified,
      conversations: totals.conversations,
      rejected: totals.rejected,
      threats: totals.threats,
      unknown: by_threat_type.find(({ threat_type }) => threat_type === UNKNOWN)?.flows ?? 0,
      unlike_training: [...unlike_training],
      is_partial: totals.importing > 0,
      by_threat_type: [...by_threat_type],
      open_alerts: { low: openOf('low'), medium: openOf('medium'), high: openOf('high'), critical: openOf('critical') },
      top_alerts: top_alerts.map(toAlert),
      series: toSeries(series, flowsOffAxis(found)),
    }
  }
}

/** A series in the units of its axis. */
export function toSeries({ axis, width, buckets, gaps, outside }: SeriesRows, flows_off_axis: number): Series {
  const unit = axis === 'time' ? TIME_BUCKET_US / 1000 : ROW_BUCKET_FLOWS
  const bucket_width = width * unit
  const by_bucket = new Map<number, Series['buckets'][number]>()
  for (const { bucket, threat_type, flows } of buckets) {
    const entry = by_bucket.get(bucket) ?? { start: bucket * bucket_width, by_threat_type: [] }
    entry.by_threat_type.push({ threat_type, flows })
    by_bucket.set(bucket, entry)
  }
  return {
    axis,
    bucket_width,
    buckets: [...by_bucket.values()],
    gaps: gaps.map(({ first, last }) => ({ start: first * bucket_width, end: (last + 1) * bucket_width })),
    outside: outside && { ...outside, first: outside.first * unit, last: outside.last * unit },
    flows_off_axis,
  }
}
