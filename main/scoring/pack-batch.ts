import { LABELS } from '../flow/threat-types.ts'
import { aggregate, type Aggregated, type AggregateOptions, type ScoredFlows } from './aggregate.ts'
import { encodeSummary } from './chunk-summary.ts'
import { encodePredictions, type PredictionChunk } from './prediction-chunk.ts'

/** First and last start of some flows. */
export interface TimeSpan {
  readonly min_us: number
  readonly max_us: number
}

/** A batch of predictions as the store takes it: the flows as one chunk, and what they add to everything that counts. */
export interface PackedBatch extends PredictionChunk {
  readonly rows: number
  /** Number of the first flow of the batch in its capture, counted from 1. */
  readonly first_flow_number: number
  /** Null for a batch without flows. */
  readonly span: TimeSpan | null
  /** For flows with a time in their file. */
  readonly known_span: TimeSpan | null
  /** Each threat type that occurs. */
  readonly span_by_threat_type: readonly (TimeSpan & { readonly threat_type: string })[]
  readonly alert_groups: Aggregated['alert_groups']
  readonly bucket_counts: Aggregated['bucket_counts']
  readonly label_counts: Aggregated['label_counts']
  readonly threats: number
  /** As `encodeSummary` gives it. */
  readonly summary: Uint8Array<ArrayBuffer>
}

export function packBatch(scored: ScoredFlows, options: AggregateOptions): PackedBatch {
  const { flows, threat_types, confidences, class_names } = scored
  const { timestamps_us, timestamps_known, alert_group_of_row, ...counts } = aggregate(scored, options)
  const { rows } = flows
  const keys = { rows, timestamps_us, timestamps_known, threat_types, class_names, alert_group_of_row }
  const facts = { ...flows, confidences, label_names: LABELS }
  const chunk = encodePredictions(keys, facts)
  const spans = new Map<number, TimeSpan>()
  let known_span: TimeSpan | null = null
  for (let row = 0; row < rows; row += 1) {
    const at_us = timestamps_us[row]!
    const threat_type = threat_types[row]!
    const span = spans.get(threat_type) ?? null
    const wider = widened(span, at_us)
    if (wider !== span) spans.set(threat_type, wider)
    if (timestamps_known[row] === 1) known_span = widened(known_span, at_us)
  }
  const all = [...spans.values()]
  return {
    ...chunk,
    ...counts,
    summary: encodeSummary(keys, facts),
    rows,
    first_flow_number: options.first_flow_number,
    span:
      rows === 0
        ? null
        : {
            min_us: Math.min(...all.map(({ min_us }) => min_us)),
            max_us: Math.max(...all.map(({ max_us }) => max_us)),
          },
    known_span,
    span_by_threat_type: [...spans].map(([threat_type, span]) => ({ ...span, threat_type: class_names[threat_type]! })),
  }
}

function widened(span: TimeSpan | null, at_us: number): TimeSpan {
  if (span === null) return { min_us: at_us, max_us: at_us }
  if (at_us >= span.min_us && at_us <= span.max_us) return span
  return { min_us: Math.min(span.min_us, at_us), max_us: Math.max(span.max_us, at_us) }
}
