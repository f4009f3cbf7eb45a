import { type ConversationBatch, conversationsOf } from '../../flow/conversations.ts'
import type { RejectedRow } from '../../flow/flow-batch.ts'
import { headerBytesOf } from '../../flow/header-bytes.ts'
import { csvSource } from './csv-source.ts'
import { readConversationLayout, readConversations } from './read-conversations.ts'

/** Conversations that follow each other in a file. */
export interface Conversations {
  readonly batch: ConversationBatch
  readonly line_numbers: Uint32Array
  readonly rejected: readonly RejectedRow[]
  readonly notices: readonly string[]
  /** Bytes of headers that its instrument counts as payload, for each packet. */
  readonly header_bytes: number
}

/**
 * Conversations of a CSV file: by the capture reader where the file has all features, which checks units and dialect; else by
 * what it has of them. A part is valid until the next one is asked for.
 * @throws AnomalyError `unreadable_file`, `unknown_dialect`, `cancelled`
 */
export async function* conversationParts(path: string, signal?: AbortSignal): AsyncGenerator<Conversations> {
  const layout = await readConversationLayout(path)
  if (layout?.is_complete === false) {
    for await (const part of readConversations(path, layout, signal)) {
      yield {
        ...part,
        header_bytes: 0,
        notices: [
          ...layout.notices,
          'The file has only the columns of a conversation. Durations are read as microseconds, and lengths as payload.',
        ],
      }
    }
    return
  }
  const source = csvSource(path, signal === undefined ? {} : { signal })
  try {
    for await (const { batch, rejected, facts, release } of source.parts) {
      const { line_numbers } = batch
      const { notices, instrument } = facts
      const header_bytes = headerBytesOf(instrument)
      yield { batch: conversationsOf(batch), line_numbers, rejected, notices, header_bytes }
      release()
    }
  } finally {
    await source.close()
  }
}
