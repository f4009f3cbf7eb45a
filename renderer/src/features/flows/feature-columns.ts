import { FEATURE_NAMES } from '../../../../contract/feature-names.ts'

/** A property of a flow that models go by, as a column. */
export type Feature = (typeof FEATURE_NAMES)[number]

/** Features by what they mean; each is in the first group whose pattern fits its name. */
const GROUPS: readonly { title: string; pattern: RegExp }[] = [
  { title: 'Inter-arrival times', pattern: / IAT / },
  { title: 'Flags', pattern: / (PSH|URG) Flags$|Flag Count$/ },
  { title: 'Bulk transfers', pattern: / Bulk Rate$|\/Bulk$/ },
  { title: 'Header and window', pattern: /Header Length|^Init_Win|^min_seg_size/ },
  { title: 'Activity', pattern: /^(Active|Idle) / },
  { title: 'Sizes of packets', pattern: /Packet Length|Packet Size|Segment Size/ },
  { title: 'Time', pattern: /Duration$/ },
  { title: 'Packets and bytes', pattern: /./ },
]

/** The groups in the order that they are offered in. */
const ORDER = [
  ...['Time', 'Packets and bytes', 'Sizes of packets', 'Inter-arrival times', 'Flags', 'Header and window'],
  ...['Bulk transfers', 'Activity'],
]

export interface FeatureGroup {
  readonly title: string
  readonly features: readonly Feature[]
}

export const FEATURE_GROUPS: readonly FeatureGroup[] = ORDER.map((title) => ({
  title,
  features: FEATURE_NAMES.filter((name) => GROUPS.find(({ pattern }) => pattern.test(name))?.title === title),
}))

const KNOWN: ReadonlySet<string> = new Set(FEATURE_NAMES)

export function isFeature(column: string): column is Feature {
  return KNOWN.has(column)
}

const UNITS: readonly { unit: string; pattern: RegExp }[] = [
  { unit: 'packets/s', pattern: /Packets\/s$/ },
  { unit: 'bytes/s', pattern: /Bytes\/s$|Bulk Rate$/ },
  { unit: 'packets', pattern: /^Total (Fwd|Backward) Packets$|^Subflow .* Packets$|Packets\/Bulk$|^act_data_pkt/ },
  { unit: 'bytes²', pattern: /Variance$/ },
  {
    unit: 'bytes',
    pattern: /^Total Length|^Subflow .* Bytes$|Bytes\/Bulk$|(Length|Size)( |$)|^Init_Win|^min_seg|Packet Length$/,
  },
  { unit: 'µs', pattern: /Duration$| IAT |^(Active|Idle) / },
]

/** What a feature is measured in; null for counts of flags and ratios. */
export function unitOf(feature: Feature): string | null {
  return UNITS.find(({ pattern }) => pattern.test(feature))?.unit ?? null
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
