import type { Database } from 'better-sqlite3'

import { combined, type QueryTree } from '../../../../contract/query/tree.ts'
import { ChunkWalk } from '../../activity/chunk-walk.ts'
import { HostTally } from '../../activity/host-tally.ts'
import { MostActive } from '../../activity/most-active.ts'
import type { ActiveRows, CountLimits, CountScope, HostName, HostRows } from '../../hosts.ts'
import { type SearchedCapture, coverageOf } from '../../search/coverage.ts'
import { timesIn } from '../../search/times-in.ts'
import type { alertQueries } from './alerts.ts'
import { bucketsIn, captureGaps } from './capture-gaps.ts'
import type { captureQueries } from './captures.ts'
import type { hostNoteQueries } from './host-notes.ts'
import type { ChunkPlace, PredictionChunks } from './prediction-chunks.ts'
import { SearchFacts } from './search-facts.ts'
import { captureOf, shownScorings, type ShownScoring } from './shown-scorings.ts'

interface CountedPlace extends ChunkPlace {
  readonly capture: SearchedCapture
}

/** A count that can go on where it stopped. */
interface Count<Tally> {
  readonly name: string
  readonly walk: ChunkWalk<CountedPlace>
  readonly tally: Tally
  /** What it knows the chunks of. */
  shown: string
  scorings: readonly number[]
}

/** Counts that are kept, of hosts and of all flows: some megabytes each. */
const MOST_COUNTS = 3

interface Parts {
  readonly chunks: PredictionChunks
  readonly captures: Pick<ReturnType<typeof captureQueries>, 'getCapture'>
  readonly alerts: Pick<ReturnType<typeof alertQueries>, 'listAlerts'>
  readonly host_notes: Pick<ReturnType<typeof hostNoteQueries>, 'notes'>
}

/** Counts what hosts did in the flows of finished captures, a few chunks at a time. */
export function hostCountQueries(database: Database, { chunks, captures, alerts, host_notes }: Parts) {
  const listShown = shownScorings(database)
  const listGaps = captureGaps(database)
  const facts = new SearchFacts(database)
  const host_counts = new Counts<HostTally>(chunks)
  const active_counts = new Counts<MostActive>(chunks)

  function columnsAt({ id, capture }: CountedPlace) {
    const chunk = chunks.at(id)
    return chunk && facts.columns(chunk, () => chunk.facts, capture)
  }

  const isThere = (capture_id: number | null) => capture_id === null || captures.getCapture(capture_id) !== undefined

  return {
    /** What a host did, as far as it is counted when the time is up. */
    getHost(host: HostName, scope: CountScope, limits: CountLimits): HostRows | undefined {
      const until_ms = performance.now() + limits.budget_ms
      if (!isThere(scope.capture_id)) return undefined
      const { capture_id, range } = scope
      const query = combined('all', [queryOf(host), timesIn(range)])
      const { walk, tally } = host_counts.of(JSON.stringify([host, scope]), listShown(scope.capture_id), () => {
        const own = new HostTally(host, scope.range)
        const look = (place: CountedPlace) => {
          const columns = coverageOf(query, facts.known(place, place.capture)) === 'none' ? undefined : columnsAt(place)
          if (columns !== undefined) own.add(columns)
        }
        return { walk: new ChunkWalk(look), tally: own }
      })
      walk.advance(until_ms)
      const gaps = listGaps({ capture_id, ...bucketsIn(range) })
      const filter = { query, ...(capture_id === null ? {} : { capture_id }) }
      const { rows: items, total } = alerts.listAlerts(filter, null, limits.alerts)
      const { total: open } = alerts.listAlerts({ ...filter, status: 'open' }, null, 0)
      const notes = host_notes.notes(host)
      return { ...tally.counts(limits.most, gaps), progress: walk.progress, alerts: { items, total, open }, notes }
    },

    /** The busiest hosts and ports, as far as they are counted when the time is up. */
    mostActive(scope: CountScope, limits: Omit<CountLimits, 'alerts'>): ActiveRows | undefined {
      const until_ms = performance.now() + limits.budget_ms
      if (!isThere(scope.capture_id)) return undefined
      const { walk, tally } = active_counts.of(JSON.stringify(scope), listShown(scope.capture_id), () => {
        const own = new MostActive(scope.range)
        const query = timesIn(scope.range)
        const look = (place: CountedPlace) => {
          const columns = coverageOf(query, facts.known(place, place.capture)) === 'none' ? undefined : columnsAt(place)
          if (columns !== undefined) own.add(columns)
        }
        return { walk: new ChunkWalk(look), tally: own }
      })
      walk.advance(until_ms)
      return { ...tally.counts(limits.most), progress: walk.progress }
    },
  }
}

/** Counts by what was asked. Flows that came since are added; a scoring that is shown no more makes a new count. */
class Counts<Tally> {
  readonly #chunks: PredictionChunks
  #kept: Count<Tally>[] = []

  constructor(chunks: PredictionChunks) {
    this.#chunks = chunks
  }

  of(
    name: string,
    scorings: readonly ShownScoring[],
    make: () => Pick<Count<Tally>, 'walk' | 'tally'>,
  ): Pick<Count<Tally>, 'walk' | 'tally'> {
    const shown = JSON.stringify(scorings)
    const ids = scorings.map(({ scoring_id }) => scoring_id)
    const known = this.#kept.find((count) => count.name === name && count.scorings.every((id) => ids.includes(id)))
    const count: Count<Tally> = known ?? { ...make(), name, shown: '', scorings: [] }
    if (count.shown !== shown) {
      count.walk.extend(this.#placesOf(scorings))
      count.shown = shown
      count.scorings = ids
    }
    this.#kept = [...this.#kept.filter((other) => other.name !== name), count].slice(-MOST_COUNTS)
    return count
  }

  *#placesOf(scorings: readonly ShownScoring[]): Generator<CountedPlace> {
    for (const scoring of scorings) {
      const capture = captureOf(scoring)
      for (const place of this.#chunks.places(scoring.scoring_id, null)) yield { ...place, capture }
    }
  }
}

/** Flows and alerts that a host, or both of a pair, are an end of. */
function queryOf({ address, peer }: HostName): QueryTree {
  const endIs = (field: string, text: string): QueryTree => {
    return { kind: 'test', field, comparison: ':', values: [{ value: { kind: 'text', text }, start: 0, end: 0 }] }
  }
  if (peer === null) return endIs('ip', address)
  if (peer === address) return combined('all', [endIs('src', address), endIs('dst', address)])
  return combined('all', [endIs('ip', address), endIs('ip', peer)])
}
