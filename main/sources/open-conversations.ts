import type { ConversationsOfFile } from './conversation-part.ts'
import { openConversationFile } from './conversations/conversation-file.ts'
import { readConversationFile } from './conversations/conversation-source.ts'
import { conversationParts } from './csv/conversation-parts.ts'

/**
 * Conversations of a file, whatever its instrument. A part is valid until the next one is asked for.
 * @throws AnomalyError `unreadable_file`, `unknown_dialect`, `cancelled`
 */
export async function* openConversations(path: string, signal?: AbortSignal): AsyncGenerator<ConversationsOfFile> {
  const file = await openConversationFile(path, signal === undefined ? {} : { signal })
  yield* file === null ? conversationParts(path, signal) : readConversationFile(file, signal)
}
