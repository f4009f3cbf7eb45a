import { csvLine } from '../../../../contract/csv.ts'
import { fieldsOfColumn } from '../../../../contract/flow-columns.ts'
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
  const cells = fieldsOfColumn(column).map((name): CsvColumn => ({ name, cell: (...of) => valueOf(name, ...of) }))
  if (column !== 'capture_id') return cells
  return [...cells, { name: 'capture', cell: ({ capture_id }) => captureName(capture_id) }]
}

function valueOf(name: string, flow: Flow, traffic: FlowTraffic | undefined) {
  if (isOneOf(name, flow)) return flow[name]
  const { features = {}, ...figures } = traffic ?? {}
  return isOneOf(name, figures) ? figures[name] : features[name]
}

function isOneOf<Row extends object>(name: PropertyKey, row: Row): name is keyof Row {
  return name in row
}
