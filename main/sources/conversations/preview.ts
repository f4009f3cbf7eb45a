import { parseTimestampUs } from '../csv/timestamp.ts'
import type { LayoutPreview } from '../csv/preview.ts'
import type { ConversationFile } from './conversation-file.ts'

const SAMPLE_ROWS = 8

/** How a file of conversations would be read, with its first rows. */
export function previewConversations({ rows, time_format, notices, first_lines }: ConversationFile): LayoutPreview {
  const { dialect, delimiter, has_header, columns } = rows
  const times = first_lines.flatMap((line) => rows.timeText(line) ?? [])
  const first_us = times.map((text) => parseTimestampUs(text, time_format)).find((time_us) => !Number.isNaN(time_us))
  return {
    ...{ dialect, delimiter, has_header, columns, time_format, notices },
    has_conversations_only: true,
    time_unit: 'seconds',
    has_timestamps: times.length > 0,
    first_flow_us: first_us ?? null,
    duplicates: [],
    extras: [],
    sample_rows: first_lines
      .flatMap((line) => {
        const cells = rows.cells(line)
        return cells === null ? [] : [cells]
      })
      .slice(0, SAMPLE_ROWS),
  }
}
