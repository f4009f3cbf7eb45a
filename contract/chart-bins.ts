import type { Series } from './charts.ts'

/** Flows over one stretch of the axis. */
export interface Bin {
  start: number
  /** Where the next one starts. */
  end: number
  counts: Readonly<Record<string, number>>
}

/**
 * Joins neighbouring buckets until at most `limit` stretches of one width cover the axis. Stretches without flows stay in,
 * but for the gaps between captures: there the next bin does not begin where the one before it ends.
 */
export function binSeries(
  { buckets, bucket_width: width, gaps }: Pick<Series, 'buckets' | 'bucket_width' | 'gaps'>,
  limit: number,
): Bin[] {
  const starts = buckets.map(({ start }) => start)
  if (starts.length === 0) return []
  const pieces = piecesBetween(Math.min(...starts), Math.max(...starts) + width, gaps)
  const binsOf = (step: number) => pieces.reduce((sum, { start, end }) => sum + Math.ceil((end - start) / step), 0)
  let step = Math.ceil(binsOf(width) / limit) * width
  // Each piece has a bin of its own, however short it is.
  while (binsOf(step) > Math.max(limit, pieces.length)) step += width
  return pieces.flatMap((piece) => binPiece(piece, buckets, step))
}

interface Piece {
  readonly start: number
  readonly end: number
}

function piecesBetween(start: number, end: number, gaps: Series['gaps']): Piece[] {
  const cuts = gaps.filter((gap) => gap.start > start && gap.end < end)
  return [start, ...cuts.map((gap) => gap.end)].map((from, at) => ({ start: from, end: cuts[at]?.start ?? end }))
}

function binPiece({ start, end }: Piece, buckets: Series['buckets'], step: number): Bin[] {
  const counts = Array.from({ length: Math.ceil((end - start) / step) }, (): Record<string, number> => ({}))
  for (const bucket of buckets) {
    const bin = bucket.start < end ? counts[Math.floor((bucket.start - start) / step)] : undefined
    if (!bin) continue
    for (const { threat_type, flows } of bucket.by_threat_type) bin[threat_type] = (bin[threat_type] ?? 0) + flows
  }
  return counts.map((bin, place) => ({ start: start + place * step, end: start + (place + 1) * step, counts: bin }))
}

/** Places of bins before which a gap was cut out. */
export function cutsOf(bins: readonly Bin[]): number[] {
  return bins.flatMap(({ start }, place) => (place > 0 && start > (bins[place - 1]?.end ?? start) ? place : []))
}

/** Where a time or row number lies on the axis, from 0 to 1, the ends of bins included; undefined in a gap. */
export function placeOf(value: number, bins: readonly Bin[]): number | undefined {
  const place = bins.findIndex(({ start, end }) => value >= start && value <= end)
  const bin = bins[place]
  return bin && (place + (value - bin.start) / (bin.end - bin.start)) / bins.length
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

/** Round times or row numbers on the axis, at most `limit` of them; behind a gap also where the axis goes on. */
export function ticksOf(bins: readonly Bin[], axis: Series['axis'], limit: number, offset = 0): number[] {
  const first = bins[0]?.start
  const end = bins.at(-1)?.end
  if (first === undefined || end === undefined) return []
  const span = bins.reduce((sum, bin) => sum + bin.end - bin.start, 0)
  const steps = axis === 'time' ? ROUND_TIMES : roundNumbers(span)
  const step = steps.find((candidate) => span / candidate <= limit) ?? span
  const roundFrom = (start: number) =>
    axis === 'time' && step >= MONTH
      ? monthFrom(start + offset, step / MONTH) - offset
      : Math.ceil((start + offset) / step) * step - offset
  const cuts = cutsOf(bins)
  const pieces = [0, ...cuts].map((from, at) => bins.slice(from, cuts[at]))
  const starts = new Set(pieces.map((piece) => piece[0]?.start))
  const ticks: number[] = []
  const room = cuts.length === 0 ? 0 : 0.9 / limit
  const isRoomFor = (tick: number) => {
    const before = ticks.at(-1)
    return before === undefined || (placeOf(tick, bins) ?? 0) - (placeOf(before, bins) ?? 0) >= room
  }
  for (const piece of pieces) {
    const [start, stop] = [piece[0]?.start ?? 0, piece.at(-1)?.end ?? 0]
    if (cuts.length > 0) {
      // Where the axis goes on matters more than a round time just before.
      while (!isRoomFor(start) && !starts.has(ticks.at(-1) ?? start)) ticks.pop()
      if (isRoomFor(start)) ticks.push(start)
    }
    for (let tick = roundFrom(start); tick < stop; tick = roundFrom(tick + 1)) if (isRoomFor(tick)) ticks.push(tick)
  }
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
