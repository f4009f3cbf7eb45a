const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })
const short = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 })
const oneDigit = new Intl.NumberFormat('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 1 })

/** 2830743 -> 2,830,743 */
export function formatCount(value: number): string {
  return whole.format(value)
}

/** 2830743 -> 2.8M, for places too tight for the full number. */
export function formatCompact(value: number): string {
  return value < 10_000 ? whole.format(value) : short.format(value)
}

/** Count with its noun: 1 flow, 2 flows. */
export function formatCounted(value: number, noun: string): string {
  return `${formatCount(value)} ${noun}${value === 1 ? '' : 's'}`
}

/** Stands for a share of nothing, which is not 0. */
export const NO_SHARE = '—'

/** A share with a fixed count of decimals; a dash for one of nothing. */
export function formatDecimals(share: number | null, digits: number): string {
  return share?.toFixed(digits) ?? NO_SHARE
}

/** A share that never rounds a part to nothing or to everything; a dash for one of nothing. */
export function formatShare(part: number | null, total: number): string {
  if (part === null || total <= 0) return NO_SHARE
  if (part <= 0) return '0%'
  if (part >= total) return '100%'
  const percent = (100 * part) / total
  if (percent < 0.1) return '<0.1%'
  if (percent > 99.9) return '>99.9%'
  return `${oneDigit.format(percent)}%`
}

/** 0.9567 -> 0.957; a confidence below certainty never reads 1.000. */
export function formatConfidence(confidence: number): string {
  if (confidence < 1 && confidence >= 0.9995) return '>0.999'
  return confidence.toFixed(3)
}

const BYTE_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB']

export function formatBytes(bytes: number): string {
  let value = bytes
  let unit = 0
  while (value >= 1024 && unit < BYTE_UNITS.length - 1) {
    value /= 1024
    unit += 1
  }
  const digits = unit === 0 || value >= 100 ? whole.format(value) : oneDigit.format(value)
  return `${digits} ${BYTE_UNITS[unit] ?? ''}`
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
