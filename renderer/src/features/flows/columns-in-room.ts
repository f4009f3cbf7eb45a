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

export type FlowColumn = (typeof BY_IMPORTANCE)[number]['field']

/** Room that the table takes for its own scroll bar. */
const SCROLL_BAR = 16

/**
 * Which columns are shown in a table of that width, so that it need not scroll sideways; all that is left out stands
 * beside the table when a flow is open.
 * @param inOneCapture Whether all flows are of one capture, whose name need not be repeated.
 */
export function columnsInRoom(width: number, inOneCapture: boolean): ReadonlySet<FlowColumn> {
  const shown = new Set<FlowColumn>()
  let left = width - SCROLL_BAR
  for (const { field, width: needed } of BY_IMPORTANCE) {
    if (field === 'capture_id' && inOneCapture) continue
    left -= needed
    if (left < 0) break
    shown.add(field)
  }
  return shown
}

/** The widths of columns, as CSS has it for the tracks of a grid. */
export function tracksOf(fields: readonly FlowColumn[]): string {
  return fields.map((field) => TRACKS[field]).join(' ')
}

const TRACKS = Object.fromEntries(
  BY_IMPORTANCE.map(({ field, width, grows }) => [field, grows ? `minmax(${width}px, 1fr)` : `${width}px`]),
) as Readonly<Record<FlowColumn, string>>
