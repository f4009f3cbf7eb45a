import { conversationsOf, factsOfInstrument } from '../../flow/conversations.ts'
import type { RejectedRow } from '../../flow/flow-batch.ts'
import { headerBytesOf } from '../../flow/header-bytes.ts'
import type { ConversationsOfFile } from '../conversation-part.ts'
import { csvSource } from './csv-source.ts'
import { ClassifiedTally } from './nothing-classified.ts'
import { readConversationLayout, readConversations } from './read-conversations.ts'

/**
 * Conversations of a CSV file: by the capture reader where the file has all features, which checks units and dialect; else by
 * what it has of them. A part is valid until the next one is asked for.
 * @throws AnomalyError `unreadable_file`, also when there are rows and none can be read; `unknown_dialect`, `cancelled`
 */
export async function* conversationParts(path: string, signal?: AbortSignal): AsyncGenerator<ConversationsOfFile> {
  const layout = await readConversationLayout(path, signal)
  const rows = new FileRows()
  const tally = new ClassifiedTally()
  if (layout?.is_complete === false) {
    const notices = [
      ...layout.notices,
      'The file has only the columns of a conversation. Durations are read as microseconds, and lengths as payload.',
    ]
    for await (const { batch, line_numbers, rejected } of readConversations(path, layout, signal)) {
      const file_rows = rows.next(line_numbers, batch.rows, rejected)
      tally.add(batch.rows, rejected)
      yield { batch, file_rows, rows: batch.rows, rejected, facts: { notices }, instrument: factsOfInstrument(null) }
    }
    tally.refuseNothing('read')
    return
  }
  const source = csvSource(path, signal === undefined ? {} : { signal })
  try {
    for await (const { batch: flows, rejected, facts, release } of source.parts) {
      const batch = conversationsOf(flows)
      tally.add(flows.rows, rejected)
      const file_rows = rows.next(flows.line_numbers, flows.rows, rejected)
      const instrument = factsOfInstrument(headerBytesOf(facts.instrument))
      yield { batch, file_rows, rows: flows.rows, rejected, facts, instrument }
      release()
    }
    tally.refuseNothing('read')
  } finally {
    await source.close()
  }
}

/** Rows of a file are its flows and its rejected rows together, in the order of their lines. */
class FileRows {
  #before = 0

  next(line_numbers: Uint32Array, rows: number, rejected: readonly RejectedRow[]): Uint32Array {
    const file_rows = new Uint32Array(rows)
    let passed = 0
    for (let row = 0; row < rows; row += 1) {
      while ((rejected[passed]?.line_number ?? Infinity) < line_numbers[row]!) passed += 1
      file_rows[row] = this.#before + row + passed
    }
    this.#before += rows + rejected.length
    return file_rows
  }
}
