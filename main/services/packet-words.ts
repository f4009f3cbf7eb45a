import type { PacketSelection } from '../../contract/packets.ts'

/** What the packets of a selection are called, such as in a file's comment. */
export function selectionTitle({ flow_id, alert_id }: PacketSelection, flows: number): string {
  if (flow_id !== undefined) return `packets of flow ${flow_id}`
  const many = `packets of ${counted(flows, 'flow')}`
  return alert_id === undefined ? many : `${many} of alert ${String(alert_id)}`
}

/** The filter as one line, null where there is none. */
export function filterText({ q, capture_id, threat_type }: PacketSelection): string | null {
  const parts = [
    ...(q === undefined || q.trim() === '' ? [] : [q.trim()]),
    ...(threat_type === undefined ? [] : [`threat type ${threat_type}`]),
    ...(capture_id === undefined ? [] : [`capture ${String(capture_id)}`]),
  ]
  return parts.length === 0 ? null : parts.join(', ')
}

/** Name for the file of a selection. */
export function fileNameOf({ flow_id, alert_id }: PacketSelection): string {
  if (flow_id !== undefined) return `flow-${flow_id}.pcapng`
  return alert_id === undefined ? 'flows.pcapng' : `alert-${String(alert_id)}.pcapng`
}

export function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`
}
