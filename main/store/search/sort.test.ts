import type { Database } from 'better-sqlite3'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { FEATURE_NAMES } from '../../../contract/feature-names.ts'
import { FLOW_SORTS, type FlowSort } from '../../../contract/flows.ts'
import { ipBytes } from '../../../contract/ip-address.ts'
import { isMatchingFlow } from '../../../contract/query/flow-fields.ts'
import { printQuery } from '../../../contract/query/print.ts'
import { EVERYTHING, type QueryTree } from '../../../contract/query/tree.ts'
import { useFolder } from '../../testing/folder.ts'
import { fillWithRandomFlows, forgetSomeSummaries, type ReferenceFlow } from '../../testing/random-flows.ts'
import { randomQuery } from '../../testing/random-queries.ts'
import type { SearchFilter } from '../flows.ts'
import { sqliteStore } from '../sqlite/methods.ts'
import { openDatabase } from '../sqlite/open.ts'
import type { StoreDomains } from '../store.ts'
import { SortScan } from './sort-scan.ts'
import type { FlowOrder } from './sort-value.ts'

const folder = useFolder()
let database: Database
let store: StoreDomains
let flows: ReferenceFlow[] = []

beforeAll(async () => {
  ;({ database } = openDatabase(folder.at('sort.sqlite')))
  store = sqliteStore(database)
  flows = await fillWithRandomFlows(store)
  forgetSomeSummaries(database)
})
afterAll(() => void database.close())

/** What a flow is sorted by, part by part; null for what it does not have. */
function partsOf(flow: ReferenceFlow, by: FlowSort): readonly (number | string)[] | null {
  const feature = (...names: (typeof FEATURE_NAMES)[number][]) => {
    const sum = names.reduce((part, name) => part + flow.feature(FEATURE_NAMES.indexOf(name)), 0)
    return Number.isNaN(sum) ? null : [sum]
  }
  switch (by) {
    case 'source_ip':
      return endOf(flow.source_ip, flow.source_port)
    case 'destination_ip':
      return endOf(flow.destination_ip, flow.destination_port)
    case 'capture_id':
      return [flow.capture_name]
    case 'timestamp':
      return [flow.timestamp_us]
    case 'duration':
      return feature('Flow Duration')
    case 'bytes':
      return feature('Total Length of Fwd Packets', 'Total Length of Bwd Packets')
    case 'packets':
      return feature('Total Fwd Packets', 'Total Backward Packets')
    case 'threat_type':
    case 'confidence':
    case 'protocol':
    case 'label':
    case 'line_number':
      return flow[by] === null ? null : [flow[by]]
    default:
      return feature(by)
  }
}

/** IPv4 first, then IPv6, then other text; by number, then by port. */
function endOf(address: string | null, port: number | null): readonly (number | string)[] | null {
  if (address === null) return null
  const bytes = ipBytes(address)
  const kind = bytes?.length ?? 17
  return [kind, ...(bytes ?? [address]), port ?? -1]
}

function compareParts(one: readonly (number | string)[], other: readonly (number | string)[]): number {
  const at = one.findIndex((part, place) => part !== other[place])
  if (at === -1) return 0
  return (one[at] ?? '') < (other[at] ?? '') ? -1 : 1
}

/** The plain evaluation: everything in memory, sorted at once. */
function expectedIds(query: QueryTree, { capture_id, alert_id }: SearchFilter, { by, direction }: FlowOrder): number[] {
  return flows
    .filter((flow) => capture_id === undefined || flow.capture_id === capture_id)
    .filter((flow) => alert_id === undefined || flow.alert_id === alert_id)
    .filter((flow) => isMatchingFlow(query, flow))
    .map((flow) => ({ id: flow.id, parts: partsOf(flow, by) }))
    .sort((one, other) => {
      if (one.parts === null || other.parts === null) {
        return Number(one.parts === null) - Number(other.parts === null) || other.id - one.id
      }
      return (direction === 'asc' ? 1 : -1) * compareParts(one.parts, other.parts) || other.id - one.id
    })
    .map(({ id }) => id)
}

