import { describe, expect, test } from 'vitest'

import type { ThreatType } from '../../flow/threat-types.ts'
import type { ScoredFlow } from '../../testing/scored.ts'
import type { TimeRange } from '../charts.ts'
import type { HostChange, HostName, HostRows } from '../hosts.ts'
import type { Store } from '../store.ts'
import { addFlows, newCapture, type OpenStore, withStore } from './fixtures.ts'

const ALL = { most: 9, alerts: 9, budget_ms: 60_000 }
const [A, B, C] = ['10.0.0.1', '10.0.0.2', '2001:db8::3']

const flow = (
  source_ip: string,
  destination_ip: string,
  destination_port: number,
  threat_type: ThreatType = 'Benign',
  timestamp_us?: number,
): ScoredFlow => ({
  ...{ source_ip, destination_ip, destination_port, threat_type },
  ...(timestamp_us === undefined ? {} : { timestamp_us }),
})

/** A is the source of three and the target of two, one of which is both; B and C speak once without A. */
const FLOWS = [
  flow(A, B, 80, 'DDoS', 20e6),
  flow(A, B, 443, 'Benign', 30e6),
  flow(A, A, 22, 'Benign', 10e6),
  flow(B, A, 80),
  flow(B, C, 53, 'Benign', 5e6),
]

const of = (capture_id: number | null, range: TimeRange | null = null) => ({ capture_id, range })

async function whole(store: Store, host: HostName, capture_id: number | null = null): Promise<HostRows> {
  const found = await store.hosts.get(host, of(capture_id), ALL)
  if (found === undefined) throw new Error('the capture is not there')
  expect(found.progress).toBe(1)
  return found
}

const alone = (address: string): HostName => ({ address, peer: null })

const CHANGE: HostChange = {
  ...{ note: null, add_tags: [], remove_tags: [], actor: 'window', person: 'Ada', now_us: 7 },
}

