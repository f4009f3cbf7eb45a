/** Columns by what is looked at first, each with the width it needs. */
const BY_IMPORTANCE = [
  { field: 'timestamp', width: 190 },
  { field: 'threat_type', width: 196 },
  { field: 'confidence', width: 112 },
  { field: 'destination_ip', width: 160 },
  { field: 'source_ip', width: 160 },
  { field: 'capture_id', width: 170 },
  { field: 'label', width: 130 },
  { field: 'protocol', width: 80 },
  { field: 'line_number', width: 92 },
] as const

export type FlowColumn = (typeof BY_IMPORTANCE)[number]['field']

/** Widths of the columns, at least, in pixels. */
export const COLUMN_WIDTHS = Object.fromEntries(BY_IMPORTANCE.map(({ field, width }) => [field, width])) as Readonly<
  Record<FlowColumn, number>
>

/** Room that the grid takes for its own scroll bar. */
const SCROLL_BAR = 16

/**
 * Which columns are shown in a grid of that width, so that it need not scroll sideways; all that is left out stands
 * beside the grid when a flow is open.
 * @param inOneCapture Whether all flows are of one capture, whose name need not be repeated.
 */
export function columnsInRoom(width: number, inOneCapture: boolean): Record<FlowColumn, boolean> {
  let left = width - SCROLL_BAR
  let isFull = false
  const shown = BY_IMPORTANCE.map(({ field, width: needed }) => {
    if (field === 'capture_id' && inOneCapture) return [field, false] as const
    isFull ||= needed > left
    if (!isFull) left -= needed
    return [field, !isFull] as const
  })
  return Object.fromEntries(shown) as Record<FlowColumn, boolean>
}
