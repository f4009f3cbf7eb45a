import { FEATURE_COUNT, featureIndex } from './features.ts'
import type { HeaderBytes } from './header-bytes.ts'
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
  /** What the instrument itself says of each conversation, as an {@link ANSWER}; left out where it does not say. */
  readonly answers?: Uint8Array
}

/** What an instrument says of whether a conversation was answered. */
export const ANSWER = { untold: 0, answered: 1, unanswered: 2 } as const
export type Answer = (typeof ANSWER)[keyof typeof ANSWER]

/** What an instrument does not tell of any conversation. */
export type Untold = 'answers' | 'lengths' | 'durations'

const TCP = 6

/**
 * Whether the target answered. What the instrument says weighs more than lengths, and stands in for lengths that it does not
 * tell.
 * @param reply_bytes payload from the target; NaN where it is not told, as the packets
 */
export function isAnswered(answer: Answer, protocol: number, reply_bytes: number, reply_packets: number): boolean {
  if (answer === ANSWER.unanswered) return false
  if (answer === ANSWER.answered && Number.isNaN(reply_bytes)) return true
  return reply_bytes > 0 || (protocol !== TCP && reply_packets > 0)
}

/** Whether anything tells if the target answered. */
export function isAnswerTold(answer: Answer, protocol: number, reply_bytes: number, reply_packets: number): boolean {
  return answer !== ANSWER.untold || !Number.isNaN(reply_bytes) || (protocol !== TCP && !Number.isNaN(reply_packets))
}

/** What is known of the instrument behind conversations. */
export interface InstrumentFacts {
  /** Headers that it counts as payload; null for an instrument that counts payload. */
  readonly header_bytes: HeaderBytes | null
  readonly untold: readonly Untold[]
  /** Each direction is a record of its own: where none has its other one, nobody knows what was answered. */
  readonly are_directions_apart: boolean
  /** The source port of ICMP is its type, so that 0 is an echo reply; else 0 says nothing. */
  readonly are_icmp_types_told: boolean
}

/** Whether rows of one are to be read as those of the other. */
export const tellsTheSame = (one: InstrumentFacts, other: InstrumentFacts): boolean =>
  JSON.stringify(one) === JSON.stringify(other)

/** What is known of an instrument that tells all of a conversation. */
export const factsOfInstrument = (header_bytes: HeaderBytes | null): InstrumentFacts => ({
  header_bytes,
  untold: [],
  are_directions_apart: false,
  are_icmp_types_told: false,
})

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
