import { type FeatureUnit, MEANING_GROUPS, unitOfFeature } from '../../../../contract/feature-groups.ts'
import { FEATURE_NAMES } from '../../../../contract/feature-names.ts'

/** A property of a flow that models go by, as a column. */
export type Feature = (typeof FEATURE_NAMES)[number]

/** The groups in the order that they are offered in. */
export const FEATURE_GROUPS = MEANING_GROUPS

const KNOWN: ReadonlySet<string> = new Set(FEATURE_NAMES)

export function isFeature(column: string): column is Feature {
  return KNOWN.has(column)
}

const UNITS: Readonly<Record<FeatureUnit, string | null>> = {
  ...{ us: 'µs', bytes: 'bytes', bytes2: 'bytes²', packets: 'packets', bytes_s: 'bytes/s', packets_s: 'packets/s' },
  ...{ count: null, ratio: null },
}

/** What a feature is measured in; null for counts of flags and ratios. */
export function unitOf(feature: Feature): string | null {
  return UNITS[unitOfFeature(feature)]
}

/** The name of a feature with its unit, unless it says that itself, as it stands above its column. */
export function featureTitle(feature: Feature): string {
  const unit = unitOf(feature)
  return unit === null || feature.toLowerCase().endsWith(unit) ? feature : `${feature} (${unit})`
}

const fraction = new Intl.NumberFormat('en-US', { maximumFractionDigits: 3 })

/** A value in full: 1,234,567, 0.25; what is closer to 0 than three decimals tell is written with an exponent. */
export function formatFeature(value: number | null | undefined): string {
  if (value === null || value === undefined) return '—'
  return value !== 0 && Math.abs(value) < 0.001 ? value.toExponential(2) : fraction.format(value)
}

const NARROWEST = 84
const PX_A_LETTER = 6.6
const PADDING = 26

/** The width that a column needs for its title, in pixels. */
export const FEATURE_WIDTHS: ReadonlyMap<string, number> = new Map(
  FEATURE_NAMES.map((name) => [
    name,
    Math.max(NARROWEST, Math.round(featureTitle(name).length * PX_A_LETTER + PADDING)),
  ]),
)
