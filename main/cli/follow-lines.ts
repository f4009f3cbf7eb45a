import type { Alert } from '../../contract/alerts.ts'
import type { Capture } from '../../contract/captures.ts'
import { formatEnds } from '../../contract/endpoints.ts'
import { formatCount, formatCounted } from '../../contract/numbers.ts'
import { printableLine } from '../../contract/printable.ts'
import type { InterfaceList, Segment, Stream } from '../../contract/streams.ts'
import { table } from './output.ts'

/** What is followed from now on, and how it ends. */
export function followingLine({ kind, target, limits }: Stream): string {
  const what = kind === 'interface' ? 'Recording' : 'Following'
  return printableLine(`${what} ${target} in segments of ${String(limits.segment_seconds)} s; Ctrl+C ends it.`)
}

/** What is known of the capture that a segment went to. */
export interface SoFar {
  readonly capture: Capture
  readonly alerts: number
}

/** What was read of a segment, and what its capture has with it. */
export function segmentLine(
  { name, problem, classified, conversations, rejected }: Segment,
  so_far: SoFar | undefined,
): string {
  if (problem !== null) return printableLine(`${name}: ${problem.detail}`)
  const read = [
    ...(classified > 0 || conversations === 0 ? [formatCounted(classified, 'flow')] : []),
    ...(conversations > 0 ? [formatCounted(conversations, 'conversation')] : []),
    ...(rejected > 0 ? [formatCounted(rejected, 'rejected row')] : []),
  ].join(', ')
  if (so_far === undefined) return printableLine(`${name}: ${read}`)
  const { capture, alerts } = so_far
  const flows = capture.classified > 0 ? `${formatCounted(capture.classified, 'flow')}, ` : ''
  return printableLine(
    `${name}: ${read}; ${capture.name} so far: ${flows}${formatCounted(capture.threats, 'threat')}, ${formatCounted(alerts, 'alert')}`,
  )
}

/** An alert that was raised, in one line. */
export function alertLine(alert: Alert): string {
  const { id, severity, threat_type, flow_count, first_seen, noticed } = alert
  const flows = flow_count === 0 ? '' : `, ${formatCounted(flow_count, 'flow')}`
  const why = noticed === null ? '' : `. ${noticed}`
  return printableLine(
    `ALERT ${String(id)} ${severity} ${threat_type}: ${formatEnds(alert)}${flows}, from ${first_seen}${why}`,
  )
}

/** All that came of a stream, once it has ended. */
export function endLine(stream: Stream): string {
  const { segments, failed_segments, rows_read, classified, conversations, rejected, dropped_packets } = stream
  const only = conversations > 0 ? ` + ${formatCount(conversations)} conversations only` : ''
  const unread = failed_segments > 0 ? `, ${formatCount(failed_segments)} not read` : ''
  const lost = dropped_packets > 0 ? `; ${formatCounted(dropped_packets, 'packet')} lost` : ''
  return `Ended: ${formatCounted(segments, 'segment')}${unread}; ${formatCount(rows_read)} rows read = ${formatCount(classified)} classified${only} + ${formatCount(rejected)} rejected${lost}.`
}

/** The interfaces of this machine as a table. */
export function interfacesTable(interfaces: InterfaceList['interfaces']): string {
  if (interfaces.length === 0) return 'No interface was found on this machine.'
  const rows = interfaces.map(({ name, addresses, is_up }) => [name, is_up ? 'up' : 'down', addresses.join(', ')])
  return table(['interface', 'state', 'addresses'], rows)
}
