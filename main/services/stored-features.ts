import { decodeFeatures } from '../flow/feature-chunk.ts'
import { FEATURE_COUNT, featureIndex } from '../flow/features.ts'
import { type FlowPlace, parseFlowId } from '../flow/flow-id.ts'
import { shortestNumber } from '../flow/shortest-number.ts'
import type { FeatureChunk } from '../store/flows.ts'
import type { Store } from '../store/store.ts'

/** Value of a feature of one flow by its index; null where there is none. */
export type FeatureOf = (index: number) => number | null

/**
 * Features of flows that the store keeps, by the id of the flow. Flows that lie in one chunk are read at once; a flow whose
 * features are not kept, and an id that names none, are left out.
 */
export async function storedFeatures(store: Store, ids: readonly string[]): Promise<Map<string, FeatureOf>> {
  const found = new Map<string, FeatureOf>()
  const left = new Map(ids.flatMap((id) => placed(id)))
  for (let next = left.entries().next(); next.done !== true; next = left.entries().next()) {
    const [id, place] = next.value
    const chunk = await store.flows.getFeatureChunk(place.capture_id, place.flow_number)
    left.delete(id)
    if (chunk === undefined) continue
    const of_chunk = [[id, place] as const, ...[...left].filter(([, other]) => holds(chunk, place, other))]
    for (const [each] of of_chunk) left.delete(each)
    const rows = of_chunk.map(([, { flow_number }]) => flow_number - chunk.first_flow_number)
    const { features } = await decodeFeatures(chunk.chunk, rows)
    of_chunk.forEach(([each], row) => {
      found.set(each, (index) => {
        const value = features[row * FEATURE_COUNT + index]
        return value === undefined || !Number.isFinite(value) ? null : shortestNumber(value)
      })
    })
  }
  return found
}

/** Values of named features of a flow, by their names. */
export function namedFeatures(names: readonly string[], of: FeatureOf | undefined): Record<string, number | null> {
  return Object.fromEntries(names.map((name) => [name, of?.(featureAt(name)) ?? null]))
}

/** @throws RangeError for a name that is none */
export function featureAt(name: string): number {
  const index = featureIndex(name)
  if (index === undefined) throw new RangeError(`there is no feature ${name}`)
  return index
}

function placed(id: string): [string, FlowPlace][] {
  const place = parseFlowId(id)
  return place === null ? [] : [[id, place]]
}

function holds({ first_flow_number, rows }: FeatureChunk, { capture_id }: FlowPlace, other: FlowPlace): boolean {
  const row = other.flow_number - first_flow_number
  return other.capture_id === capture_id && row >= 0 && row < rows
}
