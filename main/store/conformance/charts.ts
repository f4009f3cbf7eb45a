import { describe, expect, test } from 'vitest'

import type { OverviewRows } from '../charts.ts'
import { addFlows, newCapture, type OpenStore, SIX_FLOWS, withStore } from './fixtures.ts'

const LIMITS = { top_alerts: 2, unlike_training: 1 }
const flowsOf = (rows: readonly { readonly flows: number }[]) => rows.reduce((sum, { flows }) => sum + flows, 0)

function expectToAddUp({ totals, by_threat_type, series }: OverviewRows): void {
  expect(flowsOf(by_threat_type)).toBe(totals.classified)
  expect(flowsOf(by_threat_type.filter(({ threat_type }) => threat_type !== 'Benign'))).toBe(totals.threats)
  expect(flowsOf(series.buckets)).toBe(totals.classified)
}

/** What charts must do in any store. */
export function chartConformance(openStore: OpenStore): void {
  describe('charts', () => {
    test('of a store without captures are empty, and of a capture that is not there none', () =>
      withStore(openStore, async (store) => {
        expect(await store.charts.overview(null, LIMITS)).toEqual({
          totals: { captures: 0, classified: 0, conversations: 0, rejected: 0, threats: 0, importing: 0 },
          ...{ by_threat_type: [], open_alerts: [], top_alerts: [], unlike_training: [] },
          series: { axis: 'time', width: 1, buckets: [], gaps: [], outside: null },
        })
        expect(await store.charts.overview(7, LIMITS)).toBeUndefined()
      }))

    test('count finished captures and imports under way, all or one', () =>
      withStore(openStore, async (store) => {
        const one = await newCapture(store)
        const two = await newCapture(store, { status: 'importing' })
        for (const place of [one, two]) await addFlows(store, place, SIX_FLOWS)
        await store.scorings.setUnlikeTraining(one.scoring_id, 'why')
        const all = await store.charts.overview(null, LIMITS)
        const totals = { captures: 2, classified: 12, rejected: 0, threats: 4, importing: 1 }
        const unlike_training = [{ capture_id: one.capture_id, name: 'x.csv', reason: 'why' }]
        expect(all).toMatchObject({ totals, unlike_training, open_alerts: [{ alerts: 1 }] })
        expectToAddUp(all!)
        const own = await store.charts.overview(two.capture_id, LIMITS)
        expect(own).toMatchObject({ totals: { captures: 1, classified: 6 }, top_alerts: [], unlike_training: [] })
        expectToAddUp(own!)
      }))

    test('leave out long stretches between captures, and count every flow', () =>
      withStore(openStore, async (store) => {
        const day_us = 86_400e6
        const [early, late] = [await newCapture(store), await newCapture(store)]
        await addFlows(
          store,
          early,
          [0, 600e6].map((timestamp_us) => ({ threat_type: 'DDoS', timestamp_us })),
        )
        const times = [0, 300e6, 900e6].map((after_us) => 900 * day_us + after_us)
        await addFlows(
          store,
          late,
          times.map((timestamp_us) => ({ threat_type: 'Benign', timestamp_us })),
        )
        const all = await store.charts.overview(null, LIMITS)
        expectToAddUp(all!)
        expect(all?.series).toMatchObject({ outside: null, width: 1, gaps: [{ first: 61, last: 900 * 8640 - 1 }] })
        const own = await store.charts.overview(late.capture_id, LIMITS)
        expect(own?.series.gaps).toEqual([])
        const within = await store.charts.overview(null, LIMITS, { from_us: 600e6, to_us: 901 * day_us })
        expect(within?.series.gaps).toHaveLength(1)
      }))

    test('of a stretch of time count the flows in it, and the alerts that go on in it', () =>
      withStore(openStore, async (store) => {
        const place = await newCapture(store)
        await addFlows(store, place, [
          ...SIX_FLOWS,
          { threat_type: 'Benign', timestamp_us: 25e6 },
          { threat_type: 'PortScan', timestamp_us: 40e6 },
          { threat_type: 'PortScan' },
        ])
        const late = await store.charts.overview(null, LIMITS, { from_us: 20e6, to_us: 50e6 })
        expectToAddUp(late!)
        expect(late).toMatchObject({
          totals: { captures: 1, classified: 2, rejected: 0, threats: 1 },
          top_alerts: [{ threat_type: 'PortScan' }],
          series: { width: 1, buckets: [{ bucket: 2 }, { bucket: 4 }] },
        })
        const none = await store.charts.overview(place.capture_id, LIMITS, { from_us: 50e6, to_us: 60e6 })
        expect(none).toMatchObject({ totals: { classified: 0 }, top_alerts: [], series: { buckets: [] } })
      }))

    test('add up each time they are read while flows are written and captures hidden', () =>
      withStore(openStore, async (store) => {
        const places = [await newCapture(store), await newCapture(store, { status: 'importing' })]
        let is_writing = true
        const writing = (async () => {
          for (let at = 0; at < 40; at += 1) await addFlows(store, places[at % 2]!, SIX_FLOWS)
          await store.captures.hide(places[0]!.capture_id)
          while (!(await store.captures.removeSlice(places[0]!.capture_id)));
        })().finally(() => (is_writing = false))
        const seen = new Set<number>()
        const read = async () => {
          while (is_writing) {
            const overview = await store.charts.overview(null, LIMITS)
            expectToAddUp(overview!)
            seen.add(overview!.totals.classified)
          }
        }
        await Promise.all([writing, read(), read()])
        expect(seen.size).toBeGreaterThan(5)
      }))
  })
}
