import { TIME_BUCKET_US } from '../../scoring/aggregate.ts'
import { placeWithoutGaps, widened } from '../../scoring/capture-gaps.ts'
import { niceWidth, TIME_WIDTHS } from '../../scoring/bucket-width.ts'
import { type BucketRange, mainRange } from '../../scoring/main-range.ts'
import type { SeriesRows } from '../charts.ts'

/** Widths that flows are counted by, in stored buckets: 10 s, 1 min, 10 min, 1 h, 1 d. Each divides the next. */
const WIDTHS = [1, 6, 60, 360, 8640] as const
/** Buckets that are counted at once; of more, neighbours are joined. */
const MOST_BUCKETS = 1 << 14
const HOUR = 360

/** Counts flows by time and threat type in bounded memory: the more there is to tell apart, the wider the buckets. */
export class TimeBuckets {
  readonly #most_buckets: number
  #step = 0
  #buckets = new Map<number, number[]>()
  #last: { readonly bucket: number; readonly counts: number[] } | undefined

  constructor(most_buckets = MOST_BUCKETS) {
    this.#most_buckets = most_buckets
  }

  /** @param type number of the threat type, from 0 */
  add(timestamp_us: number, type: number): void {
    const bucket = Math.floor(timestamp_us / (TIME_BUCKET_US * this.#width))
    const counts = this.#last?.bucket === bucket ? this.#last.counts : this.#countsOf(bucket)
    counts[type] = (counts[type] ?? 0) + 1
  }

  /**
   * The flows along an axis that is cut to where nearly all are.
   * @param type_names names that types count
   * @param gaps stored buckets in which nothing was captured
   */
  series(type_names: readonly string[], gaps: readonly BucketRange[] = []): SeriesRows {
    const all = [...this.#buckets].sort(([one], [other]) => one - other)
    const [first, last] = [all[0]?.[0], all.at(-1)?.[0]]
    if (first === undefined || last === undefined)
      return { axis: 'time', width: 1, buckets: [], gaps: [], outside: null }
    const own = this.#width
    const unit = Math.max(1, HOUR / own)
    const hours = new Map<number, number>()
    for (const [bucket, counts] of all) {
      const hour = Math.floor(bucket / unit)
      hours.set(hour, (hours.get(hour) ?? 0) + sum(counts))
    }
    const main = mainRange(
      Array.from(hours, ([bucket, flows]) => ({ bucket, flows })),
      (hour) => placeWithoutGaps(hour * unit * own, gaps) / (unit * own),
    )
    const [from, to] = [main.first * unit, (main.last + 1) * unit - 1]
    const inside = all.filter(([bucket]) => bucket >= from && bucket <= to)
    const far = [...hours].filter(([hour]) => hour < main.first || hour > main.last)
    const shown = { first: Math.max(first, from) * own, last: (Math.min(last, to) + 1) * own - 1 }
    const range = placeWithoutGaps(shown.last, gaps) - placeWithoutGaps(shown.first, gaps) + 1
    const width = niceWidth(
      range,
      TIME_WIDTHS.filter((each) => each % own === 0),
    )
    const [first_far, last_far] = [far[0], far.at(-1)]
    return {
      axis: 'time',
      width,
      buckets: joined(inside, width / own, type_names),
      gaps: widened(
        gaps.filter((gap) => gap.first > shown.first && gap.last < shown.last),
        width,
      ),
      outside:
        first_far === undefined || last_far === undefined
          ? null
          : {
              flows: far.reduce((total, [, flows]) => total + flows, 0),
              first: first_far[0] * unit * own,
              last: last_far[0] * unit * own,
            },
    }
  }

  get #width(): number {
    return WIDTHS[this.#step] ?? 1
  }

  #countsOf(bucket: number): number[] {
    let counts = this.#buckets.get(bucket)
    if (counts === undefined) {
      if (this.#buckets.size >= this.#most_buckets && this.#step < WIDTHS.length - 1) return this.#widen(bucket)
      counts = []
      this.#buckets.set(bucket, counts)
    }
    this.#last = { bucket, counts }
    return counts
  }

  #widen(bucket: number): number[] {
    const before = this.#width
    this.#step += 1
    const factor = this.#width / before
    const joined_buckets = new Map<number, number[]>()
    for (const [each, counts] of this.#buckets) {
      const wide = Math.floor(each / factor)
      const known = joined_buckets.get(wide)
      if (known === undefined) joined_buckets.set(wide, counts)
      else counts.forEach((flows, type) => (known[type] = (known[type] ?? 0) + flows))
    }
    this.#buckets = joined_buckets
    return this.#countsOf(Math.floor(bucket / factor))
  }
}

function joined(
  buckets: readonly (readonly [bucket: number, counts: readonly number[]])[],
  factor: number,
  type_names: readonly string[],
): SeriesRows['buckets'] {
  const wide = new Map<number, number[]>()
  for (const [bucket, counts] of buckets) {
    const place = Math.floor(bucket / factor)
    const known = wide.get(place) ?? []
    counts.forEach((flows, type) => (known[type] = (known[type] ?? 0) + flows))
    wide.set(place, known)
  }
  return [...wide].flatMap(([bucket, counts]) =>
    type_names
      .map((threat_type, type) => ({ bucket, threat_type, flows: counts[type] ?? 0 }))
      .filter(({ flows }) => flows > 0),
  )
}

/** Types that do not occur are holes. */
function sum(counts: readonly number[]): number {
  return counts.reduce((total, flows) => total + flows, 0)
}
