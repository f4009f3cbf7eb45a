import type { ConversationBatch } from '../../flow/conversations.ts'
import { FlowBatchBuilder } from '../../flow/flow-batch.ts'
import type { ConversationRecord } from './record.ts'

/** A conversation and where it stands: of two records that are one conversation, where the one does that opened it. */
export interface PlacedRecord {
  readonly record: ConversationRecord
  /** Among the rows of the file, counted from 0. */
  readonly file_row: number
  /** Counted from 1. */
  readonly line_number: number
}

/** Records as columns, and where each stands. */
interface RecordColumns {
  readonly batch: ConversationBatch
  readonly file_rows: Uint32Array
  readonly line_numbers: Uint32Array
}

export function columnsOf(placed: readonly PlacedRecord[]): RecordColumns {
  const builder = new FlowBatchBuilder(placed.length)
  const { arrays } = builder
  for (const [row, { record }] of placed.entries()) {
    arrays.timestamps_us[row] = record.time_us
    arrays.sources[row] = builder.addressCode(record.source)
    arrays.destinations[row] = builder.addressCode(record.destination)
    arrays.source_ports[row] = record.source_port
    arrays.destination_ports[row] = record.destination_port
    arrays.protocols[row] = record.protocol
  }
  builder.rows = placed.length
  const { rows, timestamps_us, addresses, sources, destinations, source_ports, destination_ports, protocols } =
    builder.facts()
  const column = (
    name: 'duration_us' | 'forward_packets' | 'backward_packets' | 'forward_bytes' | 'backward_bytes',
  ) => ({ values: Float64Array.from(placed, ({ record }) => record[name]), offset: 0, stride: 1 })
  return {
    batch: {
      ...{ rows, timestamps_us, addresses, sources, destinations, source_ports, destination_ports, protocols },
      duration_us: column('duration_us'),
      forward_packets: column('forward_packets'),
      backward_packets: column('backward_packets'),
      forward_bytes: column('forward_bytes'),
      backward_bytes: column('backward_bytes'),
      answers: Uint8Array.from(placed, ({ record }) => record.answer),
    },
    file_rows: Uint32Array.from(placed, ({ file_row }) => file_row),
    line_numbers: Uint32Array.from(placed, ({ line_number }) => line_number),
  }
}
