/** Flows in one bucket of time. */
export interface BucketCount {
  readonly bucket: number
  readonly flows: number
}

/** Buckets from `first` to `last`, both included. */
export interface BucketRange {
  readonly first: number
  readonly last: number
}

/** Flows away from the others by more than so many times what these span leave them less than 2 % of an axis. */
const FAR = 50
/** More of all flows than this are no outliers, however far away they are. */
const MOST_OUTSIDE = 0.05

/**
 * The range of time in which nearly all flows lie: from what is left without the outermost flows outwards, over every gap that
 * does not dwarf what was passed before it. Some data sets have a flow of 1970 in a day of 2018; an axis that held both would show neither.
 * @param counts in order of time, at least one
 * @param placeOf where a bucket lies on the axis, which may leave out some time
 */
export function mainRange(
  counts: readonly BucketCount[],
  placeOf: (bucket: number) => number = (bucket) => bucket,
): BucketRange {
  const bucketAt = (at: number) => counts[at]?.bucket ?? 0
  const placeAt = (at: number) => placeOf(bucketAt(at))
  const end = counts.length - 1
  const most_outside = MOST_OUTSIDE * counts.reduce((sum, { flows }) => sum + flows, 0)
  const outermost = (inwards: readonly BucketCount[]) => {
    let passed = 0
    return inwards.findIndex(({ flows }) => (passed += flows) > most_outside)
  }
  // Flows that lie apart may be in buckets of their own, so that none is fuller than that of an outlier.
  let first = outermost(counts)
  let last = end - outermost(counts.toReversed())
  const isNear = (gap: number) => gap <= FAR * (placeAt(last) - placeAt(first) + 1)
  for (;;) {
    if (first > 0 && isNear(placeAt(first) - placeAt(first - 1))) first -= 1
    else if (last < end && isNear(placeAt(last + 1) - placeAt(last))) last += 1
    else break
  }
  const flowsOf = (those: readonly BucketCount[]) => those.reduce((sum, { flows }) => sum + flows, 0)
  const outside = flowsOf(counts.slice(0, first)) + flowsOf(counts.slice(last + 1))
  return outside > most_outside
    ? { first: bucketAt(0), last: bucketAt(end) }
    : { first: bucketAt(first), last: bucketAt(last) }
}
