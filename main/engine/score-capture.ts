import { encodeFeatures } from '../capture/feature-chunk.ts'
import type { Layout } from '../capture/layout.ts'
import type { Classifier } from './classifier.ts'
import type { LayoutSummary, ScoreCaptureParams, ScoredPart } from './protocol.ts'
import { readAhead } from './read-ahead.ts'

/** Reads and classifies a capture part by part, in the order of the file. */
export async function* scoreCapture(
  classifier: Classifier,
  { path, keep_features = false, novelty_budget, ...options }: ScoreCaptureParams,
  signal: AbortSignal,
): AsyncGenerator<ScoredPart> {
  for await (const { layout, batch, rejected, missing, bytes_read } of readAhead(path, { ...options, signal })) {
    const { features, ...flows } = batch
    const [predictions, feature_chunk] = await Promise.all([
      classifier.classify(features, batch.rows, flows, { instrument: layout.dialect.instrument, novelty_budget }),
      keep_features ? encodeFeatures(features, batch.rows) : null,
    ])
    yield {
      layout: summaryOf(layout),
      flows,
      predictions,
      feature_chunk,
      rejected,
      missing,
      bytes_read,
    }
  }
}

function summaryOf({ dialect, columns, time_format, notices }: Layout): LayoutSummary {
  return {
    dialect: dialect.id,
    instrument: dialect.instrument,
    utc_offset_minutes: columns.timestamp < 0 ? null : time_format.utc_offset_minutes,
    notices,
  }
}
