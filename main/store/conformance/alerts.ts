import { describe, expect, test } from 'vitest'

import type { AlertCursor } from '../alerts.ts'
import { addFlows, newCapture, type OpenStore, SIX_FLOWS, withStore } from './fixtures.ts'

const CHANGE = { status: 'closed', note: 'ours', actor: 'window', now_us: 9 } as const

/** What alerts must do in any store. */
export function alertConformance(openStore: OpenStore): void {
  describe('alerts', () => {
    test('are listed by severity, flows and age, page by page, with how many match', () =>
      withStore(openStore, async (store) => {
        for (let capture = 0; capture < 3; capture += 1) {
          const place = await newCapture(store)
          await addFlows(store, place, SIX_FLOWS)
          await addFlows(store, place, [{ threat_type: 'PortScan', source_ip: `10.0.0.${String(capture)}` }])
        }
        const { rows, total } = await store.alerts.list({}, null, 99)
        expect([rows.length, total]).toEqual([6, 6])
        const rank = rows.toSorted((a, b) => b.severity - a.severity || b.flow_count - a.flow_count || b.id - a.id)
        expect(rows).toEqual(rank)
        const seen: number[] = []
        let cursor: AlertCursor | null = null
        for (let page = await store.alerts.list({}, cursor, 4); page.rows.length > 0;) {
          seen.push(...page.rows.map(({ id }) => id))
          cursor = page.rows.at(-1)!
          page = await store.alerts.list({}, cursor, 4)
        }
        expect(seen).toEqual(rows.map(({ id }) => id))
        expect((await store.alerts.list({ threat_type: 'DDoS' }, null, 1)).total).toBe(3)
        expect((await store.alerts.list({ capture_id: 1 }, null, 1)).total).toBe(2)
        expect((await store.alerts.list({ status: 'closed' }, null, 1)).total).toBe(0)
      }))

    test('change together with their history', () =>
      withStore(openStore, async (store) => {
        await addFlows(store, await newCapture(store), SIX_FLOWS)
        const { id } = (await store.alerts.list({}, null, 1)).rows[0]!
        await store.alerts.update(id, CHANGE)
        const found = await store.alerts.get(id)
        expect(found?.alert).toMatchObject({ status: 'closed', updated_at_us: 9, flow_count: 2 })
        expect(
          found?.events.map(({ actor, from_status, to_status, note }) => [actor, from_status, to_status, note]),
        ).toEqual([
          ['import', null, 'open', null],
          ['window', 'open', 'closed', 'ours'],
        ])
        expect(await store.alerts.get(id + 1)).toBeUndefined()
      }))

    test('that are closed are open again when flows come in, and their history says so', () =>
      withStore(openStore, async (store) => {
        const place = await newCapture(store)
        await addFlows(store, place, SIX_FLOWS)
        const { id } = (await store.alerts.list({}, null, 1)).rows[0]!
        await store.alerts.update(id, CHANGE)
        await addFlows(store, place, SIX_FLOWS)
        const found = await store.alerts.get(id)
        expect(found?.alert).toMatchObject({ status: 'open', flow_count: 4 })
        expect(found?.events.at(-1)).toMatchObject({ actor: 'import', from_status: 'closed', to_status: 'open' })
      }))

    test('that two decide on at once have both decisions in their history, one after the other', () =>
      withStore(openStore, async (store) => {
        await addFlows(store, await newCapture(store), SIX_FLOWS)
        const { id } = (await store.alerts.list({}, null, 1)).rows[0]!
        const decisions = ['acknowledged', 'closed', 'acknowledged', 'closed'] as const
        await Promise.all(decisions.map((status) => store.alerts.update(id, { ...CHANGE, status })))
        const found = await store.alerts.get(id)
        const events = found?.events ?? []
        expect(events).toHaveLength(5)
        events.slice(1).forEach((event, at) => expect(event.from_status).toBe(events[at]!.to_status))
        expect(found?.alert.status).toBe(events.at(-1)?.to_status)
      }))
  })
}
