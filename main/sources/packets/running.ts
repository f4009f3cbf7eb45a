/*
 * Running mean and sum of squared deviations of Welford's recurrence, as the reference keeps them, so that every bit is
 * equal: n += 1; d = v - m; m += d / n; q += (n - 1) * d * (d / n).
 */

/**
 * Adds a value to [mean, q] at `at`.
 * @param count of the values with this one
 */
export function addToMean(floats: Float64Array, at: number, count: number, value: number): void {
  const deviation = value - floats[at]!
  const share = deviation / count
  floats[at]! += share
  floats[at + 1]! += (count - 1) * deviation * share
}

/** Adds a value to [mean, q, max, min] at `at`. */
export function addToSummary(floats: Float64Array, at: number, count: number, value: number): void {
  addToMean(floats, at, count, value)
  if (count === 1 || value > floats[at + 2]!) floats[at + 2] = value
  if (count === 1 || value < floats[at + 3]!) floats[at + 3] = value
}

/** Of the sample: q / (n - 1); 0 for one value. */
export function varianceOf(count: number, q: number): number {
  return count > 1 ? q / (count - 1) : 0
}
