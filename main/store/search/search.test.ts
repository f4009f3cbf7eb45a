import type { Database } from 'better-sqlite3'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { isMatchingFlow } from '../../../contract/query/flow-fields.ts'
import { parseQuery } from '../../../contract/query/parse.ts'
import { printQuery } from '../../../contract/query/print.ts'
import type { QueryTree } from '../../../contract/query/tree.ts'
import {
  fillWithRandomFlows,
  forgetSomeSummaries,
  RANDOM_FLOWS,
  type ReferenceFlow,
} from '../../testing/random-flows.ts'
import { randomQuery } from '../../testing/random-queries.ts'
import { useFolder } from '../../testing/folder.ts'
import type { PredictionCursor, PredictionRow, SearchFilter } from '../flows.ts'
import { sqliteStore } from '../sqlite/methods.ts'
import { openDatabase } from '../sqlite/open.ts'
import type { StoreDomains } from '../store.ts'

const folder = useFolder()
let database: Database
let store: StoreDomains
let flows: ReferenceFlow[] = []
beforeAll(async () => {
  ;({ database } = openDatabase(folder.at('search.sqlite')))
  store = sqliteStore(database)
  flows = await fillWithRandomFlows(store)
  forgetSomeSummaries(database)
  expect(flows).toHaveLength(RANDOM_FLOWS)
})
afterAll(() => void database.close())

/** All pages of a search. */
function searched(query: QueryTree, filter: SearchFilter, limit: number, budget_ms: number) {
  const rows: PredictionRow[] = []
  const totals = new Set<number | null>()
  let cursor: PredictionCursor | null = null
  for (let calls = 0; calls < 5000; calls += 1) {
    const page = store.flows.search(filter, query, cursor, limit, budget_ms)
    expect(page.rows.length).toBeLessThanOrEqual(limit)
    rows.push(...page.rows)
    totals.add(page.total)
    if (page.next === null) return { ids: rows.map(({ id }) => id), totals }
    cursor = page.next
  }
  throw new Error('the search does not end')
}

const expectedIds = (query: QueryTree, { capture_id, alert_id }: SearchFilter) =>
  flows
    .filter((flow) => capture_id === undefined || flow.capture_id === capture_id)
    .filter((flow) => alert_id === undefined || flow.alert_id === alert_id)
    .filter((flow) => isMatchingFlow(query, flow))
    .sort((one, other) => other.timestamp_us - one.timestamp_us || other.id - one.id)
    .map(({ id }) => id)

function queryOf(text: string): QueryTree {
  const parsed = parseQuery(text, 'flows')
  if (!parsed.ok) throw new Error(parsed.fault.reason)
  return parsed.tree
}

describe('a search of the store', () => {
  test('finds what a plain evaluation of every flow finds, page by page, however little time it has', () => {
    const filter = fc.oneof(
      { weight: 3, arbitrary: fc.constant({}) },
      { weight: 1, arbitrary: fc.record({ capture_id: fc.integer({ min: 1, max: 4 }) }) },
      { weight: 1, arbitrary: fc.record({ alert_id: fc.integer({ min: 1, max: 9 }) }) },
    )
    fc.assert(
      fc.property(
        randomQuery('flows'),
        filter,
        fc.constantFrom(1, 7, 100, 6000),
        fc.constantFrom(0, 1000),
        (query, where, limit, budget_ms) => {
          const expected = expectedIds(query, where)
          const { ids, totals } = searched(query, where, limit, budget_ms)
          expect(ids, printQuery(query)).toEqual(expected)
          expect([...totals].filter((total) => total !== null && total !== expected.length)).toEqual([])
        },
      ),
      { numRuns: 300 },
    )
  }, 60_000)

  test.each(['type:DDoS', '-type:Benign label:DDoS', 'capture:2 type:Benign'])(
    'of %s tells the total at once',
    (text) => {
      const query = queryOf(text)
      expect(store.flows.search({}, query, null, 1, 0).total).toBe(expectedIds(query, {}).length)
    },
  )

  test('tells the total once it has seen everything, also on the pages after', () => {
    const query = queryOf('dport:4444 -proto:udp')
    const expected = expectedIds(query, {}).length
    const first = store.flows.search({}, query, null, 2, 1000)
    expect(store.flows.search({}, query, null, 1000, 1000)).toMatchObject({ total: expected, next: null, progress: 1 })
    expect(store.flows.search({}, query, first.next, 2, 0).total).toBe(expected)
  })

  test('answers after one chunk when its time is up, and says how far it is', () => {
    const { rows, next, total, progress } = store.flows.search({}, queryOf('line:99999'), null, 10, 0)
    expect([rows, total]).toEqual([[], null])
    expect(next).not.toBeNull()
    expect(progress).toBeGreaterThan(0)
    expect(progress).toBeLessThan(1)
  })

  test('takes text as text, whatever it would be in SQL', () => {
    const query = queryOf(`src:"' OR 1=1 --" or "'; DROP TABLE captures"`)
    expect(searched(query, {}, 10, 1000).ids).toEqual([])
  })

  test('finds flows that come while it goes on, and none of a capture that is gone', () => {
    const query = queryOf('dport:80')
    const { next } = store.flows.search({}, query, null, 1, 0)
    store.captures.hide(3)
    const rest = store.flows.search({}, query, next, 1000, 1000)
    expect(rest.rows.every(({ capture_id }) => capture_id !== 3)).toBe(true)
  })
})
