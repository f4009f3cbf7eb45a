import { type Field } from './fields.ts'
import { isMatch } from './match.ts'
import type { QueryTree } from './tree.ts'

/** What a query can ask of an alert. */
export interface QueryableAlert {
  readonly threat_type: string
  readonly status: string
  readonly severity: string
  readonly detector: string
  readonly source_ip: string | null
  readonly destination_ip: string | null
  readonly destination_port: number | null
  readonly flow_count: number
  /** As it is shown, with six decimals. */
  readonly max_confidence: number | null
  /** 0 where the capture tells no time, and both times are those of the import. */
  readonly timestamp_known: number
  readonly first_seen_us: number
  readonly last_seen_us: number
  readonly capture_id: number
  readonly capture_name: string
}

/** Whether a query holds for an alert. */
export function isMatchingAlert(tree: QueryTree, alert: QueryableAlert): boolean {
  return isMatch(
    tree,
    (field) => readAlert(alert, field),
    () => [alert.threat_type, alert.source_ip, alert.destination_ip, alert.capture_name, alert.detector],
  )
}

function readAlert(alert: QueryableAlert, { name }: Field): readonly (string | number | null)[] {
  switch (name) {
    case 'type':
      return [alert.threat_type]
    case 'src':
      return [alert.source_ip]
    case 'dst':
      return [alert.destination_ip]
    case 'ip':
      return [alert.source_ip, alert.destination_ip]
    case 'dport':
    case 'port':
      return [alert.destination_port]
    case 'confidence':
      return [alert.max_confidence]
    case 'after':
      return [alert.timestamp_known === 1 ? alert.last_seen_us : null]
    case 'before':
      return [alert.timestamp_known === 1 ? alert.first_seen_us : null]
    case 'capture':
      return [alert.capture_id, alert.capture_name]
    case 'state':
      return [alert.status]
    case 'severity':
      return [alert.severity]
    case 'detector':
      return [alert.detector]
    case 'flows':
      return [alert.flow_count]
    default:
      throw new RangeError(`alerts have no field ${name}`)
  }
}
