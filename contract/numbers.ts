const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })
const oneDigit = new Intl.NumberFormat('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 1 })

/** 2830743 -> 2,830,743 */
export function formatCount(value: number): string {
  return whole.format(value)
}

/** Count with its noun: 1 flow, 2 flows. */
export function formatCounted(value: number, noun: string): string {
  return `${formatCount(value)} ${noun}${value === 1 ? '' : 's'}`
}

/** Stands for a share of nothing, which is not 0. */
export const NO_SHARE = '—'

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
