import type { Layout } from '../capture/layout.ts'
import { readFlows } from '../capture/read-flows.ts'
import type { Classifier } from './classifier.ts'
import type { LayoutSummary, ScoreCaptureParams, ScoredPart } from './protocol.ts'

/** Reads and classifies a capture part by part, in the order of the file. */
export async function* scoreCapture(
  classifier: Classifier,
  { path, ...options }: ScoreCaptureParams,
  signal: AbortSignal,
): AsyncGenerator<ScoredPart> {
  for await (const { layout, batch, rejected, bytes_read } of readFlows(path, { ...options, signal })) {
    const { features, ...flows } = batch
    yield {
      layout: summaryOf(layout),
      flows,
      predictions: await classifier.classify(features, batch.rows),
      rejected,
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
