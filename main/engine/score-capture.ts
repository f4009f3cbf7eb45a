import { readFlows } from '../capture/read-flows.ts'
import type { Classifier } from './classifier.ts'
import type { ScoredPart } from './protocol.ts'

/** Reads and classifies a capture part by part, in the order of the file. */
export async function* scoreCapture(
  classifier: Classifier,
  path: string,
  signal: AbortSignal,
): AsyncGenerator<ScoredPart> {
  for await (const { columns, batch, rejected, bytes_read } of readFlows(path, { signal })) {
    const { features, ...flows } = batch
    yield {
      dialect: columns.dialect,
      has_timestamps: columns.timestamp >= 0,
      flows,
      predictions: await classifier.classify(features, batch.rows),
      rejected,
      bytes_read,
    }
  }
}
