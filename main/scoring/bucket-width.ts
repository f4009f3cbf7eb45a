/** Most points of one chart series: about one for every two pixels of a wide chart. */
const MAX_BUCKETS = 400

/** Widths a clock reader likes, in stored buckets of ten seconds: 10 s, 30 s, 1, 5, 10, 30 min, 1, 3, 6, 12 h, 1, 7 d. */
export const TIME_WIDTHS: readonly number[] = [1, 3, 6, 30, 60, 180, 360, 1080, 2160, 4320, 8640, 60_480]

const POWERS: readonly number[] = Array.from({ length: 10 }, (_, power) => 10 ** power).flatMap((ten) => [
  ten,
  2 * ten,
  5 * ten,
])

/** Smallest of the widths that cuts a range of stored buckets into at most 400; a whole multiple when none does. */
export function niceWidth(range: number, widths: readonly number[] = POWERS): number {
  const least = Math.ceil(range / MAX_BUCKETS)
  const widest = widths.at(-1) ?? 1
  return widths.find((width) => width >= least) ?? Math.ceil(least / widest) * widest
}
