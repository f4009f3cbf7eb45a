import type { BenignPercentiles } from '../../../contract/explanations.ts'

const plain = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 4 })
const signed = new Intl.NumberFormat('en-US', {
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
  signDisplay: 'exceptZero',
})

/** A value of a feature, as exact as it can be read: 8503690 -> 8,504,000. */
export function formatValue(value: number | null): string {
  return value === null ? 'missing' : plain.format(value)
}

/** 1.234 -> +1.23, with a minus as wide as the plus. */
export function formatContribution(contribution: number): string {
  return signed.format(contribution).replace('-', '−')
}

/** Where a value lies beside those of benign flows: "above benign range 0 – 12". */
export function besideBenign(value: number | null, range: BenignPercentiles): string {
  if (range === null) return ''
  const span =
    range.p5 === range.p95 ? formatValue(range.p5) : `${formatValue(range.p5)}\u00a0–\u00a0${formatValue(range.p95)}`
  if (value === null) return `benign range ${span}`
  return `${value > range.p95 ? 'above' : value < range.p5 ? 'below' : 'within'} benign range ${span}`
}
