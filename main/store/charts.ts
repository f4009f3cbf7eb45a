import type { AlertRow } from './alerts.ts'

export interface Totals {
  captures: number
  classified: number
  conversations: number
  rejected: number
  threats: number
  /** Captures whose import is under way; their flows so far are in the totals. */
  importing: number
}

/** Flows along the axis of a chart. */
export interface SeriesRows {
  readonly axis: 'time' | 'row'
  /** How many stored buckets (main/scoring/aggregate.ts) make one of these. */
  readonly width: number
  /** Bucket numbers count in units of `width`. */
  readonly buckets: readonly { readonly bucket: number; readonly threat_type: string; readonly flows: number }[]
  /** Between captures, in units of `width` and in order: first and last bucket without any traffic captured. */
  readonly gaps: readonly { readonly first: number; readonly last: number }[]
  /** Flows too far from all others for one axis, and the first and last stored bucket they are in, to the hour. */
  readonly outside: { readonly flows: number; readonly first: number; readonly last: number } | null
}

/** All that an overview shows, read in one moment: its numbers add up. */
export interface OverviewRows {
  readonly totals: Totals
  readonly by_threat_type: readonly { readonly threat_type: string; readonly flows: number }[]
  readonly open_alerts: readonly { readonly severity: number; readonly alerts: number }[]
  /** The first open alerts of the queue. */
  readonly top_alerts: readonly AlertRow[]
  /** Captures that as a whole are unlike the training data of their model, newest first. */
  readonly unlike_training: readonly { readonly capture_id: number; readonly name: string; readonly reason: string }[]
  readonly series: SeriesRows
}

/** A stretch of time from its first microsecond up to and without its last. */
export interface TimeRange {
  readonly from_us: number
  readonly to_us: number
}

/** How many of each list an overview wants. */
export interface OverviewLimits {
  readonly top_alerts: number
  readonly unlike_training: number
}

/** Counts for charts, without reading the flows themselves. */
export interface ChartStore {
  /**
   * Of one capture, or of all; undefined when that capture is not there. An import under way counts as far as it is. With a
   * range, whose ends lie between stored buckets, of flows with a time in it and of alerts that go on in it.
   */
  overview(capture_id: number | null, limits: OverviewLimits, range?: TimeRange | null): OverviewRows | undefined
  /** Every class that some flow has had, as what a model says or as its label. */
  threatTypeNames(): string[]
}
