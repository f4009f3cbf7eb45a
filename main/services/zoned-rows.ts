import { offsetMinutes, offsetText, type TimeZone } from '../report/zoned-time.ts'
import type { ExportRow } from './export-rows.ts'

/** Names of the times in rows of flows and alerts, and in notes. */
const TIMES = ['timestamp', 'first_seen', 'last_seen', 'updated_at', 'at'] as const

/** A row whose times are on the clock of a zone, each with its offset: `2017-07-07T17:56:03.598308+02:00`. */
export function zonedRow(row: ExportRow, zone: TimeZone): ExportRow {
  return zone === 'utc' ? row : { ...zonedFields(row, zone), capture_id: row.capture_id }
}

/** Name of a zone, as a manifest tells it; that of a clock without one is its offset from UTC. */
export function zoneName(zone: TimeZone): string {
  if (zone === 'utc') return 'UTC'
  // There is none where TZ names a zone that the system does not know, or gives an offset.
  const { timeZone: name = NAMELESS } = Intl.DateTimeFormat().resolvedOptions() as { timeZone?: string }
  if (name !== NAMELESS) return name
  const offset = offsetMinutes(Date.now(), zone)
  return offset === 0 ? 'UTC' : `UTC${offsetText(offset)}`
}

const NAMELESS = 'Etc/Unknown'

function zonedFields(fields: Readonly<Record<string, unknown>>, zone: TimeZone): Record<string, unknown> {
  const zoned: Record<string, unknown> = { ...fields }
  for (const name of TIMES) {
    const time = fields[name]
    if (typeof time === 'string') zoned[name] = zonedTime(time, zone)
  }
  const { notes } = fields
  if (Array.isArray(notes)) zoned['notes'] = notes.map((note: Record<string, unknown>) => zonedFields(note, zone))
  return zoned
}

const MINUTE_MS = 60_000
/** Length of a time to its seconds. */
const TO_SECONDS = 19

/** @param time ISO 8601 in UTC, whatever its fraction of a second, which no zone changes */
function zonedTime(time: string, zone: TimeZone): string {
  const time_ms = Date.parse(time)
  if (Number.isNaN(time_ms)) return time
  const offset = offsetMinutes(time_ms, zone)
  const local = new Date(time_ms + offset * MINUTE_MS).toISOString()
  return `${local.slice(0, TO_SECONDS)}${time.slice(TO_SECONDS).replace(/Z$/, '')}${offsetText(offset)}`
}
