import type { Series } from '../../../contract/charts.ts'

/** Flows over one stretch of the axis. */
export interface Bin {
  start: number
  /** Where the next one starts. */
  end: number
  counts: Readonly<Record<string, number>>
}

/** Joins neighbouring buckets until at most `limit` stretches of one width cover the axis; stretches without flows stay in. */
export function binSeries(
  { buckets, bucket_width: width }: Pick<Series, 'buckets' | 'bucket_width'>,
  limit: number,
): Bin[] {
  const starts = buckets.map(({ start }) => start)
  if (starts.length === 0) return []
  const first = Math.min(...starts)
  const places = Math.round((Math.max(...starts) - first) / width) + 1
  const step = Math.ceil(places / limit) * width
  const counts = Array.from({ length: Math.ceil((places * width) / step) }, (): Record<string, number> => ({}))
  for (const { start, by_threat_type } of buckets) {
    const bin = counts[Math.floor((start - first) / step)]
    if (!bin) continue
    for (const { threat_type, flows } of by_threat_type) bin[threat_type] = (bin[threat_type] ?? 0) + flows
  }
  return counts.map((bin, place) => ({ start: first + place * step, end: first + (place + 1) * step, counts: bin }))
}

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const YEAR = 365 * DAY
const ROUND_TIMES = [
  ...[1, 5, 15, 30].map((seconds) => seconds * SECOND),
  ...[1, 5, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR),
  ...[1, 2, 7, 14, 30, 90].map((days) => days * DAY),
  YEAR,
]

export interface Tick {
  /** Start of the bin that carries it. */
  start: number
  /** The round time or row number that falls into the bin. */
  value: number
}

/** Round times or row numbers, at most `limit` of them, each at the bin it falls into. */
export function ticksOf(bins: readonly Bin[], axis: Series['axis'], limit: number, offset = 0): Tick[] {
  const first = bins[0]
  const last = bins.at(-1)
  if (!first || !last) return []
  const span = last.end - first.start
  const steps = axis === 'time' ? ROUND_TIMES : roundNumbers(span)
  const step = steps.find((candidate) => span / candidate <= limit) ?? span
  const roundFrom = (start: number) =>
    axis === 'time' && step >= YEAR
      ? newYearFrom(start + offset) - offset
      : Math.ceil((start + offset) / step) * step - offset
  return bins.flatMap(({ start, end }) => {
    const value = roundFrom(start)
    return value < end ? [{ start, value }] : []
  })
}

/** The first start of a year that is not before a time. */
function newYearFrom(time: number): number {
  const year = new Date(time).getUTCFullYear()
  return Date.UTC(year, 0, 1) === time ? time : Date.UTC(year + 1, 0, 1)
}

function roundNumbers(span: number): number[] {
  const magnitude = 10 ** Math.floor(Math.log10(Math.max(span, 1)) - 1)
  return [1, 2, 5, 10, 20, 50].map((factor) => factor * magnitude)
}
