import { AnomalyError } from '../../contract/errors.ts'
import { LABELS } from '../flow/threat-types.ts'
import type { StoredFlowPart } from '../sources/stored/stored-source.ts'
import type { CaptureRow } from '../store/captures.ts'
import type { Store } from '../store/store.ts'

/**
 * Flows of a capture with their features, part by part, in their order.
 * @param scoring_id of the capture; all have the same flows
 * @param first_flow where to begin: the first flow of a part
 * @returns answers the next part, and null when there is none
 * @throws AnomalyError `store_failed` where flows or features are missing
 */
export function storedFlows(
  store: Store,
  capture: Pick<CaptureRow, 'id' | 'name' | 'classified'>,
  scoring_id: number,
  first_flow = 1,
): () => Promise<StoredFlowPart | null> {
  let next = first_flow
  return async () => {
    if (next > capture.classified) return null
    const stored = await store.flows.getFeatureChunk(capture.id, next)
    if (stored === undefined) {
      throw new AnomalyError('store_failed', `The features of flow ${String(next)} of ${capture.name} are missing.`)
    }
    const { first_flow_number, rows, chunk } = stored
    const flows = await store.flows.read(scoring_id, first_flow_number, rows, LABELS)
    if (flows.rows !== rows) throw new AnomalyError('store_failed', `Flows of ${capture.name} are missing.`)
    next = first_flow_number + rows
    return { first_flow_number, flows, feature_chunk: chunk }
  }
}
