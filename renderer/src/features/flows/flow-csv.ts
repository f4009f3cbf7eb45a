import { csvLine } from '../../../../contract/csv.ts'
import type { Flow, FlowTraffic } from '../../../../contract/flows.ts'
import type { FlowColumn } from './columns-in-room.ts'

interface CsvColumn {
  readonly name: string
  readonly cell: (flow: Flow, traffic: FlowTraffic | undefined) => string | number | null | undefined
}

/**
 * Flows as CSV with a header line: what the columns shown stand for, in full and under the names that lists have over HTTP.
 * Text that a spreadsheet would run as a formula is made harmless.
 */
export function flowsCsv(
  flows: readonly Flow[],
  traffic: ReadonlyMap<string, FlowTraffic>,
  columns: readonly FlowColumn[],
  captureName: (id: number) => string,
): string {
  const cells = [ID, ...columns.flatMap((column) => csvColumns(column, captureName))]
  const head = csvLine(cells.map(({ name }) => name))
  return head + flows.map((flow) => csvLine(cells.map(({ cell }) => cell(flow, traffic.get(flow.id))))).join('')
}

const ID: CsvColumn = { name: 'id', cell: ({ id }) => id }

function csvColumns(column: FlowColumn, captureName: (id: number) => string): readonly CsvColumn[] {
  switch (column) {
    case 'source_ip':
      return [own(column), own('source_port')]
    case 'destination_ip':
      return [own(column), own('destination_port')]
    case 'duration':
      return [amount('duration_us')]
    case 'bytes':
      return [amount('forward_bytes'), amount('backward_bytes')]
    case 'packets':
      return [amount('forward_packets'), amount('backward_packets')]
    case 'capture_id':
      return [own(column), { name: 'capture', cell: ({ capture_id }) => captureName(capture_id) }]
    case 'timestamp':
    case 'threat_type':
    case 'confidence':
    case 'protocol':
    case 'label':
    case 'line_number':
      return [own(column)]
    default:
      return [{ name: column, cell: (_flow, traffic) => traffic?.features?.[column] }]
  }
}

function own(name: keyof Flow): CsvColumn {
  return { name, cell: (flow) => flow[name] }
}

function amount(name: Exclude<keyof FlowTraffic, 'id' | 'features'>): CsvColumn {
  return { name, cell: (_flow, traffic) => traffic?.[name] }
}
