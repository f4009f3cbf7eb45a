import { FEATURE_WIDTHS, type Feature } from './feature-columns.ts'

/** Columns by what is looked at first, each with the width it needs in pixels; some take more where there is room. */
const BY_IMPORTANCE = [
  { field: 'timestamp', width: 190, grows: false },
  { field: 'threat_type', width: 196, grows: true },
  { field: 'confidence', width: 112, grows: false },
  { field: 'destination_ip', width: 160, grows: true },
  { field: 'source_ip', width: 160, grows: true },
  { field: 'duration', width: 92, grows: false },
  { field: 'bytes', width: 132, grows: false },
  { field: 'capture_id', width: 170, grows: false },
  { field: 'label', width: 130, grows: false },
  { field: 'protocol', width: 80, grows: false },
  { field: 'packets', width: 112, grows: false },
  { field: 'line_number', width: 92, grows: false },
] as const

/** A column of what is known about a flow beside its features. */
export type OwnColumn = (typeof BY_IMPORTANCE)[number]['field']

export type FlowColumn = OwnColumn | Feature

/** The standard columns from left to right. */
export const OWN_COLUMNS: readonly OwnColumn[] = [
  ...(['timestamp', 'threat_type', 'confidence', 'source_ip', 'destination_ip', 'duration'] as const),
  ...(['bytes', 'protocol', 'label', 'capture_id', 'packets', 'line_number'] as const),
]

/** Room that the table takes for its own scroll bar. */
const SCROLL_BAR = 16

/**
 * Which of the standard columns are shown in a table of that width, so that it need not scroll sideways; all that is left
 * out stands beside the table when a flow is open.
 * @param inOneCapture Whether all flows are of one capture, whose name need not be repeated.
 */
export function columnsInRoom(width: number, inOneCapture: boolean): ReadonlySet<OwnColumn> {
  const shown = new Set<OwnColumn>()
  let left = width - SCROLL_BAR
  for (const { field, width: needed } of BY_IMPORTANCE) {
    if (field === 'capture_id' && inOneCapture) continue
    left -= needed
    if (left < 0) break
    shown.add(field)
  }
  return shown
}

/** Widths that a person gave to columns, in pixels. */
export type ColumnWidths = Readonly<Record<string, number>>

/** The width of a column in pixels; it may take more where nobody gave it one. */
export function widthOf(column: FlowColumn, widths: ColumnWidths): number {
  return widths[column] ?? OWN_WIDTHS.get(column) ?? FEATURE_WIDTHS.get(column) ?? 0
}

/** The widths of columns, as CSS has it for the tracks of a grid. */
export function tracksOf(columns: readonly FlowColumn[], widths: ColumnWidths = {}): string {
  return columns
    .map((column) => {
      const px = `${widthOf(column, widths)}px`
      return widths[column] === undefined && GROWS.has(column) ? `minmax(${px}, 1fr)` : px
    })
    .join(' ')
}

/** The room that columns need, in pixels. */
export function roomOf(columns: readonly FlowColumn[], widths: ColumnWidths): number {
  return columns.reduce((sum, column) => sum + widthOf(column, widths), 0)
}

const OWN_WIDTHS: ReadonlyMap<FlowColumn, number> = new Map(BY_IMPORTANCE.map(({ field, width }) => [field, width]))

const GROWS: ReadonlySet<FlowColumn> = new Set(BY_IMPORTANCE.flatMap(({ field, grows }) => (grows ? [field] : [])))
