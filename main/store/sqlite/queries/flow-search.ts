import type { Database } from 'better-sqlite3'

import { isMatchingFlow } from '../../../../contract/query/flow-fields.ts'
import { hasText, type QueryTree, testsOf } from '../../../../contract/query/tree.ts'
import type { PredictionCursor, SearchFilter, SearchPage } from '../../flows.ts'
import { cheapFirst } from '../../search/cost.ts'
import { type SearchedCapture, coverageOf } from '../../search/coverage.ts'
import { FlowScan, type ScanPlace, type ScanTaker } from '../../search/flow-scan.ts'
import { lazy, rowTest } from '../../search/row-test.ts'
import { AHEAD_FLOWS, WHOLE_LIST_FLOWS } from './list-ahead.ts'
import type { ChunkPlace, PredictionChunks } from './prediction-chunks.ts'
import { SearchFacts } from './search-facts.ts'
import { shownScorings, type ShownScoring } from './shown-scorings.ts'
import type { ThreatTypeNames } from './threat-types.ts'

interface SearchPlace extends ScanPlace {
  readonly chunk: ChunkPlace
  readonly capture: SearchedCapture
}

interface Scan extends FlowScan<SearchPlace> {
  readonly search: string
  readonly begins_at_newest: boolean
}

const NEWEST: PredictionCursor = { timestamp_us: Number.MAX_SAFE_INTEGER, id: 0 }

/** Searches that can go on where they stopped, and totals that they found. */
const MOST_SCANS = 8
const MOST_TOTALS = 50

/** Searches classified flows of finished captures. */
export function flowSearchQueries(database: Database, names: ThreatTypeNames, chunks: PredictionChunks) {
  const listShown = shownScorings(database)
  const selectEvidence = database.prepare<[number], { id: number; scoring_id: number }>(
    `SELECT alerts.id, alerts.scoring_id FROM alert_subjects JOIN captures ON captures.id = capture_id
       JOIN alerts ON subject_id = alert_subjects.id AND alerts.scoring_id = captures.scoring_id
     WHERE alert_subjects.id = ?`,
  )
  const selectCounts = database.prepare<[number], { label: number; threat_type: number; flows: number }>(
    'SELECT label, threat_type, flows FROM label_rollups WHERE scoring_id = ?',
  )
  const facts = new SearchFacts(database)
  let scans: Scan[] = []
  const totals = new Map<string, number>()

  function placesOf(searched: readonly ShownScoring[], before: PredictionCursor): SearchPlace[] {
    const places = searched.flatMap(({ scoring_id, capture_id, capture_name, has_untimed }) => {
      const capture = { id: capture_id, name: capture_name, has_untimed: has_untimed === 1 }
      return [...chunks.places(scoring_id, null)].map((chunk): SearchPlace => {
        const newest = { timestamp_us: chunk.max_timestamp_us, id: chunk.id + chunk.rows - 1 }
        return { chunk, capture, newest, rows: chunk.rows }
      })
    })
    return places
      .filter(({ chunk }) => chunk.min_timestamp_us <= before.timestamp_us)
      .sort((one, other) => other.newest.timestamp_us - one.newest.timestamp_us || other.newest.id - one.newest.id)
  }

  function looker(query: QueryTree, evidence_id: number | null) {
    return ({ chunk: place, capture }: SearchPlace, { isOpenFor, take }: ScanTaker): void => {
      const coverage = coverageOf(query, facts.known(place, capture))
      const chunk = coverage === 'none' ? undefined : chunks.at(place.id)
      if (chunk === undefined) return
      const group = evidence_id === null ? null : chunk.alertGroup(evidence_id)
      if (group !== null && group < 0) return
      const { rows, timestamps_us } = chunk.keys
      const isWanted =
        coverage === 'all'
          ? () => true
          : lazy(() =>
              rowTest(
                query,
                facts.columns(chunk, () => chunk.facts, capture),
              ),
            )
      for (let row = rows - 1; row >= 0; row -= 1) {
        const timestamp_us = timestamps_us[row]!
        const id = chunk.id + row
        if (!isOpenFor(timestamp_us, id)) continue
        if (group !== null && chunk.keys.alert_group_of_row[row] !== group) continue
        if (isWanted(row)) take(timestamp_us, id)
      }
    }
  }

  /** How many match, where the counts of labels and threat types tell it. */
  function countedTotal(query: QueryTree, searched: readonly ShownScoring[]): number | null {
    const is_counted = testsOf(query).every(({ field }) => ['type', 'label', 'capture'].includes(field))
    if (!is_counted || hasText(query)) return null
    let total = 0
    for (const { scoring_id, capture_id, capture_name } of searched) {
      for (const { label, threat_type, flows } of selectCounts.all(scoring_id)) {
        const counted = { threat_type: names.nameOf(threat_type), label: label < 0 ? null : names.nameOf(label) }
        if (isMatchingFlow(query, { ...ANY_FLOW, ...counted, capture_id, capture_name })) total += flows
      }
    }
    return total
  }

  function scanFrom(search: string, before: PredictionCursor, limit: number, make: () => FlowScan<SearchPlace>): Scan {
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
      let searched = listShown(filter.capture_id ?? null)
      const evidence = filter.alert_id === undefined ? null : (selectEvidence.get(filter.alert_id) ?? null)
      if (filter.alert_id !== undefined) {
        searched = searched.filter(({ scoring_id }) => scoring_id === evidence?.scoring_id)
      }
      const search = JSON.stringify([query, evidence?.id, searched])
      const scan = scanFrom(search, before, limit, () => {
        const keep = limit < WHOLE_LIST_FLOWS ? limit + 1 : AHEAD_FLOWS
        const look = looker(cheapFirst(query), evidence?.id ?? null)
        return new FlowScan(placesOf(searched, before), before, keep, look)
      })
      scan.advance(limit + 1, until_ms)
      const { found, next } = scan.give(limit)
      remember(scan)
      const captures = new Map(searched.map(({ scoring_id, capture_id }) => [scoring_id, capture_id]))
      const total = totals.get(search) ?? (evidence === null ? countedTotal(query, searched) : null)
      return { rows: chunks.flowsAt(found, captures), next, total, progress: scan.progress }
    },
  }
}

/** Stands for the fields that counts do not tell, of which none is asked for. */
const ANY_FLOW = {
  ...{ timestamp_us: 0, timestamp_known: 0, confidence: 0, source_ip: null, source_port: null, destination_ip: null },
  ...{ destination_port: null, protocol: null, line_number: 0, feature: () => NaN },
}

function isSame(one: PredictionCursor, other: PredictionCursor): boolean {
  return one.timestamp_us === other.timestamp_us && one.id === other.id
}
