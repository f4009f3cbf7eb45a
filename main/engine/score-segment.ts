import type { Detector } from '../detect/detector.ts'
import { DEFAULT_SETTINGS } from '../detect/behaviour/settings.ts'
import type { LackOptions } from '../sources/csv/columns.ts'
import { openConversationFile } from '../sources/conversations/conversation-file.ts'
import type { ScoredPart, ScoreSegmentParams, ScoreSegmentResult } from './protocol.ts'
import { scoreFlows } from './score-capture.ts'
import type { StreamStates } from './stream-states.ts'
import { watchConversations } from './watch-conversations.ts'

/**
 * Reads and classifies a segment of a stream as `scoreCapture` does a capture; read again, it has the same parts. Its flows
 * are looked across once they are stored; conversations, which nobody stores, are looked across here.
 * @param deliver is called for one part at a time
 * @throws AnomalyError `unreadable_file` when there are rows and none can be classified
 */
export async function scoreSegment(
  loading: Promise<Detector>,
  params: ScoreSegmentParams & LackOptions,
  states: StreamStates,
  signal: AbortSignal,
  deliver: (part: ScoredPart) => Promise<void>,
): Promise<ScoreSegmentResult> {
  // It is awaited once the source is open, which may fail before.
  loading.catch(() => undefined)
  const file = await openConversationFile(params.path, { ...params, signal })
  if (file === null) {
    const sha256 = await scoreFlows(loading, { ...params, has_fixed_parts: true, axis: 'time' }, signal, deliver)
    return { sha256, conversations: null }
  }
  const key = `${params.key} ${file.rows.dialect.id}`
  const { behaviour, is_continued } = states.conversations(key, params.behaviour ?? DEFAULT_SETTINGS)
  try {
    const sha256 = await watchConversations(file, { ...params, behaviour }, signal, deliver)
    return { sha256, conversations: { behaviour: behaviour.endSegment(), is_continued } }
  } catch (error) {
    // It has seen what is not counted.
    states.forget(key)
    throw error
  }
}
