import { expect, test } from 'vitest'

import { handOver } from '../store/handed.ts'
import { openStore } from '../store/client.ts'
import type { OverviewRows } from '../store/charts.ts'
import { useFolder } from '../testing/folder.ts'
import { scoredBatch } from '../testing/scored.ts'
import { flowsOffAxis } from './add-up.ts'
import { ChartService } from './chart-service.ts'

const folder = useFolder()

const FLOWS = Array.from({ length: 30 }, (_, at) => ({
  threat_type: at % 3 === 0 ? ('DDoS' as const) : ('Benign' as const),
  destination_ip: '10.0.0.1',
  // Every other flow has a time; the rest is off the axis.
  ...(at % 2 === 0 ? { timestamp_us: at * 60e6 + 1e12 } : {}),
}))

test('numbers of an overview add up each time it is read while flows are written', async () => {
  const store = await openStore(folder.at('anomalyx.sqlite'), () => undefined)
  const charts = new ChartService(store)
  const place = await store.captures.create({
    ...{
      kind: 'file',
      name: 'x.csv',
      status: 'ready',
      sha256: null,
      size_bytes: 1,
      imported_at_us: 1,
      axis: 'time',
    },
    ...{ model_id: 'm', model_sha256: 'b', confidence_threshold: 0.5, novelty_budget: 0 },
  })
  let is_writing = true
  const writing = (async () => {
    for (let at = 0; at < 50; at += 1) await store.flows.appendToCapture(handOver(scoredBatch(place, FLOWS)))
  })().finally(() => (is_writing = false))
  const seen = new Set<number>()
  const sum = (rows: readonly { readonly flows: number }[]) => rows.reduce((total, { flows }) => total + flows, 0)
  const read = async (capture_id: number | null) => {
    while (is_writing) {
      const overview = await charts.overview(capture_id)
      const { classified, by_threat_type, threats, series, open_alerts, top_alerts } = overview
      expect(sum(by_threat_type)).toBe(classified)
      expect(threats * 3).toBe(classified)
      expect(series.flows_off_axis * 2).toBe(classified)
      expect(series.buckets.reduce((total, bucket) => total + sum(bucket.by_threat_type), 0)).toBe(classified / 2)
      const alerts = open_alerts.low + open_alerts.medium + open_alerts.high + open_alerts.critical
      expect(top_alerts).toHaveLength(Math.min(5, alerts))
      expect(alerts < 5 ? sum(top_alerts.map(({ flow_count: flows }) => ({ flows }))) : threats).toBe(threats)
      seen.add(classified)
    }
  }
  await Promise.all([writing, read(null), read(place.capture_id)])
  expect(seen.size).toBeGreaterThan(5)
  expect((await charts.overview(null)).classified).toBe(1500)
  await store.close()
})

const SOUND: OverviewRows = {
  totals: { captures: 1, conversations: 0, classified: 10, rejected: 2, threats: 3, importing: 0 },
  by_threat_type: [
    { threat_type: 'Benign', flows: 6 },
    { threat_type: 'DDoS', flows: 3 },
    { threat_type: 'Unknown', flows: 1 },
  ],
  ...{ open_alerts: [], top_alerts: [], unlike_training: [] },
  series: { axis: 'time', width: 1, buckets: [{ bucket: 0, threat_type: 'DDoS', flows: 8 }], gaps: [], outside: null },
}

test('flows off the axis are those that the chart does not hold', () => {
  expect(flowsOffAxis(SOUND)).toBe(2)
})

test.each<[string, Partial<OverviewRows>]>([
  ['flows by threat type', { by_threat_type: SOUND.by_threat_type.slice(1) }],
  ['threats by type', { totals: { ...SOUND.totals, threats: 4 } }],
  ['flows in the chart', { series: { ...SOUND.series, buckets: [{ bucket: 0, threat_type: 'DDoS', flows: 11 }] } }],
])('%s that differ from what is counted are a fault, and no number is shown', (what, change) => {
  expect(() => flowsOffAxis({ ...SOUND, ...change })).toThrow(`${what} add up to`)
})
