import { FlowBatchBuilder, NO_LABEL, NO_NUMBER } from '../flow/flow-batch.ts'
import { type ThreatType, THREAT_TYPES, threatTypeIndex } from '../flow/threat-types.ts'
import type { AggregateOptions, ScoredFlows } from '../scoring/aggregate.ts'
import { packBatch } from '../scoring/pack-batch.ts'
import type { ScoredBatch } from '../store/flows.ts'

/** A classified flow as one thing; what is left out is not known. */
export interface ScoredFlow {
  readonly threat_type: ThreatType
  readonly confidence?: number
  readonly source_ip?: string
  readonly destination_ip?: string
  readonly source_port?: number
  readonly destination_port?: number
  readonly protocol?: number
  readonly timestamp_us?: number
  readonly label?: ThreatType
}

/** Classified flows in columns, on the lines after a header. */
export function scoredFlows(flows: readonly ScoredFlow[]): ScoredFlows {
  const builder = new FlowBatchBuilder(flows.length)
  const sources = Uint32Array.from(flows, ({ source_ip = null }) => builder.addressCode(source_ip))
  const destinations = Uint32Array.from(flows, ({ destination_ip = null }) => builder.addressCode(destination_ip))
  return {
    class_names: THREAT_TYPES,
    threat_types: Uint8Array.from(flows, ({ threat_type }) => threatTypeIndex(threat_type)),
    confidences: Float32Array.from(flows, ({ confidence = 0.9 }) => confidence),
    flows: {
      rows: flows.length,
      line_numbers: Uint32Array.from(flows, (_, row) => row + 2),
      timestamps_us: Float64Array.from(flows, ({ timestamp_us = NaN }) => timestamp_us),
      addresses: builder.build().addresses,
      sources,
      destinations,
      source_ports: Int32Array.from(flows, ({ source_port = NO_NUMBER }) => source_port),
      destination_ports: Int32Array.from(flows, ({ destination_port = NO_NUMBER }) => destination_port),
      protocols: Int32Array.from(flows, ({ protocol = NO_NUMBER }) => protocol),
      labels: Uint8Array.from(flows, ({ label }) => (label === undefined ? NO_LABEL : threatTypeIndex(label))),
    },
  }
}

export const OPTIONS: AggregateOptions = {
  axis: 'time',
  imported_at_us: 1_700_000_000_000_000,
  confidence_threshold: 0.5,
  first_flow_number: 1,
}

/** What the import service would hand the store for these flows. */
export function scoredBatch(
  place: { capture_id: number; scoring_id: number },
  flows: readonly ScoredFlow[],
  options: Partial<AggregateOptions> = {},
): ScoredBatch {
  const batch = packBatch(scoredFlows(flows), { ...OPTIONS, ...options })
  return {
    ...batch,
    ...place,
    conversations: 0,
    rejected: [],
    missing: [],
    unread: [],
    feature_chunk: null,
    feature_ranges: null,
    job: null,
  }
}
