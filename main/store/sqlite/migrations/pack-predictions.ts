import type { Database } from 'better-sqlite3'

import { FlowBatchBuilder, NO_LABEL, NO_NUMBER } from '../../../flow/flow-batch.ts'
import { encodePredictions } from '../../../scoring/prediction-chunk.ts'
import { predictionId } from '../../../flow/flow-id.ts'

const CHUNK_ROWS = 4096

interface StoredPrediction {
  id: number
  timestamp_us: number
  timestamp_known: number
  threat_type: number
  confidence: number
  source_ip: string | null
  source_port: number | null
  destination_ip: string | null
  destination_port: number | null
  protocol: number | null
  label: number | null
  line_number: number
  alert_id: number | null
}

/** Turns the rows of schema 2 into chunks, and takes their table away. */
export function packPredictions(database: Database): void {
  const scorings = database.prepare<[], number>('SELECT id FROM scorings ORDER BY id').pluck().all()
  const names = database.prepare<[], { id: number; name: string }>('SELECT id, name FROM threat_types').all()
  const name_of = new Map(names.map(({ id, name }) => [id, name]))
  const select = database.prepare<[number, number, number], StoredPrediction>(
    'SELECT * FROM predictions WHERE id BETWEEN ? AND ? ORDER BY id LIMIT ?',
  )
  const insertChunk = database.prepare('INSERT INTO prediction_chunks VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
  const insertType = database.prepare('INSERT INTO chunk_threat_types VALUES (?, ?, ?, ?, ?, ?)')

  for (const scoring_id of scorings) {
    const last = predictionId(scoring_id + 1, 0) - 1
    let rows = select.all(predictionId(scoring_id, 0), last, CHUNK_ROWS)
    for (let first = rows[0]; first !== undefined; first = rows[0]) {
      const { span, alert_ids, keys, facts, types } = packed(rows, name_of)
      insertChunk.run(
        first.id,
        scoring_id,
        rows.length,
        span.min_us,
        span.max_us,
        JSON.stringify(alert_ids),
        keys,
        facts,
      )
      for (const [type, { min_us, max_us }] of types) {
        insertType.run(scoring_id, type, max_us, first.id, min_us, rows.length)
      }
      rows = select.all(first.id + rows.length, last, CHUNK_ROWS)
    }
  }
  database.exec('DROP TABLE predictions')
}

function packed(rows: readonly StoredPrediction[], name_of: ReadonlyMap<number, string>) {
  const builder = new FlowBatchBuilder(rows.length)
  const { arrays } = builder
  const classes = distinct(rows.map(({ threat_type }) => threat_type))
  const labels = distinct(rows.flatMap(({ label }) => label ?? []))
  const alert_ids = distinct(rows.flatMap(({ alert_id }) => alert_id ?? []))
  rows.forEach((row, at) => {
    arrays.line_numbers[at] = row.line_number
    arrays.sources[at] = builder.addressCode(row.source_ip)
    arrays.destinations[at] = builder.addressCode(row.destination_ip)
    arrays.source_ports[at] = row.source_port ?? NO_NUMBER
    arrays.destination_ports[at] = row.destination_port ?? NO_NUMBER
    arrays.protocols[at] = row.protocol ?? NO_NUMBER
    arrays.labels[at] = row.label === null ? NO_LABEL : labels.indexOf(row.label)
    builder.rows += 1
  })
  const namesOf = (ids: readonly number[]) => ids.map((id) => name_of.get(id) ?? '')
  const times = rows.map(({ timestamp_us }) => timestamp_us)
  return {
    span: spanOf(times),
    alert_ids,
    types: classes.map((type) => {
      const own = rows.filter(({ threat_type }) => threat_type === type)
      return [type, spanOf(own.map(({ timestamp_us }) => timestamp_us))] as const
    }),
    ...encodePredictions(
      {
        rows: rows.length,
        class_names: namesOf(classes),
        timestamps_us: Float64Array.from(times),
        timestamps_known: Uint8Array.from(rows, ({ timestamp_known }) => timestamp_known),
        threat_types: Uint8Array.from(rows, ({ threat_type }) => classes.indexOf(threat_type)),
        alert_group_of_row: Int32Array.from(rows, ({ alert_id }) =>
          alert_id === null ? -1 : alert_ids.indexOf(alert_id),
        ),
      },
      {
        ...builder.build(),
        confidences: Float32Array.from(rows, ({ confidence }) => confidence),
        label_names: namesOf(labels),
      },
    ),
  }
}

function distinct(values: readonly number[]): number[] {
  return [...new Set(values)]
}

function spanOf(times: readonly number[]) {
  return { min_us: Math.min(...times), max_us: Math.max(...times) }
}
