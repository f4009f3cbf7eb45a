import { featureIndex, FEATURE_NAMES } from '../../flow/features.ts'
import type { LayoutPreview } from '../csv/preview.ts'
import { PACKETS_DIALECT } from '../csv/dialects.ts'
import { CaptureMeter } from './capture-meter.ts'
import { headerOf } from './columns.ts'
import { FlowRows } from './flow-row.ts'
import { openPackets } from './packet-file.ts'
import { METERED_AS } from './read-packets.ts'

const SAMPLE_ROWS = 8
/** As much of a capture as is metered for a first look. */
const LOOKED_AT_BYTES = 1 << 22

/** How a packet capture would be read, with the first of its flows. @throws AnomalyError `unreadable_file` */
export async function previewPackets(path: string): Promise<LayoutPreview> {
  const file = await openPackets(path)
  try {
    const rows = new FlowRows(METERED_AS)
    const sample_rows: string[][] = []
    let first_flow_us = Number.POSITIVE_INFINITY
    const meter = new CaptureMeter({ convention: METERED_AS }, (flow) => {
      first_flow_us = Math.min(first_flow_us, flow.first_us)
      if (sample_rows.length < SAMPLE_ROWS) sample_rows.push(rows.row(flow).split(','))
    })
    let looked_at_bytes = 0
    for await (const chunk of file.bytes) {
      looked_at_bytes += chunk.length
      if (!meter.push(chunk) || looked_at_bytes >= LOOKED_AT_BYTES) break
    }
    meter.drain(Number.POSITIVE_INFINITY)
    return {
      dialect: PACKETS_DIALECT,
      time_format: PACKETS_DIALECT.time_format,
      delimiter: ',',
      has_conversations_only: false,
      has_header: true,
      time_unit: 'microseconds',
      has_timestamps: true,
      first_flow_us: Number.isFinite(first_flow_us) ? first_flow_us : null,
      columns: headerOf(METERED_AS)
        .split(',')
        .map((name) => ({ name, read_as: readAs(name) })),
      duplicates: [],
      extras: [],
      notices: [],
      sample_rows,
    }
  } finally {
    file.close()
  }
}

const IDENTITIES: ReadonlySet<string> = new Set(['Src IP', 'Src Port', 'Dst IP', 'Dst Port', 'Protocol', 'Timestamp'])

function readAs(name: string): string | null {
  const feature = featureIndex(name)
  if (feature !== undefined) return FEATURE_NAMES[feature]!
  return IDENTITIES.has(name) ? name : null
}
