import type { Database } from 'better-sqlite3'

import { flowNumber } from '../prediction-id.ts'
import { type ChunkPlace, type PredictionChunks, type PredictionRow, type StoredChunk } from './prediction-chunks.ts'
import type { ThreatTypeNames } from './threat-types.ts'

export interface PredictionFilter {
  readonly capture_id?: number
  readonly threat_type?: string
  readonly alert_id?: number
}

/** The last prediction of the page before; the next page starts right below it. */
export interface PredictionCursor {
  readonly timestamp_us: number
  readonly id: number
}

interface Scoring {
  id: number
  capture_id: number
  max_timestamp_us: number | null
}

/** Which flows of a scoring are wanted. */
interface Wanted {
  readonly scoring_id: number
  readonly threat_type: number | null
  readonly alert_id: number | null
}

const NEWEST: PredictionCursor = { timestamp_us: Number.MAX_SAFE_INTEGER, id: 0 }
const OLDEST: PredictionCursor = { timestamp_us: -1, id: 0 }

/** Reads classified flows of finished captures, in the order of time. */
export function predictionQueries(database: Database, names: ThreatTypeNames, chunks: PredictionChunks) {
  const selectScorings = database.prepare<[{ capture_id: number | null }], Scoring>(
    `SELECT scorings.id, capture_id, max_timestamp_us FROM captures JOIN scorings ON scorings.id = captures.scoring_id
     WHERE captures.status = 'ready' AND (:capture_id IS NULL OR captures.id = :capture_id)
     ORDER BY max_timestamp_us DESC, scorings.id DESC`,
  )
  const selectAlert = database.prepare<[number], { scoring_id: number; threat_type: number; flow_count: number }>(
    'SELECT scoring_id, threat_type, flow_count FROM alerts WHERE id = ?',
  )
  const countMatching = database
    .prepare<[{ scoring_id: number; threat_type: number | null }], number>(
      `SELECT coalesce(sum(flows), 0) FROM label_rollups
       WHERE scoring_id = :scoring_id AND (:threat_type IS NULL OR threat_type = :threat_type)`,
    )
    .pluck()

  /** The newest flows of a scoring below the cursor. */
  function newestOf(wanted: Wanted, before: PredictionCursor, limit: number): PredictionCursor[] {
    let best: PredictionCursor[] = []
    for (const place of chunks.places(wanted.scoring_id, wanted.threat_type)) {
      const last = best[limit - 1]
      // Chunks come with the newest flow first: once the page is full of newer flows, none of the rest adds to it.
      if (last !== undefined && isNewer(last, newestPossible(place))) break
      if (!isNewer(before, { timestamp_us: place.min_timestamp_us, id: place.id })) continue
      const chunk = chunks.at(place.id)
      const found = chunk === undefined ? [] : matches(chunk, wanted, names, before, last ?? OLDEST)
      if (found.length > 0) best = newestFirst([...best, ...found], limit)
    }
    return best
  }

  function rowsOf(places: readonly PredictionCursor[], { id: scoring_id, capture_id }: Scoring): PredictionRow[] {
    const held = new Map<number, StoredChunk>()
    const chunkOf = (id: number) => {
      for (const chunk of held.values()) if (id >= chunk.id && id < chunk.id + chunk.keys.rows) return chunk
      const chunk = chunks.holding(scoring_id, flowNumber(id))
      if (chunk !== undefined) held.set(chunk.id, chunk)
      return chunk
    }
    return places.flatMap(({ id }) => {
      const chunk = chunkOf(id)
      return chunk === undefined ? [] : chunk.flow(id - chunk.id, capture_id)
    })
  }

  function flowsOfAlert(
    filter: PredictionFilter,
    before: PredictionCursor,
    limit: number,
    scorings: readonly Scoring[],
  ) {
    const alert = selectAlert.get(filter.alert_id ?? 0)
    const scoring = scorings.find(({ id }) => id === alert?.scoring_id)
    if (alert === undefined || scoring === undefined) return { rows: [], total: 0 }
    const { scoring_id, threat_type } = alert
    if (filter.threat_type !== undefined && names.find(filter.threat_type) !== threat_type)
      return { rows: [], total: 0 }
    const places = newestOf({ scoring_id, threat_type, alert_id: filter.alert_id ?? 0 }, before, limit)
    return { rows: rowsOf(places, scoring), total: alert.flow_count }
  }

  return {
    /** Flows of finished captures below the cursor, newest first, and how many match on all pages. */
    listPredictions(
      filter: PredictionFilter,
      cursor: PredictionCursor | null,
      limit: number,
    ): { rows: PredictionRow[]; total: number } {
      const before = cursor ?? NEWEST
      const scorings = selectScorings.all({ capture_id: filter.capture_id ?? null })
      if (filter.alert_id !== undefined) return flowsOfAlert(filter, before, limit, scorings)
      const threat_type = filter.threat_type === undefined ? null : (names.find(filter.threat_type) ?? -1)
      let total = 0
      for (const { id } of scorings) total += countMatching.get({ scoring_id: id, threat_type }) ?? 0
      let best: (PredictionCursor & { scoring: Scoring })[] = []
      for (const scoring of scorings) {
        const last = best[limit - 1]
        // Scorings too come with the newest flow first.
        if (last !== undefined && (scoring.max_timestamp_us ?? 0) < last.timestamp_us) break
        const places = newestOf({ scoring_id: scoring.id, threat_type, alert_id: null }, before, limit)
        best = newestFirst([...best, ...places.map((place) => ({ ...place, scoring }))], limit)
      }
      const rows = scorings.flatMap((scoring) =>
        rowsOf(
          best.filter((place) => place.scoring === scoring),
          scoring,
        ),
      )
      return { rows: newestFirst(rows, limit), total }
    },

    getPrediction(capture_id: number, flow_number: number): PredictionRow | undefined {
      const [scoring] = selectScorings.all({ capture_id })
      const chunk = scoring && chunks.holding(scoring.id, flow_number)
      return chunk?.flow(flow_number - flowNumber(chunk.id), capture_id)
    },
  }
}

