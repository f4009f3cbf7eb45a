import { FEATURE_COUNT, featureIndex } from './features.ts'
import type { FlowBatch, FlowFacts } from './flow-batch.ts'

/** One number of each flow, at `offset + row * stride` of `values`. */
export interface NumberColumn {
  readonly values: Float32Array | Float64Array
  readonly offset: number
  readonly stride: number
}

/**
 * Flows as conversations: what every instrument that sees flows tells of them. A number that the instrument does not tell is
 * NaN, and nothing is filled in. Lengths are of payload, without headers.
 */
export interface ConversationBatch extends Pick<
  FlowFacts,
  | 'rows'
  | 'timestamps_us'
  | 'addresses'
  | 'sources'
  | 'destinations'
  | 'source_ports'
  | 'destination_ports'
  | 'protocols'
> {
  readonly duration_us: NumberColumn
  readonly forward_packets: NumberColumn
  readonly backward_packets: NumberColumn
  readonly forward_bytes: NumberColumn
  readonly backward_bytes: NumberColumn
}

/** Features of CICFlowMeter that a conversation is made of. */
export const CONVERSATION_FEATURES = {
  duration_us: featureIndex('Flow Duration')!,
  forward_packets: featureIndex('Total Fwd Packets')!,
  backward_packets: featureIndex('Total Backward Packets')!,
  forward_bytes: featureIndex('Total Length of Fwd Packets')!,
  backward_bytes: featureIndex('Total Length of Bwd Packets')!,
} as const

/** Flows of a batch as conversations; the columns are those of the batch, and nothing is copied. */
export function conversationsOf(batch: FlowBatch): ConversationBatch {
  const column = (feature: keyof typeof CONVERSATION_FEATURES): NumberColumn => ({
    values: batch.features,
    offset: CONVERSATION_FEATURES[feature],
    stride: FEATURE_COUNT,
  })
  const { rows, timestamps_us, addresses, sources, destinations, source_ports, destination_ports, protocols } = batch
  return {
    ...{ rows, timestamps_us, addresses, sources, destinations, source_ports, destination_ports, protocols },
    duration_us: column('duration_us'),
    forward_packets: column('forward_packets'),
    backward_packets: column('backward_packets'),
    forward_bytes: column('forward_bytes'),
    backward_bytes: column('backward_bytes'),
  }
}

export function numberAt({ values, offset, stride }: NumberColumn, row: number): number {
  return values[offset + row * stride]!
}
