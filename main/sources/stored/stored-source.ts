import type { Instrument } from '../../../contract/captures.ts'
import { decodeFeatures } from '../../flow/feature-chunk.ts'
import type { FlowBatch, FlowFacts } from '../../flow/flow-batch.ts'
import type { Source } from '../source.ts'

/** Flows that lie side by side in their capture, as the store has them. */
export interface StoredFlowPart {
  /** Number of the first of them, counted from 1. */
  readonly first_flow_number: number
  readonly flows: FlowFacts
  /** Features of the flows, `feature_chunk` of `packFeatures`. */
  readonly feature_chunk: Uint8Array
}

/** The same, to be judged. */
export interface StoredPart {
  readonly facts: { readonly instrument: Instrument | null }
  readonly first_flow_number: number
  readonly batch: FlowBatch
}

/**
 * Flows of a capture that the store keeps, in their order.
 * @param take answers the next part, and null when there is none
 */
export function storedSource(
  instrument: Instrument | null,
  take: () => Promise<StoredFlowPart | null>,
): Source<StoredPart> {
  async function* parts(): AsyncGenerator<StoredPart> {
    for (let part = await take(); part !== null; part = await take()) {
      const { first_flow_number, flows, feature_chunk } = part
      const { features } = await decodeFeatures(feature_chunk)
      yield { facts: { instrument }, first_flow_number, batch: { ...flows, features } }
    }
  }
  return { is_endless: false, parts: parts(), close: () => Promise.resolve() }
}
