import { expect, test } from 'vitest'

import { startApp } from '../testing/app.ts'
import { casePath } from '../testing/cases.ts'
import { useFolder } from '../testing/folder.ts'

const folder = useFolder()

test('one flow of 1970 does not flatten a day of 2018, and is told apart and counted', async () => {
  const app = await startApp(folder.at('data'))
  const { started_as: capture_id } = await app.importFile(casePath('chart-outlier/capture.csv'))
  const { series, classified } = await app.call('charts.overview', { capture_id })
  expect(classified).toBe(24)
  expect(series.bucket_width).toBeLessThanOrEqual(60_000)
  const days = series.buckets.map(({ start }) => new Date(start).toISOString().slice(0, 10))
  expect(new Set(days)).toEqual(new Set(['2018-02-14']))
  const shown = series.buckets.flatMap(({ by_threat_type }) => by_threat_type.map(({ flows }) => flows))
  expect(shown.reduce((sum, flows) => sum + flows, 0)).toBe(23)
  expect(series.outside?.flows).toBe(1)
  expect(series.outside?.first).toBe(series.outside?.last)
  expect(new Date(series.outside?.first ?? 0).toISOString()).toMatch(/^1970-01-10/)
  expect(series.flows_off_axis).toBe(0)
  await app.close()
})
