import { formatBytes, formatCount, NO_SHARE } from '../../../contract/numbers.ts'
import type { ProgressUnit } from '../../../contract/progress.ts'

export {
  formatBytes,
  formatConfidence,
  formatCount,
  formatCounted,
  formatShare,
  NO_SHARE,
} from '../../../contract/numbers.ts'

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })
const short = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 })
const oneDigit = new Intl.NumberFormat('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 1 })

/** 2830743 -> 2.8M, for places too tight for the full number. */
export function formatCompact(value: number): string {
  return value < 10_000 ? whole.format(value) : short.format(value)
}

/** A share with a fixed count of decimals; a dash for one of nothing. */
export function formatDecimals(share: number | null, digits: number): string {
  return share?.toFixed(digits) ?? NO_SHARE
}

/** An amount of work: 1.5 KiB, 2,830 flows, 40%. */
export function formatAmount(value: number, unit: ProgressUnit): string {
  if (unit === 'bytes') return formatBytes(value)
  return unit === 'percent' ? `${formatCount(value)}%` : `${formatCount(value)} ${unit}`
}

/** A span of time, as exact as its size asks for: 640 ms, 4.2 s, 3 min 20 s, 2 h 5 min. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 1000) return `${whole.format(milliseconds)} ms`
  if (milliseconds < 59_950) return `${oneDigit.format(milliseconds / 1000)} s`
  const seconds = Math.round(milliseconds / 1000)
  if (seconds < 3600) return joinUnits(Math.floor(seconds / 60), 'min', seconds % 60, 's')
  const minutes = Math.round(seconds / 60)
  if (minutes < 60 * 24) return joinUnits(Math.floor(minutes / 60), 'h', minutes % 60, 'min')
  const hours = Math.round(minutes / 60)
  return joinUnits(Math.floor(hours / 24), 'd', hours % 24, 'h')
}

/** Time that is left, no finer than it can be foretold. */
export function formatRemaining(milliseconds: number): string {
  return milliseconds < 1000 ? 'under 1 s' : formatDuration(Math.ceil(milliseconds / 1000) * 1000).replace('.0 s', ' s')
}

function joinUnits(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`
}
