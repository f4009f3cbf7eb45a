import type { Database } from 'better-sqlite3'

import { featureChunkId, flowNumber } from '../../../flow/flow-id.ts'
import type { FeatureChunk } from '../../flows.ts'

/** Reads the features that an import kept. */
export function featureQueries(database: Database) {
  const selectChunk = database.prepare<[number, number], { id: number; rows: number; chunk: Buffer<ArrayBuffer> }>(
    'SELECT id, rows, chunk FROM feature_chunks WHERE id BETWEEN ? AND ? ORDER BY id DESC LIMIT 1',
  )

  return {
    /** The chunk that holds a flow; asked for the flow behind its last one, the next chunk follows. */
    getFeatureChunk(capture_id: number, flow_number: number): FeatureChunk | undefined {
      const row = selectChunk.get(featureChunkId(capture_id, 0), featureChunkId(capture_id, flow_number))
      if (row === undefined) return undefined
      const first_flow_number = flowNumber(row.id)
      if (flow_number >= first_flow_number + row.rows) return undefined
      return { first_flow_number, rows: row.rows, chunk: new Uint8Array(row.chunk) }
    },
  }
}
