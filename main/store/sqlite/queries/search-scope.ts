import type { Database } from 'better-sqlite3'

import { isMatchingFlow } from '../../../../contract/query/flow-fields.ts'
import { hasText, type QueryTree, testsOf } from '../../../../contract/query/tree.ts'
import type { SearchFilter } from '../../flows.ts'
import { type SearchedCapture, coverageOf } from '../../search/coverage.ts'
import { lazy, type RowTest, rowTest } from '../../search/row-test.ts'
import type { ChunkPlace, PredictionChunks, StoredChunk } from './prediction-chunks.ts'
import { SearchFacts } from './search-facts.ts'
import { captureOf, shownScorings, type ShownScoring } from './shown-scorings.ts'
import type { ThreatTypeNames } from './threat-types.ts'

/** Where a search looks: scorings, and the evidence of one alert where only that is asked for. */
export interface SearchScope {
  readonly searched: readonly ShownScoring[]
  readonly evidence_id: number | null
}

export interface SearchPlace {
  readonly chunk: ChunkPlace
  readonly capture: SearchedCapture
  readonly rows: number
}

/** A chunk in which a query may hold for flows. */
export interface Candidates {
  readonly chunk: StoredChunk
  readonly isWanted: RowTest
}

/** What every search of flows is made of. */
export function searchScopes(database: Database, names: ThreatTypeNames, chunks: PredictionChunks) {
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
  return {
    facts,

    scopeOf(filter: SearchFilter): SearchScope {
      const searched = listShown(filter.capture_id ?? null)
      if (filter.alert_id === undefined) return { searched, evidence_id: null }
      const evidence = selectEvidence.get(filter.alert_id)
      return {
        searched: searched.filter(({ scoring_id }) => scoring_id === evidence?.scoring_id),
        evidence_id: evidence?.id ?? null,
      }
    },

    places(searched: readonly ShownScoring[]): SearchPlace[] {
      return searched.flatMap((scoring) => {
        const capture = captureOf(scoring)
        return [...chunks.places(scoring.scoring_id, null)].map((chunk) => ({ chunk, capture, rows: chunk.rows }))
      })
    },

    /** Whether a query holds for no flow of a place, some or all of them, as far as that is known without a look. */
    coverage: (query: QueryTree, { chunk, capture }: SearchPlace) => coverageOf(query, facts.known(chunk, capture)),

    /** The chunk of a place with a test of its rows; undefined where the query holds for none. */
    candidates(
      query: QueryTree,
      evidence_id: number | null,
      { chunk: place, capture }: SearchPlace,
    ): Candidates | undefined {
      const coverage = coverageOf(query, facts.known(place, capture))
      const chunk = coverage === 'none' ? undefined : chunks.at(place.id)
      if (chunk === undefined) return undefined
      const group = evidence_id === null ? null : chunk.alertGroup(evidence_id)
      if (group !== null && group < 0) return undefined
      const holds =
        coverage === 'all'
          ? () => true
          : lazy(() =>
              rowTest(
                query,
                facts.columns(chunk, () => chunk.facts, capture),
              ),
            )
      if (group === null) return { chunk, isWanted: holds }
      return { chunk, isWanted: (row) => chunk.keys.alert_group_of_row[row] === group && holds(row) }
    },

    /** How many match, where the counts of labels and threat types tell it. */
    countedTotal(query: QueryTree, { searched, evidence_id }: SearchScope): number | null {
      const is_counted = testsOf(query).every(({ field }) => ['type', 'label', 'capture'].includes(field))
      if (!is_counted || hasText(query) || evidence_id !== null) return null
      let total = 0
      for (const { scoring_id, capture_id, capture_name } of searched) {
        for (const { label, threat_type, flows } of selectCounts.all(scoring_id)) {
          const counted = { threat_type: names.nameOf(threat_type), label: label < 0 ? null : names.nameOf(label) }
          if (isMatchingFlow(query, { ...ANY_FLOW, ...counted, capture_id, capture_name })) total += flows
        }
      }
      return total
    },
  }
}

/** Stands for the fields that counts do not tell, of which none is asked for. */
const ANY_FLOW = {
  ...{ timestamp_us: 0, timestamp_known: 0, confidence: 0, source_ip: null, source_port: null, destination_ip: null },
  ...{ destination_port: null, protocol: null, line_number: 0, feature: () => NaN },
}