/** What a store must know of hosts. */
export function hostConformance(openStore: OpenStore): void {
  describe('hosts', () => {
    test('are counted as source and as target, by peer, port, threat type and time', () =>
      withStore(openStore, async (store) => {
        await addFlows(store, await newCapture(store), FLOWS)
        const { series, alerts, notes, ...counts } = await whole(store, alone(A))
        expect(counts).toEqual({
          ...{ progress: 1, flows: 4, both_ends: 1, flows_without_bytes: 4, flows_without_time: 1 },
          as_source: { flows: 3, bytes_sent: 0, bytes_received: 0 },
          as_target: { flows: 2, bytes_sent: 0, bytes_received: 0 },
          ...{ first_seen_us: 10e6, last_seen_us: 30e6 },
          by_threat_type: [
            { threat_type: 'Benign', flows: 3 },
            { threat_type: 'DDoS', flows: 1 },
          ],
          peers: {
            items: [
              { address: B, flows: 3, as_source: 2, as_target: 1, threats: 1 },
              { address: A, flows: 1, as_source: 1, as_target: 1, threats: 0 },
            ],
            ...{ total: 2, is_exact: true },
          },
          ports: {
            items: [
              { port: 80, flows: 2, as_source: 1, as_target: 1 },
              { port: 22, flows: 1, as_source: 1, as_target: 1 },
              { port: 443, flows: 1, as_source: 1, as_target: 0 },
            ],
            ...{ total: 3, is_exact: true },
          },
        })
        expect(series.buckets.reduce((sum, { flows }) => sum + flows, 0)).toBe(3)
        expect(notes).toEqual({ host: alone(A), tags: [], events: [] })
        expect(alerts).toMatchObject({
          total: 1,
          open: 1,
          items: [{ status: 'open', source_ip: A, destination_ip: B }],
        })
        expect((await whole(store, alone(C))).alerts).toEqual({ items: [], total: 0, open: 0 })
      }))

    test('of a pair are counted together, whichever comes first, and apart from all others', () =>
      withStore(openStore, async (store) => {
        await addFlows(store, await newCapture(store), FLOWS)
        const pair = await whole(store, { address: A, peer: B })
        expect(pair).toMatchObject({ flows: 3, as_source: { flows: 2 }, as_target: { flows: 1 }, both_ends: 0 })
        expect(pair.peers.items).toEqual([])
        const turned = await whole(store, { address: B, peer: A })
        expect(turned).toMatchObject({ flows: 3, as_source: { flows: 1 }, as_target: { flows: 2 } })
        expect(await whole(store, { address: A, peer: A })).toMatchObject({ flows: 1, both_ends: 1 })
        expect(await whole(store, { address: A, peer: C })).toMatchObject({ flows: 0, first_seen_us: null })
      }))

    test('are counted a little at a time to the same end, and numbers add up all along', () =>
      withStore(openStore, async (store) => {
        const [one, two] = [await newCapture(store), await newCapture(store)]
        for (const place of [one, two, one, two]) await addFlows(store, place, FLOWS)
        const seen: number[] = []
        for (;;) {
          const found = await store.hosts.get(alone(A), of(null), { ...ALL, budget_ms: 0 })
          if (found === undefined) throw new Error('the capture is not there')
          const { flows, as_source, as_target, both_ends, by_threat_type } = found
          expect(as_source.flows + as_target.flows - both_ends).toBe(flows)
          expect(by_threat_type.reduce((sum, type) => sum + type.flows, 0)).toBe(flows)
          seen.push(flows)
          if (found.progress === 1) break
        }
        expect(seen).toEqual([4, 8, 12, 16])
        expect(await whole(store, alone(A), one.capture_id)).toMatchObject({ flows: 8 })
      }))

    test('are counted on where flows come to a capture, and anew where one goes', () =>
      withStore(openStore, async (store) => {
        const [one, two] = [await newCapture(store), await newCapture(store)]
        await addFlows(store, one, FLOWS)
        expect(await whole(store, alone(A))).toMatchObject({ flows: 4 })
        for (const place of [one, two]) await addFlows(store, place, FLOWS)
        expect(await whole(store, alone(A))).toMatchObject({ flows: 12 })
        await store.captures.hide(one.capture_id)
        expect(await whole(store, alone(A))).toMatchObject({ flows: 4 })
        expect(await store.hosts.get(alone(A), of(one.capture_id), ALL)).toBeUndefined()
        expect(await store.hosts.active(of(one.capture_id), ALL)).toBeUndefined()
      }))

    test('with the most flows come first, as sources, as targets, and ports', () =>
      withStore(openStore, async (store) => {
        const place = await newCapture(store)
        await addFlows(store, place, FLOWS)
        expect(await store.hosts.active(of(place.capture_id), { ...ALL, most: 2 })).toEqual({
          ...{ progress: 1, flows: 5 },
          sources: {
            items: [
              { address: A, flows: 3, threats: 1 },
              { address: B, flows: 2, threats: 0 },
            ],
            ...{ total: 2, is_exact: true },
          },
          targets: {
            items: [
              { address: A, flows: 2, threats: 0 },
              { address: B, flows: 2, threats: 1 },
            ],
            ...{ total: 3, is_exact: true },
          },
          ports: {
            items: [
              { port: 80, flows: 2, threats: 1 },
              { port: 22, flows: 1, threats: 0 },
            ],
            ...{ total: 4, is_exact: true },
          },
        })
      }))

    test('are counted in a stretch of time, without flows whose time is not known', () =>
      withStore(openStore, async (store) => {
        await addFlows(store, await newCapture(store), FLOWS)
        const range = { from_us: 10e6, to_us: 30e6 }
        expect(await store.hosts.get(alone(A), of(null, range), ALL)).toMatchObject({
          ...{ progress: 1, flows: 2, flows_without_time: 0, first_seen_us: 10e6, last_seen_us: 20e6 },
        })
        expect(await store.hosts.active(of(null, range), ALL)).toMatchObject({
          flows: 2,
          sources: { items: [{ address: A, flows: 2 }] },
        })
      }))

    test('keep notes and tags with who wrote them and when, also without any capture', () =>
      withStore(openStore, async (store) => {
        await store.hosts.change(alone(A), { ...CHANGE, note: 'the printer', add_tags: ['printer', 'floor 2'] })
        const after = await store.hosts.change(alone(A), {
          ...{ ...CHANGE, actor: 'http', person: null, now_us: 9 },
          ...{ add_tags: ['Printer', 'old'], remove_tags: ['FLOOR 2', 'never there'] },
        })
        const by = { note: null, tags_added: [], tags_removed: [] }
        expect(after).toEqual({
          host: alone(A),
          tags: ['old', 'printer'],
          events: [
            {
              ...{ ...by, id: 1, at_us: 7, actor: 'window', person: 'Ada', note: 'the printer' },
              tags_added: ['printer', 'floor 2'],
            },
            { ...by, id: 2, at_us: 9, actor: 'http', person: null, tags_added: ['old'], tags_removed: ['floor 2'] },
          ],
        })
        expect((await whole(store, alone(A))).notes).toEqual(after)
        // Nothing to write is no line of the history.
        expect(await store.hosts.change(alone(A), { ...CHANGE, add_tags: ['old'] })).toEqual(after)
        expect((await whole(store, alone(B))).notes.events).toEqual([])
      }))

    test('and pairs with notes are listed, the last first, a pair once', () =>
      withStore(openStore, async (store) => {
        await store.hosts.change(alone(A), { ...CHANGE, note: 'one', now_us: 1 })
        await store.hosts.change({ address: B, peer: A }, { ...CHANGE, note: 'two', now_us: 2 })
        await store.hosts.change({ address: A, peer: B }, { ...CHANGE, note: 'three', now_us: 3 })
        expect((await whole(store, { address: B, peer: A })).notes.events).toHaveLength(2)
        const { rows, total } = await store.hosts.noted(null, 1)
        expect([total, rows.map(({ host }) => host)]).toEqual([2, [{ address: A, peer: B }]])
        const rest = await store.hosts.noted(rows[0] ?? null, 9)
        expect(rest.rows.map(({ host }) => host)).toEqual([alone(A)])
      }))
  })
}
