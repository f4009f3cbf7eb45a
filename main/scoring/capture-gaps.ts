import type { BucketRange } from './main-range.ts'

/** A gap is cut out when it is longer than this share of the time that captures cover: what is shorter is a pause. */
const LEAST_SHARE = 0.1
/** Of more, the longest are cut out: each leaves a mark on the axis. */
const MOST_GAPS = 20

/**
 * Stretches of buckets between captures, in which no traffic was captured: that nothing is there says nothing.
 * @param spans first and last bucket of each capture
 * @returns in order of time
 */
export function gapsBetween(spans: readonly BucketRange[]): BucketRange[] {
  const gaps: BucketRange[] = []
  let covered = 0
  let end: number | undefined
  for (const { first, last } of spans.toSorted((one, other) => one.first - other.first)) {
    if (end !== undefined && first > end + 1) gaps.push({ first: end + 1, last: first - 1 })
    covered += Math.max(0, last - Math.max(first, end === undefined ? first : end + 1) + 1)
    end = Math.max(end ?? last, last)
  }
  return gaps
    .filter((gap) => lengthOf(gap) > LEAST_SHARE * covered)
    .sort((one, other) => lengthOf(other) - lengthOf(one))
    .slice(0, MOST_GAPS)
    .sort((one, other) => one.first - other.first)
}

/** The place of a bucket on an axis without the gaps. */
export function placeWithoutGaps(bucket: number, gaps: readonly BucketRange[]): number {
  return gaps.reduce((place, gap) => place - Math.max(0, Math.min(bucket, gap.last + 1) - gap.first), bucket)
}

/** Gaps in whole buckets of another width: no bucket that something may be in is in one. */
export function widened(gaps: readonly BucketRange[], width: number): BucketRange[] {
  return gaps
    .map(({ first, last }) => ({ first: Math.ceil(first / width), last: Math.floor((last + 1) / width) - 1 }))
    .filter(({ first, last }) => first <= last)
}

function lengthOf({ first, last }: BucketRange): number {
  return last - first + 1
}
