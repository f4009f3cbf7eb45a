import { decodeFeatures } from '../flow/feature-chunk.ts'
import type { Classifier } from '../detect/model/classifier.ts'
import { explainerOf } from '../detect/model/explainer.ts'
import type { ExplainParams, Explanations } from './protocol.ts'

/**
 * Reasons for flows whose features the store keeps, in the order they are given in.
 * @param progress called after each chunk
 */
export async function explainStored(
  classifier: Classifier,
  { chunks }: ExplainParams,
  progress: () => void,
): Promise<Explanations> {
  const explainer = explainerOf(classifier)
  const flows: Explanations['flows'][number][] = []
  for (const { chunk, rows, protocols } of chunks) {
    const decoded = await decodeFeatures(chunk, rows)
    flows.push(...(await explainer.explain(decoded.features, decoded.rows, { protocols: Int32Array.from(protocols) })))
    progress()
  }
  return { names: explainer.names, flows }
}
