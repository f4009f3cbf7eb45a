import { CaptureMeter, type MeterReport } from '../../sources/packets/capture-meter.ts'
import { MEASURES, measuresOf } from '../../sources/packets/columns.ts'
import { type Convention, CONVENTIONS } from '../../sources/packets/convention.ts'
import { FlowRows } from '../../sources/packets/flow-row.ts'

interface Metered {
  readonly rows: readonly string[]
  readonly packets_in_flows: number
  readonly report: MeterReport
}

function meter(file: Buffer, convention: Convention, chunk_bytes: number): Metered {
  const writer = new FlowRows(convention)
  const rows: string[] = []
  let packets_in_flows = 0
  const capture = new CaptureMeter({ convention }, (flow) => {
    packets_in_flows += flow.forward_packets + flow.backward_packets
    rows.push(writer.row(flow))
  })
  for (let at = 0; at < file.length; at += chunk_bytes) {
    if (!capture.push(file.subarray(at, at + chunk_bytes))) break
  }
  while (capture.drain(7));
  return { rows, packets_in_flows, report: capture.report() }
}

/** Columns in which a flow may have no value. */
const MAY_BE_NAN: ReadonlySet<string> = new Set(
  MEASURES.map(({ name }) => name).filter((name) => name.startsWith('Flow IAT') || name.startsWith('Flow Bytes')),
)

/**
 * Whatever a capture holds: every packet has one fate, every metered packet is in one flow or is told to be in none, the
 * flows do not depend on how the file is cut into chunks, and rows are whole.
 * @throws Error when something does not hold
 * @returns packets read
 */
export function holdMeter(file: Buffer): number {
  let read = 0
  for (const convention of CONVENTIONS) {
    const { rows, packets_in_flows, report } = meter(file, convention, file.length)
    const { packets, dropped, unwritten } = report
    read = packets.read
    if (packets.read !== packets.metered + packets.not_ip + packets.undecodable + packets.cut) {
      throw new Error(`packets do not add up: ${JSON.stringify(packets)}`)
    }
    if (packets.metered !== packets_in_flows + dropped + unwritten) {
      throw new Error(`${packets.metered} packets metered, ${packets_in_flows} in flows: ${JSON.stringify(report)}`)
    }
    for (const row of rows) holdRow(row, convention)
    const again = meter(file, convention, 61)
    if (JSON.stringify(again) !== JSON.stringify({ rows, packets_in_flows, report })) {
      throw new Error(`in chunks of 61 bytes the ${convention} flows are others`)
    }
  }
  return read
}

function holdRow(row: string, convention: Convention): void {
  const cells = row.split(',')
  const measures = measuresOf(convention)
  if (cells.length !== measures.length + 8) throw new Error(`a row has ${cells.length} cells: ${row}`)
  measures.forEach((measure, at) => {
    const { name = '', form } = MEASURES[measure] ?? {}
    const text = cells[at + 7] ?? ''
    const value = Number(text)
    const is_number = Number.isNaN(value) ? text === 'NaN' && MAY_BE_NAN.has(name) : /^-?(\d|Infinity)/.test(text)
    if (!is_number || (form === 'whole' && !Number.isSafeInteger(value))) throw new Error(`${name} is ${text}: ${row}`)
  })
}
