import { FEATURE_COUNT, FEATURE_NAMES, mayBeMissing } from './features.ts'
import type { Share } from './metrics.ts'
import type { ModelManifest } from './model-manifest.ts'

interface ErrorShares {
  readonly macro_f1: Share
  /** Benign flows given a named threat. */
  readonly fpr: Share
  /** Threats called Benign. */
  readonly fnr: Share
  readonly unknown_rate_benign: Share
  readonly unknown_rate_threats: Share
}

/** Features that a table may lack on a person's word, and what a model is worth without them and with them. */
export interface MeasuredLack {
  readonly model_id: string
  readonly features: readonly string[]
  readonly without: ErrorShares
  readonly complete: ErrorShares
}

/** What the trainer of a model measured, each on all of its training files together. */
export function measuredLacks({ id, metrics, without }: ModelManifest): MeasuredLack[] {
  return without.flatMap(({ features, metrics: lacking }) => {
    const all = lacking.at(-1)
    const complete = metrics.find(({ data }) => data === all?.data)
    if (all === undefined || complete === undefined) return []
    return [{ model_id: id, features, without: sharesOf(all), complete: sharesOf(complete) }]
  })
}

function sharesOf({ macro_f1, fpr, fnr, unknown_rate_benign, unknown_rate_threats }: ErrorShares): ErrorShares {
  return { macro_f1, fpr, fnr, unknown_rate_benign, unknown_rate_threats }
}

/** The smallest measured set that holds all of the missing features; undefined when there is none. */
export function lackOf(missing: readonly string[], lacks: readonly MeasuredLack[]): MeasuredLack | undefined {
  return lacks
    .filter(({ features }) => missing.every((name) => features.includes(name)))
    .reduce<MeasuredLack | undefined>(
      (least, each) => (least === undefined || each.features.length < least.features.length ? each : least),
      undefined,
    )
}

/** What is missing, and what that costs. @param lack holds all of `missing` */
export function lackSentence(
  missing: readonly string[],
  { model_id, features, without, complete }: MeasuredLack,
): string {
  const others = features.length - missing.length
  const them = missing.length === 1 ? 'it' : 'them'
  const measured = others === 0 ? them : `${them} and ${counted(others, 'related feature')}`
  const instead = (share: keyof ErrorShares, text: (share: Share) => string) =>
    `${text(without[share])} instead of ${text(complete[share])}`
  return (
    `The file lacks ${counted(missing.length, 'feature')} (${missing.join(', ')}). ` +
    `On held-out flows of the training data of ${model_id}, macro-F1 without ${measured} is ${instead('macro_f1', decimals)}; ` +
    `${instead('fpr', percent)} of benign flows are called a threat, ${instead('unknown_rate_benign', percent)} are called Unknown; ` +
    `${instead('fnr', percent)} of threats are called Benign, ${instead('unknown_rate_threats', percent)} are called Unknown.`
  )
}

/**
 * Features that the table of some flows lacked: those that are missing where a complete table always has them.
 * @param features shape [rows, FEATURE_COUNT]
 */
export function lackedFeatures(features: Float32Array, rows: number): string[] {
  const is_lacked = new Uint8Array(FEATURE_COUNT)
  for (let row = 0; row < rows; row += 1) {
    const first = row * FEATURE_COUNT
    for (let index = 0; index < FEATURE_COUNT; index += 1) {
      if (Number.isNaN(features[first + index]!) && !mayBeMissing(index, features[first]!)) is_lacked[index] = 1
    }
  }
  return FEATURE_NAMES.filter((_, index) => is_lacked[index] === 1)
}

function counted(count: number, noun: string): string {
  return `${String(count)} ${noun}${count === 1 ? '' : 's'}`
}

const decimals = (share: Share): string => share?.toFixed(3) ?? 'unknown'
const percent = (share: Share): string => (share === null ? 'an unknown share' : `${(share * 100).toFixed(2)}%`)
