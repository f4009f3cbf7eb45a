import type { Behaviour } from '../detect/behaviour/behaviour.ts'
import type { ConversationBatch } from '../flow/conversations.ts'
import { FlowBatchBuilder } from '../flow/flow-batch.ts'
import { type PackedBatch, packBatch, type TimeSpan } from '../scoring/pack-batch.ts'
import type { ConversationFile } from '../sources/conversations/conversation-file.ts'
import { readConversationFile } from '../sources/conversations/conversation-source.ts'
import type { ScoreCaptureParams, ScoredPart } from './protocol.ts'

interface WatchParams extends Pick<ScoreCaptureParams, 'imported_at_us'> {
  /** Sees the conversations; whoever gave it asks it what it found. */
  readonly behaviour: Behaviour
}

/**
 * Looks across the conversations of a file, which no model can judge: parts have counts and no flows, and findings the lines
 * of their conversations.
 * @param deliver is called for one part at a time
 * @returns the SHA-256 of the file
 * @throws AnomalyError `unreadable_file`, `cancelled`
 */
export async function watchConversations(
  file: ConversationFile,
  { imported_at_us = Date.now() * 1000, behaviour }: WatchParams,
  signal: AbortSignal,
  deliver: (part: ScoredPart) => Promise<void>,
): Promise<string> {
  let hash = ''
  for await (const part of readConversationFile(file, signal)) {
    const { batch, line_numbers, instrument, facts, rejected, rows, progress, sha256 } = part
    behaviour.observe(batch, instrument, line_numbers)
    await deliver({
      ...{ facts, rejected, progress, conversations: rows },
      batch: { ...noFlows(imported_at_us), known_span: spanOf(batch) },
      ...{ feature_chunk: null, feature_ranges: null, missing: [], unread: [] },
    })
    hash = sha256 ?? ''
  }
  return hash
}

function noFlows(imported_at_us: number): PackedBatch {
  const flows = new FlowBatchBuilder(0).facts()
  const predictions = { threat_types: new Uint8Array(), confidences: new Float32Array(), class_names: [] }
  const options = { axis: 'time', imported_at_us, confidence_threshold: 0, first_flow_number: 1 } as const
  return packBatch({ flows, ...predictions }, options)
}

function spanOf({ rows, timestamps_us }: ConversationBatch): TimeSpan | null {
  let min_us = Infinity
  let max_us = -Infinity
  for (let row = 0; row < rows; row += 1) {
    const time_us = timestamps_us[row]!
    if (time_us < min_us) min_us = time_us
    if (time_us > max_us) max_us = time_us
  }
  return min_us === Infinity ? null : { min_us, max_us }
}
