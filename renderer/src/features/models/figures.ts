import { NO_SHARE } from '../../lib/numbers.ts'

/** A small share as percent with two decimals; one below what two decimals show is not called nothing. */
export function formatRate(share: number | null): string {
  if (share === null) return NO_SHARE
  const percent = 100 * share
  return percent > 0 && percent < 0.005 ? '<0.01%' : `${percent.toFixed(2)}%`
}

/** Limits of a share in brackets; nothing of a share of nothing. */
export function formatInterval(
  interval: { low: number; high: number } | null,
  format: (limit: number) => string,
): string {
  return interval === null ? '' : `[${format(interval.low)}–${format(interval.high)}]`
}
