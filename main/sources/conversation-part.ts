import type { ConversationBatch, InstrumentFacts } from '../flow/conversations.ts'
import type { RejectedRow } from '../flow/flow-batch.ts'
import type { FlowPart, SourceFacts } from './source.ts'

/** Conversations that follow each other in a source. A part is valid until the next one is asked for. */
export interface ConversationPart extends Pick<FlowPart, 'progress' | 'sha256'> {
  readonly facts: SourceFacts
  readonly instrument: InstrumentFacts
  readonly batch: ConversationBatch
  /** Number of the row of each conversation, from 0; of two rows that are one conversation, that of the first. */
  readonly file_rows: Uint32Array
  /** Line of each conversation, from 1, likewise. */
  readonly line_numbers: Uint32Array
  /** Rows that were read as conversations; more than the batch has where two of them are one. */
  readonly rows: number
  readonly rejected: readonly RejectedRow[]
}

/** What a command that looks at conversations needs of a part. */
export type ConversationsOfFile = Pick<ConversationPart, 'batch' | 'file_rows' | 'rows' | 'rejected' | 'instrument'> & {
  readonly facts: Pick<SourceFacts, 'notices'>
}
