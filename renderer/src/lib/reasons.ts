import type { BenignPercentiles } from '../../../contract/explanations.ts'
import { type FeatureUnit, unitOfFeature } from '../../../contract/feature-groups.ts'
import { formatDuration } from './numbers.ts'

const plain = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 4 })
const few = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 2 })
const signed = new Intl.NumberFormat('en-US', {
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
  signDisplay: 'exceptZero',
})

const UNITS: Readonly<Record<Exclude<FeatureUnit, 'us'>, string>> = {
  bytes: '\u00a0B',
  bytes2: '\u00a0B²',
  packets: '',
  bytes_s: '\u00a0B/s',
  packets_s: '\u00a0packets/s',
  count: '',
  ratio: '',
}

/** A value of a feature with its unit, as exact as it can be read: 8503690 µs -> 8.5 s, 1460 -> 1,460 B. */
export function formatFeature(feature: string, value: number | null): string {
  if (value === null) return '—'
  const unit = unitOfFeature(feature)
  if (unit !== 'us') return `${plain.format(value)}${UNITS[unit]}`
  // What meters write for a time that they have none of.
  if (value < 0) return plain.format(value)
  return (value < 1000 ? `${plain.format(value)} µs` : formatDuration(value / 1000)).replaceAll(' ', '\u00a0')
}

/** 1.234 -> +1.23, with a minus as wide as the plus. */
export function formatContribution(contribution: number): string {
  return signed.format(contribution).replace('-', '−')
}

/** What a contribution does to the odds: a factor. */
export function formatOdds(contribution: number): string {
  return `odds × ${few.format(Math.exp(contribution))}`
}

/** Where a value lies beside those of benign flows, of which nine in ten lie in their range. */
export type Standing = 'untold' | 'no range' | 'usual' | 'above' | 'below' | 'far above' | 'far below'

/** Beyond the range by this many of its widths is far. */
const FAR_WIDTHS = 2

export function standingOf(value: number | null, range: BenignPercentiles): Standing {
  if (value === null) return 'untold'
  if (range === null) return 'no range'
  const { p5, p95 } = range
  const far = FAR_WIDTHS * (p95 - p5)
  if (value > p95) return far > 0 && value - p95 > far ? 'far above' : 'above'
  if (value < p5) return far > 0 && p5 - value > far ? 'far below' : 'below'
  return 'usual'
}

export function isUnusual(standing: Standing): boolean {
  return standing.endsWith('above') || standing.endsWith('below')
}

/** The standing in words. */
export function wordsOf(standing: Standing): string {
  switch (standing) {
    case 'untold':
      return 'not told by this capture'
    case 'no range':
      return 'no benign range in this model'
    case 'usual':
      return 'usual'
    default:
      return `${standing} 95% of benign flows`
  }
}

/** The values of nine in ten benign flows. */
export function formatSpan(feature: string, range: BenignPercentiles): string {
  if (range === null) return ''
  const [from, to] = [formatFeature(feature, range.p5), formatFeature(feature, range.p95)]
  return from === to ? `benign: ${from}` : `benign: ${from}\u00a0–\u2060\u00a0${to}`
}

/** Both in one line: "far above 95% of benign flows · benign: 0 – 12 ms". That a value is usual is left to be said. */
export function besideBenign(feature: string, value: number | null, range: BenignPercentiles): string {
  const standing = standingOf(value, range)
  return [standing === 'usual' ? '' : wordsOf(standing), formatSpan(feature, range)].filter(Boolean).join(' · ')
}

export interface WeighedFeature {
  readonly feature: string
  readonly standing: Standing
  readonly contribution: number
}

const MOST_PARTNERS = 2

/**
 * What a usual value was weighed with. Trees ask for several features at once, so what it adds depends on the others:
 * names the strongest of those that point the same way, unusual ones first.
 * @returns null for a value that is unusual by itself
 */
export function combinationOf(reason: WeighedFeature, reasons: readonly WeighedFeature[]): string | null {
  if (reason.standing !== 'usual') return null
  const sameWay = reasons.filter(
    (each) => each.feature !== reason.feature && each.contribution * reason.contribution > 0,
  )
  const unusual = sameWay.filter(({ standing }) => isUnusual(standing))
  const partners = (unusual.length > 0 ? unusual : sameWay).slice(0, MOST_PARTNERS)
  if (partners.length === 0) return 'Usual alone; weighed with the other features'
  const names = partners.map(({ feature, standing }) => (isUnusual(standing) ? `${feature} (${standing})` : feature))
  return `Usual alone; weighed with ${names.join(' and ')}`
}
