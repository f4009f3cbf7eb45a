import type { Series } from './charts.ts'

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
const MONTH = 30 * DAY
const ROUND_TIMES = [
  ...[1, 5, 15, 30].map((seconds) => seconds * SECOND),
  ...[1, 5, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR),
  ...[1, 2, 7, 14].map((days) => days * DAY),
  ...[1, 3, 6, 12, 24, 60, 120].map((months) => months * MONTH),
]

/** Round times or row numbers on the axis, at most `limit` of them. */
export function ticksOf(bins: readonly Bin[], axis: Series['axis'], limit: number, offset = 0): number[] {
  const first = bins[0]?.start
  const end = bins.at(-1)?.end
  if (first === undefined || end === undefined) return []
  const span = end - first
  const steps = axis === 'time' ? ROUND_TIMES : roundNumbers(span)
  const step = steps.find((candidate) => span / candidate <= limit) ?? span
  const roundFrom = (start: number) =>
    axis === 'time' && step >= MONTH
      ? monthFrom(start + offset, step / MONTH) - offset
      : Math.ceil((start + offset) / step) * step - offset
  const ticks: number[] = []
  for (let tick = roundFrom(first); tick < end; tick = roundFrom(tick + 1)) ticks.push(tick)
  return ticks
}

/** Round steps from nothing to the highest stack of bars, four at the most. */
export function scaleOf(bins: readonly Bin[], threatTypes: readonly string[]): number[] {
  const highest = bins.reduce(
    (most, { counts }) =>
      Math.max(
        most,
        threatTypes.reduce((sum, name) => sum + (counts[name] ?? 0), 0),
      ),
    1,
  )
  const step = Math.max(1, roundNumbers(highest).find((candidate) => highest / candidate <= 4) ?? highest)
  return Array.from({ length: Math.ceil(highest / step) + 1 }, (_, place) => place * step)
}

/** The first start of a month that is not before a time, of every so many months counted from a new year. */
function monthFrom(time: number, step: number): number {
  const moment = new Date(time)
  const months = moment.getUTCFullYear() * 12 + moment.getUTCMonth()
  const startOf = (count: number) => Date.UTC(Math.floor(count / 12), count % 12, 1)
  const round = Math.floor(months / step) * step
  return startOf(round) >= time ? startOf(round) : startOf(round + step)
}

function roundNumbers(span: number): number[] {
  const magnitude = 10 ** Math.floor(Math.log10(Math.max(span, 1)) - 1)
  return [1, 2, 5, 10, 20, 50].map((factor) => factor * magnitude)
}
