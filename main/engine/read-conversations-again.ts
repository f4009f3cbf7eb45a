import { AnomalyError } from '../../contract/errors.ts'
import { openConversationFile } from '../sources/conversations/conversation-file.ts'
import { type PickedConversation, pickConversations } from '../sources/conversations/pick-conversations.ts'
import type { PickConversationsParams } from './protocol.ts'

/**
 * Conversations of a file that was imported before.
 * @throws AnomalyError `unreadable_file`, `cancelled`
 */
export async function readConversationsAgain(
  { path, utc_offset_minutes, line_numbers }: PickConversationsParams,
  signal: AbortSignal,
  onProgress: () => Promise<void>,
): Promise<PickedConversation[]> {
  const file = await openConversationFile(path, {
    ...(utc_offset_minutes === null ? {} : { utc_offset_minutes }),
    signal,
    onProgress,
  })
  if (file === null) throw new AnomalyError('unreadable_file', `${path} is no log of conversations.`)
  return pickConversations(file, line_numbers, { signal, onProgress })
}
