import type { QueryTree } from '../../../../contract/query/tree.ts'
import type { PredictionCursor, SearchFilter, SearchPage } from '../../flows.ts'
import { cheapFirst } from '../../search/cost.ts'
import { FlowScan, type ScanPlace, type ScanTaker } from '../../search/flow-scan.ts'
import { AHEAD_FLOWS, WHOLE_LIST_FLOWS } from './list-ahead.ts'
import type { PredictionChunks } from './prediction-chunks.ts'
import type { searchScopes, SearchPlace } from './search-scope.ts'
import type { ShownScoring } from './shown-scorings.ts'

type TimedPlace = SearchPlace & ScanPlace

interface Scan extends FlowScan<TimedPlace> {
  readonly search: string
  readonly begins_at_newest: boolean
}

const NEWEST: PredictionCursor = { timestamp_us: Number.MAX_SAFE_INTEGER, id: 0 }

/** Searches that can go on where they stopped, and totals that they found. */
const MOST_SCANS = 8
const MOST_TOTALS = 50

/** Searches classified flows of finished captures. */
export function flowSearchQueries(scopes: ReturnType<typeof searchScopes>, chunks: PredictionChunks) {
  let scans: Scan[] = []
  const totals = new Map<string, number>()

  function placesOf(searched: readonly ShownScoring[], before: PredictionCursor): TimedPlace[] {
    return scopes
      .places(searched)
      .filter(({ chunk }) => chunk.min_timestamp_us <= before.timestamp_us)
      .map((place) => {
        const { max_timestamp_us, id, rows } = place.chunk
        return { ...place, newest: { timestamp_us: max_timestamp_us, id: id + rows - 1 } }
      })
      .sort((one, other) => other.newest.timestamp_us - one.newest.timestamp_us || other.newest.id - one.newest.id)
  }

  function looker(query: QueryTree, evidence_id: number | null) {
    return (place: TimedPlace, { isOpenFor, take }: ScanTaker): void => {
      const candidates = scopes.candidates(query, evidence_id, place)
      if (candidates === undefined) return
      const { chunk, isWanted } = candidates
      const { rows, timestamps_us } = chunk.keys
      for (let row = rows - 1; row >= 0; row -= 1) {
        const timestamp_us = timestamps_us[row]!
        const id = chunk.id + row
        if (isOpenFor(timestamp_us, id) && isWanted(row)) take(timestamp_us, id)
      }
    }
  }

  function scanFrom(search: string, before: PredictionCursor, limit: number, make: () => FlowScan<TimedPlace>): Scan {
    const known = scans.find(
      (scan) => scan.search === search && isSame(scan.position, before) && !scan.isSpentFor(limit),
    )
    return known ?? Object.assign(make(), { search, begins_at_newest: isSame(before, NEWEST) })
  }

  function remember(scan: Scan): void {
    scans = [...scans.filter((one) => one !== scan), ...(scan.isSpentFor(1) ? [] : [scan])].slice(-MOST_SCANS)
    if (!scan.isWhole || !scan.begins_at_newest) return
    totals.set(scan.search, scan.matches)
    for (const oldest of totals.keys()) if (totals.size > MOST_TOTALS) totals.delete(oldest)
  }

  return {
    /**
     * Flows of finished captures below the cursor that a query holds for, newest first. It stops when its time is up, and
     * the cursor that it answers goes on from there.
     */
    searchFlows(
      filter: SearchFilter,
      query: QueryTree,
      cursor: PredictionCursor | null,
      limit: number,
      budget_ms: number,
    ): SearchPage {
      const until_ms = performance.now() + budget_ms
      const before = cursor ?? NEWEST
      const scope = scopes.scopeOf(filter)
      const { searched, evidence_id } = scope
      const search = JSON.stringify([query, evidence_id, searched])
      const scan = scanFrom(search, before, limit, () => {
        const keep = limit < WHOLE_LIST_FLOWS ? limit + 1 : AHEAD_FLOWS
        return new FlowScan(placesOf(searched, before), before, keep, looker(cheapFirst(query), evidence_id))
      })
      scan.advance(limit + 1, until_ms)
      const { found, next } = scan.give(limit)
      remember(scan)
      const captures = new Map(searched.map(({ scoring_id, capture_id }) => [scoring_id, capture_id]))
      const total = totals.get(search) ?? scopes.countedTotal(query, scope)
      return { rows: chunks.flowsAt(found, captures), next, total, progress: scan.progress }
    },
  }
}

function isSame(one: PredictionCursor, other: PredictionCursor): boolean {
  return one.timestamp_us === other.timestamp_us && one.id === other.id
}
