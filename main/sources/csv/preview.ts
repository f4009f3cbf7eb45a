import { FEATURE_NAMES } from '../../flow/features.ts'
import { decodeCell } from './cell-text.ts'
import type { Columns } from './columns.ts'
import type { Layout, LayoutOptions } from './layout.ts'
import { readLayout } from './read-flows.ts'
import { splitCells } from './split-cells.ts'
import { parseTimestampUs } from './timestamp.ts'

const SAMPLE_ROWS = 8

/** How a file would be read. */
export interface LayoutPreview extends Pick<Layout, 'dialect' | 'duplicates' | 'extras' | 'notices' | 'time_format'> {
  readonly delimiter: string
  /** Whether its rows are read as conversations, which no model can judge. */
  readonly has_conversations_only: boolean
  readonly has_header: boolean
  readonly time_unit: Layout['time_unit']['name']
  readonly has_timestamps: boolean
  /** Time of the first row, microseconds since 1970 in UTC; null when it has none. */
  readonly first_flow_us: number | null
  /** What each column is read as; null when nothing is read from it. */
  readonly columns: readonly { readonly name: string; readonly read_as: string | null }[]
  readonly sample_rows: readonly (readonly string[])[]
}

/** @throws AnomalyError `unreadable_file`, `unknown_dialect`, `lacks_features` */
export async function previewLayout(path: string, options: LayoutOptions = {}): Promise<LayoutPreview> {
  const { layout, sample_lines } = await readLayout(path, options)
  const sample_rows = sample_lines
    .slice(0, SAMPLE_ROWS)
    .map((line) => splitCells(line, layout.separators).cells.map(decodeCell))
  const { dialect, duplicates, extras, notices, time_format, separators, columns } = layout
  return {
    dialect,
    duplicates,
    extras,
    notices,
    time_format,
    delimiter: separators.delimiter,
    has_conversations_only: false,
    has_header: layout.header_line !== null,
    time_unit: layout.time_unit.name,
    has_timestamps: columns.timestamp >= 0,
    columns: namedColumns(columns),
    first_flow_us: firstTime(sample_rows, layout),
    sample_rows,
  }
}

function firstTime([row]: readonly (readonly string[])[], { columns, time_format }: Layout): number | null {
  const text = columns.timestamp < 0 ? undefined : row?.[columns.timestamp]
  const time_us = text === undefined ? NaN : parseTimestampUs(text.trim(), time_format)
  return Number.isNaN(time_us) ? null : time_us
}

function namedColumns({ names, features, ...identity }: Columns): LayoutPreview['columns'] {
  const read_as = new Map<number, string>()
  for (const [field, column] of Object.entries(identity))
    if (column >= 0) read_as.set(column, field.replaceAll('_', ' '))
  features.forEach((column, index) => read_as.set(column, FEATURE_NAMES[index]!))
  return names.map((name, column) => ({ name: name.trim(), read_as: read_as.get(column) ?? null }))
}
