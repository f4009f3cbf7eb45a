import { csvSource } from './csv/csv-source.ts'
import type { LackOptions } from './csv/columns.ts'
import type { LayoutOptions } from './csv/layout.ts'
import { type LayoutPreview, previewLayout } from './csv/preview.ts'
import type { ReadOptions } from './csv/read-flows.ts'
import type { RowLines } from './csv/row-lines.ts'
import type { Separators } from './csv/separators.ts'
import { openConversationFile } from './conversations/conversation-file.ts'
import { previewConversations } from './conversations/preview.ts'
import { isPacketFile } from './packets/packet-file.ts'
import { packetSource } from './packets/packet-source.ts'
import { previewPackets } from './packets/preview.ts'
import type { FlowPart, Source } from './source.ts'

/** Flows that have rows, with what a copy of these is made of. */
export interface RowPart extends FlowPart {
  readonly layout: {
    /** Null when the file has none. */
    readonly header_line: string | null
    readonly columns: { readonly names: readonly string[] }
    readonly separators: Separators
  }
  /** Line of each flow, when `keep_lines` is set. */
  readonly lines: RowLines | null
}

/**
 * A capture file, whatever its name: packets, which are metered, or else flows as CSV.
 * @throws AnomalyError `unreadable_file`; where the parts are taken also `unknown_dialect` and `cancelled`
 */
export async function openSource(
  path: string,
  options: Pick<ReadOptions, 'utc_offset_minutes' | 'keep_lines' | 'has_fixed_parts' | 'signal' | keyof LackOptions>,
): Promise<Source<RowPart>> {
  return (await isPacketFile(path)) ? packetSource(path, options) : csvSource(path, options)
}

/** How {@link openSource} would read a file. @throws AnomalyError `unreadable_file`, `unknown_dialect` */
export async function previewSource(path: string, options: LayoutOptions): Promise<LayoutPreview> {
  if (await isPacketFile(path)) return previewPackets(path)
  const conversations = await openConversationFile(path, { ...options, is_preview: true })
  return conversations === null ? previewLayout(path, options) : previewConversations(conversations)
}
