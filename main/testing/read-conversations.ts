import { writeFile } from 'node:fs/promises'

import { Behaviour, type BehaviourReport } from '../detect/behaviour/behaviour.ts'
import { DEFAULT_SETTINGS } from '../detect/behaviour/settings.ts'
import { numberAt } from '../flow/conversations.ts'
import type { RejectedRow } from '../flow/flow-batch.ts'
import type { ConversationPart } from '../sources/conversation-part.ts'
import { openConversationFile } from '../sources/conversations/conversation-file.ts'
import { readConversationFile } from '../sources/conversations/conversation-source.ts'

/** A conversation as a test looks at it. */
export interface ReadConversation {
  readonly time: string | null
  readonly source: string | undefined
  readonly source_port: number | undefined
  readonly target: string | undefined
  readonly port: number | undefined
  readonly protocol: number | undefined
  readonly duration_us: number
  readonly packets: readonly [number, number]
  readonly bytes: readonly [number, number]
  readonly answer: number | undefined
  readonly file_row: number | undefined
  readonly line_number: number | undefined
}

export interface ReadFile {
  readonly conversations: readonly ReadConversation[]
  readonly rows: number
  readonly rejected: readonly RejectedRow[]
  readonly notices: readonly string[]
  readonly behaviour: BehaviourReport
  readonly parts: readonly ConversationPart[]
}

/** Writes a file and reads it as conversations. */
export async function readAsConversations(path: string, text: string | Uint8Array): Promise<ReadFile> {
  await writeFile(path, text)
  const file = await openConversationFile(path)
  if (file === null) throw new Error('the file is none of conversations')
  const behaviour = new Behaviour(DEFAULT_SETTINGS)
  const conversations: ReadConversation[] = []
  const rejected: RejectedRow[] = []
  const parts: ConversationPart[] = []
  let rows = 0
  let notices: readonly string[] = []
  for await (const part of readConversationFile(file)) {
    const { batch } = part
    if (part.rows > 0) parts.push(part)
    behaviour.observe(batch, part.instrument)
    rows += part.rows
    rejected.push(...part.rejected)
    notices = part.facts.notices
    for (let row = 0; row < batch.rows; row += 1) {
      const time_us = batch.timestamps_us[row] ?? NaN
      conversations.push({
        time: Number.isNaN(time_us) ? null : new Date(time_us / 1000).toISOString(),
        source: batch.addresses[(batch.sources[row] ?? 0) - 1],
        source_port: batch.source_ports[row],
        target: batch.addresses[(batch.destinations[row] ?? 0) - 1],
        port: batch.destination_ports[row],
        protocol: batch.protocols[row],
        duration_us: numberAt(batch.duration_us, row),
        packets: [numberAt(batch.forward_packets, row), numberAt(batch.backward_packets, row)],
        bytes: [numberAt(batch.forward_bytes, row), numberAt(batch.backward_bytes, row)],
        answer: batch.answers?.[row],
        file_row: part.file_rows[row],
        line_number: part.line_numbers[row],
      })
    }
  }
  return { conversations, rows, rejected, notices, behaviour: behaviour.close(), parts }
}

/** Why kinds of behaviour cannot be judged. */
export function blindTo({ judgements }: BehaviourReport): Readonly<Record<string, string | null>> {
  return Object.fromEntries(judgements.flatMap(({ kind, can_judge, note }) => (can_judge ? [] : [[kind, note]])))
}
