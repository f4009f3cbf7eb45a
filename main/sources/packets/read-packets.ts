import { AnomalyError } from '../../../contract/errors.ts'
import type { RejectedRow } from '../../flow/flow-batch.ts'
import type { UnreadCells } from '../../flow/unread-cells.ts'
import type { PartMemory } from '../csv/part-memory.ts'
import { COMMA_SEPARATED, type Separators } from '../csv/separators.ts'
import { CaptureMeter, type MeterOptions, type MeterReport } from './capture-meter.ts'
import { headerOf } from './columns.ts'
import type { Convention } from './convention.ts'
import { type CollectedFlows, FlowCollector } from './flow-collector.ts'
import { meterNotices } from './meter-notices.ts'
import { openPackets } from './packet-file.ts'

export interface PacketReadOptions {
  /** Flows in a full batch. */
  readonly batch_rows?: number
  /** Keep the row of every flow, for a labelled copy. */
  readonly keep_lines?: boolean
  readonly usedMemory?: () => PartMemory | undefined
  readonly signal?: AbortSignal
}

/** Flows of a packet capture, and how far the file has been read. */
export interface PacketPart extends CollectedFlows {
  /** How the rows in `lines` are written. */
  readonly layout: {
    readonly header_line: string
    readonly columns: { readonly names: readonly string[] }
    readonly separators: Separators
  }
  readonly rejected: readonly RejectedRow[]
  readonly unread: readonly UnreadCells[]
  readonly bytes_read: number
  /** What became of the packets; of the whole capture on the last part, empty before. */
  readonly notices: readonly string[]
  /** SHA-256 of the file, on the last part only. */
  readonly sha256: string | null
}

const DEFAULT_BATCH_ROWS = 4096
/** A part ends here, full or not: whoever waits must see that the file is being read. */
const MOST_BYTES_IN_PART = 1 << 25

/** What the default model learnt from. */
export const METERED_AS = 'corrected' satisfies Convention

/** How imports meter: whoever reads a capture again does the same. */
export const IMPORT_METER: MeterOptions = { convention: METERED_AS }

const HEADER = headerOf(METERED_AS)
const LAYOUT = { header_line: HEADER, columns: { names: HEADER.split(',') }, separators: COMMA_SEPARATED }

/**
 * Meters a packet capture into batches of flows, in the order in which the flows end, in bounded memory.
 * @throws AnomalyError `unreadable_file`, `cancelled`
 */
export async function* readPackets(path: string, options: PacketReadOptions = {}): AsyncGenerator<PacketPart> {
  const { batch_rows = DEFAULT_BATCH_ROWS, keep_lines = false, usedMemory = () => undefined, signal } = options
  const file = await openPackets(path)
  try {
    const flows = new FlowCollector({ convention: METERED_AS, batch_rows, keep_lines, usedMemory })
    const meter = new CaptureMeter(IMPORT_METER, (flow) => flows.add(flow))
    let part_begin = 0
    let is_readable = true
    const part = (collected: CollectedFlows): PacketPart => {
      part_begin = file.bytes_read()
      const nothing = { rejected: [], unread: [], notices: [], sha256: null }
      return { ...collected, ...nothing, layout: LAYOUT, bytes_read: part_begin }
    }
    for await (const chunk of file.bytes) {
      if (signal?.aborted === true) throw new AnomalyError('cancelled', 'Reading was cancelled.')
      if (is_readable) is_readable = meter.push(chunk)
      for (const collected of flows.full.splice(0)) yield part(collected)
      if (file.bytes_read() - part_begin > MOST_BYTES_IN_PART) yield part(flows.take())
    }
    for (let has_more = true; has_more;) {
      has_more = meter.drain(batch_rows)
      for (const collected of flows.full.splice(0)) yield part(collected)
    }
    const report = meter.report(file.is_cut())
    refuseNothingMetered(report)
    const notices = [...meterNotices(report), ...singlePackets(flows.single_packets)]
    yield { ...part(flows.take()), notices, sha256: await file.sha256() }
  } finally {
    file.close()
  }
}

/** @throws AnomalyError `unreadable_file` when there are packets of IP, as far as anyone can tell, and none could be metered */
function refuseNothingMetered(report: MeterReport): void {
  const { metered, undecodable, cut, read } = report.packets
  if (metered > 0 || undecodable + cut === 0) return
  const [, ...reasons] = meterNotices(report)
  throw new AnomalyError(
    'unreadable_file',
    `None of the ${read.toLocaleString('en-US')} packets could be metered. ${reasons.join(' ')} Capture them again where they have IP on Ethernet or another link type that is supported, and whole headers.`,
  )
}

function singlePackets(flows: number): string[] {
  if (flows === 0) return []
  return [
    `${flows.toLocaleString('en-US')} flow${flows === 1 ? ' has' : 's have'} a single packet and so no gaps between packets. The published data that models learn from has no such flows.`,
  ]
}
