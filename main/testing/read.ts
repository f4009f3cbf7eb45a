import { writeFile } from 'node:fs/promises'

import { destinationIp, type RejectedRow, sourceIp } from '../flow/flow-batch.ts'
import type { UnreadCells } from '../flow/unread-cells.ts'
import { type ReadOptions, readFlows } from '../sources/csv/read-flows.ts'
import { FEATURE_COUNT, featureIndex } from '../flow/features.ts'
import { THREAT_TYPES } from '../flow/threat-types.ts'

/** A flow as the reader gave it, out of its columns. */
export interface ReadFlow {
  readonly line_number: number
  readonly features: readonly number[]
  readonly timestamp_us: number
  readonly source_ip: string | null
  readonly destination_ip: string | null
  readonly source_port: number
  readonly destination_port: number
  readonly protocol: number
  /** Undefined for no known label. */
  readonly label: string | undefined
}

export interface ReadCapture {
  readonly flows: readonly ReadFlow[]
  readonly rejected: readonly RejectedRow[]
  readonly unread: readonly UnreadCells[]
  readonly dialect: string
  readonly parts: number
  readonly bytes_read: number
}

/** Reads a file to its end. */
export async function readAll(path: string, options: ReadOptions = {}): Promise<ReadCapture> {
  const flows: ReadFlow[] = []
  const rejected: RejectedRow[] = []
  const unread: UnreadCells[] = []
  let dialect = ''
  let parts = 0
  let bytes_read = 0
  for await (const part of readFlows(path, options)) {
    const { batch } = part
    for (let row = 0; row < batch.rows; row += 1) {
      flows.push({
        line_number: batch.line_numbers[row] ?? -1,
        features: [...batch.features.subarray(row * FEATURE_COUNT, (row + 1) * FEATURE_COUNT)],
        timestamp_us: batch.timestamps_us[row] ?? NaN,
        source_ip: sourceIp(batch, row),
        destination_ip: destinationIp(batch, row),
        source_port: batch.source_ports[row] ?? -2,
        destination_port: batch.destination_ports[row] ?? -2,
        protocol: batch.protocols[row] ?? -2,
        label: THREAT_TYPES[batch.labels[row] ?? -1],
      })
    }
    rejected.push(...part.rejected)
    unread.push(...part.unread)
    dialect = part.layout.dialect.id
    parts += 1
    bytes_read = part.bytes_read
  }
  return { flows, rejected, unread, dialect, parts, bytes_read }
}

/** Writes bytes (text as UTF-8) and reads them as a capture. */
export async function readBytes(
  path: string,
  content: string | Buffer,
  options: ReadOptions = {},
): Promise<ReadCapture> {
  await writeFile(path, content)
  return readAll(path, options)
}

export function featureOf(flow: ReadFlow | undefined, name: string): number | undefined {
  return flow?.features[featureIndex(name) ?? -1]
}
