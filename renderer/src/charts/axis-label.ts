import type { Series } from '../../../contract/charts.ts'
import { formatCount } from '../lib/numbers.ts'
import { formatTime, type TimeZone } from '../lib/time.ts'
import type { Bin } from '../../../contract/chart-bins.ts'

/** Where a bin lies: a stretch of time, or of rows. */
export function labelOfBin({ start, end }: Bin, axis: Series['axis'], zone: TimeZone): string {
  if (axis === 'row') return `Flows ${formatCount(start)} – ${formatCount(end - 1)}`
  const precision = end - start < 60_000 ? 'second' : 'minute'
  const from = formatTime(start, zone, precision)
  const to = formatTime(end, zone, precision)
  return `${from} – ${from.slice(0, 10) === to.slice(0, 10) ? to.slice(11) : to}`
}
