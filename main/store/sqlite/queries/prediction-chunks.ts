import type { Database } from 'better-sqlite3'

import { destinationIp, NO_LABEL, NO_NUMBER, sourceIp } from '../../../flow/flow-batch.ts'
import { decodeFacts, decodeKeys, type FlowKeys, type ScoredFacts } from '../../../scoring/prediction-chunk.ts'
import { flowNumber, predictionId, scoringOf } from '../../../flow/flow-id.ts'
import type { PredictionRow } from '../../flows.ts'

/** Where a chunk is, and the time of the flows in it. */
export interface ChunkPlace {
  /** Id of its first flow. */
  readonly id: number
  readonly rows: number
  readonly min_timestamp_us: number
  readonly max_timestamp_us: number
}

interface KeysRow {
  readonly id: number
  readonly alert_ids: string
  readonly keys: Buffer
}

/** A chunk, each blob of which is decoded when it is asked for. */
export class StoredChunk {
  readonly id: number
  readonly keys: FlowKeys
  readonly #alert_ids: string
  readonly #readFacts: () => Buffer
  #facts: ScoredFacts | undefined

  constructor({ id, keys, alert_ids }: KeysRow, readFacts: () => Buffer) {
    this.id = id
    this.keys = decodeKeys(keys)
    this.#alert_ids = alert_ids
    this.#readFacts = readFacts
  }

  get facts(): ScoredFacts {
    this.#facts ??= decodeFacts(this.#readFacts())
    return this.#facts
  }

  /** Number of an alert among those of the chunk, or -1. */
  alertGroup(alert_id: number): number {
    return (JSON.parse(this.#alert_ids) as number[]).indexOf(alert_id)
  }

  /** What the file calls a flow, or null. */
  label(row: number): string | null {
    const { labels, label_names } = this.facts
    return labels[row] === NO_LABEL ? null : (label_names[labels[row]!] ?? null)
  }

  /** A flow as one thing. */
  flow(row: number, capture_id: number): PredictionRow {
    const { keys, facts } = this
    return {
      id: this.id + row,
      capture_id,
      timestamp_us: keys.timestamps_us[row]!,
      timestamp_known: keys.timestamps_known[row]!,
      threat_type: keys.class_names[keys.threat_types[row]!] ?? '',
      confidence: facts.confidences[row]!,
      source_ip: sourceIp(facts, row),
      source_port: optional(facts.source_ports[row]!),
      destination_ip: destinationIp(facts, row),
      destination_port: optional(facts.destination_ports[row]!),
      protocol: optional(facts.protocols[row]!),
      label: this.label(row),
      line_number: facts.line_numbers[row]!,
    }
  }
}

const optional = (value: number) => (value === NO_NUMBER ? null : value)

/** Chunks that are kept decoded: those of a few pages, 50 bytes a flow and some kilobytes a chunk. */
const MOST_KEPT_FLOWS = 1 << 16
const MOST_KEPT_CHUNKS = 1000

/** Reads chunks of predictions. One is never changed, and its id is never used again: those read last are kept. */
export class PredictionChunks {
  /** By id, in the order of their last use. */
  readonly #kept = new Map<number, StoredChunk>()
  #kept_flows = 0
  readonly #selectKeys
  readonly #selectFacts
  readonly #selectAt
  readonly #placesByTime
  readonly #placesOfType

  constructor(database: Database) {
    this.#selectKeys = database.prepare<[number], KeysRow>(
      'SELECT id, alert_ids, keys FROM prediction_chunks WHERE id = ?',
    )
    this.#selectAt = database.prepare<[number, number], Pick<ChunkPlace, 'id' | 'rows'>>(
      'SELECT id, rows FROM prediction_chunks WHERE id BETWEEN ? AND ? ORDER BY id DESC LIMIT 1',
    )
    this.#selectFacts = database.prepare<[number], Buffer>('SELECT facts FROM prediction_chunks WHERE id = ?').pluck()
    this.#placesByTime = database.prepare<[number], ChunkPlace>(
      `SELECT id, rows, min_timestamp_us, max_timestamp_us FROM prediction_chunks
       WHERE scoring_id = ? ORDER BY max_timestamp_us DESC, id DESC`,
    )
    this.#placesOfType = database.prepare<[number, number], ChunkPlace>(
      `SELECT chunk_id AS id, rows, min_timestamp_us, max_timestamp_us FROM chunk_threat_types
       WHERE scoring_id = ? AND threat_type = ? ORDER BY max_timestamp_us DESC, chunk_id DESC`,
    )
  }

  /** Chunks of a scoring, those with the newest flow first; only those that hold a threat type when one is given. */
  places(scoring_id: number, threat_type: number | null): IterableIterator<ChunkPlace> {
    return threat_type === null
      ? this.#placesByTime.iterate(scoring_id)
      : this.#placesOfType.iterate(scoring_id, threat_type)
  }

  at(id: number): StoredChunk | undefined {
    const kept = this.#kept.get(id)
    if (kept !== undefined) {
      this.#kept.delete(id)
      this.#kept.set(id, kept)
      return kept
    }
    const row = this.#selectKeys.get(id)
    if (row === undefined) return undefined
    const chunk = new StoredChunk(row, () => this.#selectFacts.get(id)!)
    this.#keep(chunk)
    return chunk
  }

  /**
   * Flows at places in the order they are given, chunk after chunk: each is decoded once.
   * @param captures capture of each scoring
   */
  flowsAt(places: readonly { readonly id: number }[], captures: ReadonlyMap<number, number>): PredictionRow[] {
    const byId = Uint32Array.from(places, (_, at) => at).sort((one, other) => places[one]!.id - places[other]!.id)
    const flows = new Array<PredictionRow>(places.length)
    let chunk: StoredChunk | undefined
    for (const at of byId) {
      const { id } = places[at]!
      const scoring_id = scoringOf(id)
      if (chunk === undefined || id >= chunk.id + chunk.keys.rows) chunk = this.holding(scoring_id, flowNumber(id))
      if (chunk !== undefined) flows[at] = chunk.flow(id - chunk.id, captures.get(scoring_id) ?? 0)
    }
    return flows
  }

  /** The chunk that holds a flow. */
  holding(scoring_id: number, flow_number: number): StoredChunk | undefined {
    const id = predictionId(scoring_id, flow_number)
    const place = this.#selectAt.get(predictionId(scoring_id, 0), id)
    return place === undefined || id >= place.id + place.rows ? undefined : this.at(place.id)
  }

  /** The chunks that hold flows with these numbers, in their order, each with its rows among them. */
  *between(
    scoring_id: number,
    first_flow: number,
    last_flow: number,
  ): Generator<{ chunk: StoredChunk; first_row: number; end_row: number; first_flow: number }> {
    for (let next = first_flow; next <= last_flow;) {
      const chunk = this.holding(scoring_id, next)
      if (chunk === undefined) return
      const begin = flowNumber(chunk.id)
      const end_row = Math.min(chunk.keys.rows, last_flow + 1 - begin)
      yield { chunk, first_row: next - begin, end_row, first_flow: next }
      next = begin + end_row
    }
  }

  #keep(chunk: StoredChunk): void {
    this.#kept.set(chunk.id, chunk)
    this.#kept_flows += chunk.keys.rows
    for (const [id, { keys }] of this.#kept) {
      if (this.#kept_flows <= MOST_KEPT_FLOWS && this.#kept.size <= MOST_KEPT_CHUNKS) return
      this.#kept.delete(id)
      this.#kept_flows -= keys.rows
    }
  }
}
