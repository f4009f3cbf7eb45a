import type { Flow } from '../../../../contract/flows.ts'
import type { QueryTree } from '../../../../contract/query/tree.ts'
import { fieldIs } from '../../lib/add-to-query.ts'
import type { FlowColumn } from './columns-in-room.ts'

/** What the list can be narrowed to, or freed from, out of a cell; the first stands for the cell as a whole. */
export function cellQueries(flow: Flow, column: FlowColumn): readonly QueryTree[] {
  switch (column) {
    case 'threat_type':
      return [fieldIs('type', flow.threat_type)]
    case 'source_ip':
      return present([
        ['src', flow.source_ip],
        ['sport', flow.source_port],
        ['ip', flow.source_ip],
      ])
    case 'destination_ip':
      return present([
        ['dst', flow.destination_ip],
        ['dport', flow.destination_port],
        ['ip', flow.destination_ip],
      ])
    case 'protocol':
      return present([['proto', flow.protocol]])
    case 'label':
      return present([['label', flow.label]])
    case 'capture_id':
      return [fieldIs('capture', flow.capture_id)]
    default:
      return []
  }
}

/** The host whose address a cell shows; null where it shows none. */
export function hostIn(flow: Flow | undefined, column: FlowColumn): string | null {
  if (column === 'source_ip') return flow?.source_ip ?? null
  return column === 'destination_ip' ? (flow?.destination_ip ?? null) : null
}

function present(fields: readonly (readonly [field: string, value: string | number | null])[]): QueryTree[] {
  return fields.flatMap(([field, value]) => (value === null ? [] : [fieldIs(field, value)]))
}
