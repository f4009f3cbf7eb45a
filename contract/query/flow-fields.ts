import { type Field } from './fields.ts'
import { isMatch } from './match.ts'
import type { QueryTree } from './tree.ts'

/** What a query can ask of a flow; null stands for what its capture does not tell. */
export interface QueryableFlow {
  readonly timestamp_us: number
  /** 0 where the capture tells no time, and `timestamp_us` is that of the import. */
  readonly timestamp_known: number
  readonly threat_type: string
  /** As it is shown, with six decimals. */
  readonly confidence: number
  readonly source_ip: string | null
  readonly source_port: number | null
  readonly destination_ip: string | null
  readonly destination_port: number | null
  readonly protocol: number | null
  readonly label: string | null
  readonly line_number: number
  readonly capture_id: number
  readonly capture_name: string
  /** Value of a feature by its index; NaN where the flow has none. */
  readonly feature: (index: number) => number
}

/** Whether a query holds for a flow. */
export function isMatchingFlow(tree: QueryTree, flow: QueryableFlow): boolean {
  return isMatch(
    tree,
    (field) => readFlow(flow, field),
    () => [flow.threat_type, flow.source_ip, flow.destination_ip, flow.label],
  )
}

function readFlow(flow: QueryableFlow, { name, features }: Field): readonly (string | number | null)[] {
  if (features.length > 0) return [features.reduce((sum, index) => sum + flow.feature(index), 0)]
  switch (name) {
    case 'type':
      return [flow.threat_type]
    case 'src':
      return [flow.source_ip]
    case 'dst':
      return [flow.destination_ip]
    case 'ip':
      return [flow.source_ip, flow.destination_ip]
    case 'sport':
      return [flow.source_port]
    case 'dport':
      return [flow.destination_port]
    case 'port':
      return [flow.source_port, flow.destination_port]
    case 'proto':
      return [flow.protocol]
    case 'confidence':
      return [flow.confidence]
    case 'after':
    case 'before':
      return [flow.timestamp_known === 1 ? flow.timestamp_us : null]
    case 'capture':
      return [flow.capture_id, flow.capture_name]
    case 'label':
      return [flow.label]
    case 'line':
      return [flow.line_number]
    default:
      throw new RangeError(`flows have no field ${name}`)
  }
}
