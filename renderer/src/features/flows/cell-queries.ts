import type { Flow, FlowTraffic } from '../../../../contract/flows.ts'
import { fieldNameOf } from '../../../../contract/query/fields.ts'
import { parseTime } from '../../../../contract/query/time-text.ts'
import type { QueryTree } from '../../../../contract/query/tree.ts'
import { fieldIs, fieldIsAtLeast } from '../../lib/add-to-query.ts'
import type { FlowColumn } from './columns-in-room.ts'
import { isFeature } from './feature-columns.ts'

/**
 * What the list can be narrowed to, or freed from, out of a cell; the first stands for the cell as a whole. Of numbers that
 * hardly two flows share it is that much or more.
 */
export function cellQueries(flow: Flow, column: FlowColumn, traffic?: FlowTraffic): readonly QueryTree[] {
  if (isFeature(column)) return numbers(fieldNameOf(column), traffic?.features?.[column])
  switch (column) {
    case 'timestamp': {
      const at_us = flow.timestamp_source === 'flow' ? parseTime(flow.timestamp) : undefined
      return at_us === undefined ? [] : [fieldIs('after', at_us), fieldIs('before', at_us)]
    }
    case 'confidence':
      return [fieldIsAtLeast('confidence', flow.confidence)]
    case 'duration':
      return numbers('duration', traffic?.duration_us)
    case 'bytes':
      return numbers('bytes', sum(traffic?.forward_bytes, traffic?.backward_bytes))
    case 'packets':
      return numbers('packets', sum(traffic?.forward_packets, traffic?.backward_packets))
    case 'line_number':
      return [fieldIs('line', flow.line_number)]
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

type Figure = number | null | undefined

function numbers(field: string, value: Figure): QueryTree[] {
  return value === null || value === undefined ? [] : [fieldIsAtLeast(field, value), fieldIs(field, value)]
}

function sum(one: Figure, other: Figure): Figure {
  return typeof one === 'number' && typeof other === 'number' ? one + other : undefined
}

function present(fields: readonly (readonly [field: string, value: string | number | null])[]): QueryTree[] {
  return fields.flatMap(([field, value]) => (value === null ? [] : [fieldIs(field, value)]))
}