function isNewer(one: PredictionCursor, other: PredictionCursor): boolean {
  return one.timestamp_us > other.timestamp_us || (one.timestamp_us === other.timestamp_us && one.id > other.id)
}

/** A flow of the chunk can be as new as this and not newer. */
function newestPossible({ id, rows, max_timestamp_us }: ChunkPlace): PredictionCursor {
  return { timestamp_us: max_timestamp_us, id: id + rows - 1 }
}

function newestFirst<Place extends PredictionCursor>(places: Place[], limit: number): Place[] {
  return places.sort((one, other) => other.timestamp_us - one.timestamp_us || other.id - one.id).slice(0, limit)
}

/** Flows of a chunk that are wanted, older than `before` and newer than `oldest`. */
function matches(
  chunk: StoredChunk,
  { threat_type, alert_id }: Wanted,
  names: ThreatTypeNames,
  before: PredictionCursor,
  oldest: PredictionCursor,
): PredictionCursor[] {
  const { rows, timestamps_us, class_names } = chunk.keys
  const type = threat_type === null ? -1 : class_names.indexOf(names.nameOf(threat_type))
  const group = alert_id === null ? -1 : chunk.alertGroup(alert_id)
  if (alert_id !== null && group < 0) return []
  const isWanted = (row: number) =>
    (type < 0 || chunk.keys.threat_types[row] === type) && (group < 0 || chunk.keys.alert_group_of_row[row] === group)
  const found: PredictionCursor[] = []
  for (let row = 0; row < rows; row += 1) {
    const timestamp_us = timestamps_us[row]!
    if (timestamp_us > before.timestamp_us || timestamp_us < oldest.timestamp_us) continue
    const id = chunk.id + row
    if (timestamp_us === before.timestamp_us && id >= before.id) continue
    if (timestamp_us === oldest.timestamp_us && id <= oldest.id) continue
    if (isWanted(row)) found.push({ timestamp_us, id })
  }
  return found
}
