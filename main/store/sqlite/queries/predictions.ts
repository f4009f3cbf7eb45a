import type { Database } from 'better-sqlite3'

import { flowNumber } from '../../../flow/flow-id.ts'
import type { PredictionCursor, PredictionFilter, PredictionRow } from '../../flows.ts'
import { ListsAhead, NewestPlaces, WHOLE_LIST_FLOWS } from './list-ahead.ts'
import { isNewer, NewestFlows } from './newest-flows.ts'
import { type ChunkPlace, type PredictionChunks, type StoredChunk } from './prediction-chunks.ts'
import type { ThreatTypeNames } from './threat-types.ts'

interface Scoring {
  id: number
  capture_id: number
  max_timestamp_us: number | null
  /** Flows it has by now: those that scripts send are added. */
  flows: number
}

/** Which flows of a scoring are wanted. */
interface Wanted {
  readonly scoring_id: number
  readonly threat_type: number | null
  readonly evidence_id: number | null
}

/** What the scoring shown says of an alert. */
interface Evidence {
  id: number
  scoring_id: number
  threat_type: number
  flow_count: number
}

const NEWEST: PredictionCursor = { timestamp_us: Number.MAX_SAFE_INTEGER, id: 0 }

/** Reads classified flows of finished captures, in the order of time. */
export function predictionQueries(database: Database, names: ThreatTypeNames, chunks: PredictionChunks) {
  const selectScorings = database.prepare<[{ capture_id: number | null }], Scoring>(
    `SELECT scorings.id, capture_id, max_timestamp_us, captures.classified AS flows FROM captures JOIN scorings ON scorings.id = captures.scoring_id
     WHERE captures.status = 'ready' AND (:capture_id IS NULL OR captures.id = :capture_id)
     ORDER BY max_timestamp_us DESC, scorings.id DESC`,
  )
  const selectAlert = database.prepare<[number], Evidence>(
    `SELECT alerts.id, alerts.scoring_id, threat_type, flow_count
     FROM alert_subjects JOIN captures ON captures.id = capture_id
       JOIN alerts ON subject_id = alert_subjects.id AND alerts.scoring_id = captures.scoring_id
     WHERE alert_subjects.id = ?`,
  )
  const countMatching = database
    .prepare<[{ scoring_id: number; threat_type: number | null }], number>(
      `SELECT coalesce(sum(flows), 0) FROM label_rollups
       WHERE scoring_id = :scoring_id AND (:threat_type IS NULL OR threat_type = :threat_type)`,
    )
    .pluck()

  const ahead = new ListsAhead()

  /** Offers the flows of a scoring to what takes the newest of them. */
  function addNewest(
    newest: { readonly last: PredictionCursor | undefined },
    wanted: Wanted,
    before: PredictionCursor,
    add: (chunk: StoredChunk, isWanted: (row: number) => boolean) => void,
  ): void {
    for (const place of chunks.places(wanted.scoring_id, wanted.threat_type)) {
      const { last } = newest
      // Chunks come with the newest flow first: once the page is full of newer flows, none of the rest adds to it.
      if (last !== undefined && isNewer(last, newestPossible(place))) break
      if (!isNewer(before, { timestamp_us: place.min_timestamp_us, id: place.id })) continue
      const chunk = chunks.at(place.id)
      if (chunk === undefined) continue
      const isWanted = rowFilter(chunk, wanted, names)
      if (isWanted !== undefined) add(chunk, isWanted)
    }
  }

  function newestOf(
    scorings: readonly Scoring[],
    filter: Omit<Wanted, 'scoring_id'>,
    before: PredictionCursor,
    limit: number,
  ): PredictionRow[] {
    if (limit < WHOLE_LIST_FLOWS) {
      const newest = new NewestFlows(before, limit)
      forEachScoring(scorings, newest, filter, before, ({ capture_id }) => {
        return (chunk, isWanted) => newest.addFrom(chunk, capture_id, isWanted)
      })
      return rowsOf(newest)
    }
    const list = JSON.stringify([filter, scorings.map(({ id, flows }) => [id, flows])])
    return ahead.page(list, before, limit, (flows) => {
      const newest = new NewestPlaces(before, flows)
      forEachScoring(scorings, newest, filter, before, () => (chunk, isWanted) => newest.addFrom(chunk, isWanted))
      return chunks.flowsAt(newest.places(), new Map(scorings.map(({ id, capture_id }) => [id, capture_id])))
    })
  }

  function forEachScoring(
    scorings: readonly Scoring[],
    newest: { readonly last: PredictionCursor | undefined },
    filter: Omit<Wanted, 'scoring_id'>,
    before: PredictionCursor,
    addTo: (scoring: Scoring) => (chunk: StoredChunk, isWanted: (row: number) => boolean) => void,
  ): void {
    for (const scoring of scorings) {
      // Scorings too come with the newest flow first.
      if (newest.last !== undefined && (scoring.max_timestamp_us ?? 0) < newest.last.timestamp_us) return
      addNewest(newest, { scoring_id: scoring.id, ...filter }, before, addTo(scoring))
    }
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
    const { id: evidence_id, threat_type } = alert
    if (filter.threat_type !== undefined && names.find(filter.threat_type) !== threat_type)
      return { rows: [], total: 0 }
    const rows = newestOf([scoring], { threat_type, evidence_id }, before, limit)
    return { rows, total: alert.flow_count }
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
      return { rows: newestOf(scorings, { threat_type, evidence_id: null }, before, limit), total }
    },

    getPrediction(capture_id: number, flow_number: number): PredictionRow | undefined {
      const [scoring] = selectScorings.all({ capture_id })
      const chunk = scoring && chunks.holding(scoring.id, flow_number)
      return chunk?.flow(flow_number - flowNumber(chunk.id), capture_id)
    },
  }
}

/** A flow of the chunk can be as new as this and not newer. */
function newestPossible({ id, rows, max_timestamp_us }: ChunkPlace): PredictionCursor {
  return { timestamp_us: max_timestamp_us, id: id + rows - 1 }
}

function rowsOf({ found }: NewestFlows): PredictionRow[] {
  return found.map(({ chunk, id, capture_id }) => chunk.flow(id - chunk.id, capture_id))
}

/** Which flows of a chunk are wanted; undefined when none is. */
function rowFilter(
  chunk: StoredChunk,
  { threat_type, evidence_id }: Wanted,
  names: ThreatTypeNames,
): ((row: number) => boolean) | undefined {
  const { keys } = chunk
  const type = threat_type === null ? -1 : keys.class_names.indexOf(names.nameOf(threat_type))
  const group = evidence_id === null ? -1 : chunk.alertGroup(evidence_id)
  if (evidence_id !== null && group < 0) return undefined
  return (row) => (type < 0 || keys.threat_types[row] === type) && (group < 0 || keys.alert_group_of_row[row] === group)
}