function sorted(query: QueryTree, filter: SearchFilter, order: FlowOrder, limit: number, budget_ms: number) {
  const ids: number[] = []
  const totals = new Set<number | null>()
  for (let after: number | null = 0, calls = 0; after !== null; calls += 1) {
    if (calls > 5000) throw new Error('the list does not end')
    const page = store.flows.sort(filter, query, order, after, limit, budget_ms)
    expect(page.rows.length).toBeLessThanOrEqual(limit)
    ids.push(...page.rows.map(({ id }) => id))
    totals.add(page.total)
    after = page.next_after
  }
  return { ids, totals }
}

const anyOrder = fc.record({
  by: fc.constantFrom(...FLOW_SORTS.slice(0, 14), ...FLOW_SORTS.slice(-2)),
  direction: fc.constantFrom('asc' as const, 'desc' as const),
})

describe('a sorted list of the store', () => {
  test('has the order of a plain evaluation of every flow, page by page, however little time it has', () => {
    const filter = fc.oneof(
      { weight: 3, arbitrary: fc.constant({}) },
      { weight: 1, arbitrary: fc.record({ capture_id: fc.integer({ min: 1, max: 4 }) }) },
      { weight: 1, arbitrary: fc.record({ alert_id: fc.integer({ min: 1, max: 9 }) }) },
    )
    const anyQuery = fc.oneof(fc.constant(EVERYTHING), randomQuery('flows'))
    fc.assert(
      fc.property(
        anyQuery,
        filter,
        anyOrder,
        fc.constantFrom(7, 100, 6000),
        fc.constantFrom(0, 1000),
        (query, where, order, limit, budget_ms) => {
          const expected = expectedIds(query, where, order)
          const { ids, totals } = sorted(query, where, order, limit, budget_ms)
          expect(ids, `${printQuery(query)} by ${order.by}`).toEqual(expected)
          expect([...totals].filter((total) => total !== null && total !== expected.length)).toEqual([])
        },
      ),
      { numRuns: 300 },
    )
  }, 60_000)

  test('says how far it is, gives nothing meanwhile, and goes on', () => {
    const order = { by: 'Idle Max', direction: 'desc' } as const
    const first = store.flows.sort({}, EVERYTHING, order, 0, 10, 0)
    expect(first).toMatchObject({ rows: [], next_after: 0, total: flows.length })
    expect(first.progress).toBeGreaterThan(0)
    expect(first.progress).toBeLessThan(1)
    expect(store.flows.sort({}, EVERYTHING, order, 0, 10, 0).progress).toBeGreaterThan(first.progress)
  })

  test('refuses to go on behind a flow that is not in it', () => {
    const order = { by: 'confidence', direction: 'asc' } as const
    expect(() => store.flows.sort({}, EVERYTHING, order, 99 * 2 ** 32 + 1, 10, 0)).toThrow(/Start again/)
  })
})

test('a scan that may keep few flows gives all of them, with scans that follow', () => {
  fc.assert(
    fc.property(
      fc.array(fc.option(fc.oneof(fc.integer({ min: 0, max: 9 }), fc.constantFrom('a', 'b'))), { maxLength: 60 }),
      fc.integer({ min: 2, max: 9 }),
      fc.constantFrom('asc' as const, 'desc' as const),
      (values, keep, direction) => {
        const places = values.map((value, at) => ({ rows: 1, value, id: at + 1 }))
        const scanAfter = (after: SortScan<(typeof places)[number]>['position']) =>
          new SortScan(places, after, keep, direction, ({ value, id }, { count, offer }) => {
            count(1)
            offer(value, id)
          })
        const given: number[] = []
        for (let scan = scanAfter(null), calls = 0; ; calls += 1) {
          expect(calls).toBeLessThan(500)
          scan.advance(Infinity)
          expect(scan.matches).toBe(values.length)
          const { found, has_more } = scan.give(2)
          given.push(...found.map(({ id }) => id))
          if (!has_more) break
          if (scan.isSpentFor(2)) scan = scanAfter(scan.position)
        }
        expect(given.toSorted((one, other) => one - other)).toEqual(places.map(({ id }) => id))
        const all = scanAfter(null)
        all.advance(Infinity)
        expect(given.slice(0, 2)).toEqual(all.give(2).found.map(({ id }) => id))
      },
    ),
  )
})
