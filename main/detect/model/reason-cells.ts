import { BENIGN } from '../../flow/threat-types.ts'
import { FEATURE_COUNT } from '../../flow/features.ts'
import type { FlowBatch } from '../../flow/flow-batch.ts'
import type { Predictions } from '../detector.ts'
import type { Classifier } from './classifier.ts'
import { explainerOf, type Reasons } from './explainer.ts'

/** Digits of a value that tell flows apart and can still be read. */
const VALUE_DIGITS = 6

/**
 * The strongest reasons of each flow of a batch that is not Benign, as texts such as `SYN Flag Count=1 (+0.84)`: value,
 * and contribution in log-odds against Benign. A flow with fewer reasons, or none to give, has empty texts.
 */
export async function reasonCells(
  classifier: Classifier,
  batch: FlowBatch,
  { threat_types }: Predictions,
  count: number,
): Promise<(row: number) => readonly string[]> {
  const nothing = new Array<string>(count).fill('')
  const threats = Array.from(threat_types.keys()).filter(
    (row) => classifier.manifest.classes[threat_types[row]!] !== BENIGN,
  )
  const explainer = explainerOf(classifier)
  const features = new Float32Array(threats.length * FEATURE_COUNT)
  threats.forEach((row, at) => {
    features.set(batch.features.subarray(row * FEATURE_COUNT, (row + 1) * FEATURE_COUNT), at * FEATURE_COUNT)
  })
  const explained =
    threats.length === 0
      ? []
      : await explainer.explain(features, threats.length, {
          protocols: Int32Array.from(threats, (row) => batch.protocols[row]!),
          line_numbers: Uint32Array.from(threats, (row) => batch.line_numbers[row]!),
        })
  const by_row = new Map(threats.map((row, at) => [row, textsOf(explainer.names, explained[at]!, count)]))
  return (row) => by_row.get(row) ?? nothing
}

function textsOf(names: readonly string[], { values, contributions }: Reasons, count: number): string[] {
  const strongest = Array.from(contributions.keys())
    .sort((one, other) => Math.abs(contributions[other]!) - Math.abs(contributions[one]!))
    .slice(0, count)
  return Array.from({ length: count }, (_, place) => {
    const at = strongest[place]
    if (at === undefined || contributions[at] === 0) return ''
    const value = Number.isNaN(values[at]!) ? 'missing' : String(Number(values[at]!.toPrecision(VALUE_DIGITS)))
    return `${names[at]!}=${value} (${contributions[at]! < 0 ? '' : '+'}${contributions[at]!.toFixed(2)})`
  })
}
