import type { QueryTree } from '../../../../contract/query/tree.ts'
import { AnomalyError } from '../../../../contract/errors.ts'
import { flowNumber, scoringOf } from '../../../flow/flow-id.ts'
import type { SearchFilter, SortedPage } from '../../flows.ts'
import { cheapFirst } from '../../search/cost.ts'
import { compareSorted, type SortedFlow, SortScan, type SortTaker } from '../../search/sort-scan.ts'
import { featuresSorted, type FlowOrder, sortValues } from '../../search/sort-value.ts'
import { AHEAD_FLOWS, WHOLE_LIST_FLOWS } from './list-ahead.ts'
import type { PredictionChunks } from './prediction-chunks.ts'
import type { searchScopes, SearchPlace } from './search-scope.ts'
import { captureOf, type ShownScoring } from './shown-scorings.ts'

interface Scan extends SortScan<SearchPlace> {
  readonly search: string
  readonly begins_at_first: boolean
}

/** Flows that one scan keeps for the pages to come: as many pages follow one another without another scan. */
const KEPT_FLOWS = 5000

/** Sorted lists that can go on where they stopped, and totals that they found. */
const MOST_SCANS = 4
const MOST_TOTALS = 50

/** Sorts classified flows of finished captures by any of their columns. */
export function flowSortQueries(scopes: ReturnType<typeof searchScopes>, chunks: PredictionChunks) {
  let scans: Scan[] = []
  const totals = new Map<string, number>()

  function looker(query: QueryTree, evidence_id: number | null, { by, direction }: FlowOrder) {
    const features = featuresSorted(by)

    /** The first value that a flow of a place may have in this order; undefined where that is not known. */
    function best({ chunk, capture }: SearchPlace): number | undefined {
      const is_first_low = direction === 'asc'
      if (by === 'timestamp') return is_first_low ? chunk.min_timestamp_us : chunk.max_timestamp_us
      if (features?.length !== 1) return undefined
      const range = scopes.facts.known(chunk, capture).featureRange(features[0]!)
      return is_first_low ? range?.min : range?.max
    }

    /** Whether all flows of a place match and come too late to be kept. */
    function isTooLate(place: SearchPlace, last: SortedFlow | undefined): boolean {
      if (last === undefined || evidence_id !== null || scopes.coverage(query, place) !== 'all') return false
      const first = best(place)
      return first !== undefined && compareSorted({ value: first, id: Infinity }, last, direction) > 0
    }

    return (place: SearchPlace, { count, offer, last }: SortTaker): void => {
      if (isTooLate(place, last())) {
        count(place.rows)
        return
      }
      const candidates = scopes.candidates(query, evidence_id, place)
      if (candidates === undefined) return
      const { chunk, isWanted } = candidates
      const valueOf = sortValues(
        by,
        scopes.facts.columns(chunk, () => chunk.facts, place.capture),
      )
      for (let row = chunk.keys.rows - 1; row >= 0; row -= 1) {
        if (!isWanted(row)) continue
        count(1)
        offer(valueOf(row), chunk.id + row)
      }
    }
  }

  /** Places with those first that are likely to have what comes first: the more of the others are passed over. */
  function placesOf(searched: readonly ShownScoring[], { by, direction }: FlowOrder): SearchPlace[] {
    const places = scopes.places(searched)
    if (by !== 'timestamp') return places
    return direction === 'asc'
      ? places.sort((one, other) => one.chunk.min_timestamp_us - other.chunk.min_timestamp_us)
      : places.sort((one, other) => other.chunk.max_timestamp_us - one.chunk.max_timestamp_us)
  }

  /** @throws AnomalyError `invalid_input` for a flow that is not there, or not any more */
  function flowAt(id: number, { by }: FlowOrder, searched: readonly ShownScoring[]): SortedFlow {
    const scoring = searched.find(({ scoring_id }) => scoring_id === scoringOf(id))
    const chunk = scoring && chunks.holding(scoring.scoring_id, flowNumber(id))
    if (scoring === undefined || chunk === undefined) {
      const sentence = 'The cursor is not valid for this list any more. Start again without a cursor.'
      throw new AnomalyError('invalid_input', sentence)
    }
    const columns = scopes.facts.columns(chunk, () => chunk.facts, captureOf(scoring))
    return { id, value: sortValues(by, columns)(id - chunk.id) }
  }

  function remember(scan: Scan): void {
    scans = [...scans.filter((one) => one !== scan), ...(scan.isDone ? [] : [scan])].slice(-MOST_SCANS)
    if (!scan.isWhole || !scan.begins_at_first) return
    totals.set(scan.search, scan.matches)
    for (const oldest of totals.keys()) if (totals.size > MOST_TOTALS) totals.delete(oldest)
  }

  return {
    /**
     * Flows of finished captures that a query holds for in the order asked for, behind the flow of that id; 0 begins with the
     * first. It stops when its time is up: no rows come before all flows were looked at, and the same call goes on.
     * @throws AnomalyError `invalid_input`
     */
    sortFlows(
      filter: SearchFilter,
      query: QueryTree,
      order: FlowOrder,
      after_id: number,
      limit: number,
      budget_ms: number,
    ): SortedPage {
      const until_ms = performance.now() + budget_ms
      const scope = scopes.scopeOf(filter)
      const { searched, evidence_id } = scope
      const search = JSON.stringify([query, order, evidence_id, searched])
      const known = scans.find(
        (scan) => scan.search === search && (scan.position?.id ?? 0) === after_id && !scan.isSpentFor(limit),
      )
      const make = () => {
        const keep = limit < WHOLE_LIST_FLOWS ? Math.max(KEPT_FLOWS, limit + 1) : AHEAD_FLOWS
        const after = after_id === 0 ? null : flowAt(after_id, order, searched)
        const look = looker(cheapFirst(query), evidence_id, order)
        const scan = new SortScan(placesOf(searched, order), after, keep, order.direction, look)
        return Object.assign(scan, { search, begins_at_first: after === null })
      }
      const scan = known ?? make()
      scan.advance(until_ms)
      const { found, has_more } = scan.give(limit)
      remember(scan)
      const captures = new Map(searched.map(({ scoring_id, capture_id }) => [scoring_id, capture_id]))
      return {
        rows: chunks.flowsAt(found, captures),
        next_after: has_more ? (scan.position?.id ?? 0) : null,
        total: scopes.countedTotal(query, scope) ?? totals.get(search) ?? null,
        progress: scan.progress,
      }
    },
  }
}
