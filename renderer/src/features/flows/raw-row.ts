import type { Flow } from '../../../../contract/flows.ts'
import type { FlowFeatures } from '../../../../contract/explanations.ts'
import { printableLine } from '../../../../contract/printable.ts'

/** A flow as it is stored, one name=value a line; nothing stands behind the sign of what its capture does not tell. */
export function rawRow(flow: Flow, features: FlowFeatures['features']): string {
  const fields = Object.entries(flow).filter(([name]) => name !== 'community_id')
  const lines = [
    ...fields.map(([name, value]) => `${name}=${value === null ? '' : printableLine(String(value))}`),
    ...features.map(({ feature, value }) => `${feature}=${value === null ? '' : float32Text(value)}`),
  ]
  return `${lines.join('\n')}\n`
}

/** The shortest decimal number that is this one among those with 32 bits, as features are kept. */
export function float32Text(value: number): string {
  for (let digits = 6; digits < 9; digits += 1) {
    const text = String(Number(value.toPrecision(digits)))
    if (Math.fround(Number(text)) === value) return text
  }
  return String(value)
}
