import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'

import { startApp, type TestApp } from '../testing/app.ts'
import { runCommand } from '../testing/command.ts'
import { useFolder } from '../testing/folder.ts'
import { sharedData } from '../testing/shared-data.ts'

const FILES = [
  { name: 'corrected-flows.csv.gz', rows: 42_016 },
  { name: 'original-flows.csv.gz', rows: 48_227 },
].flatMap(({ name, rows }) => {
  const path = sharedData(name, import.meta.filename)
  return path === null ? [] : [{ path, rows }]
})

describe.each(FILES)('$path', ({ path, rows }) => {
  const folder = useFolder()
  let app: TestApp
  beforeAll(async () => {
    app = await startApp(folder.at('data'))
  })
  afterAll(() => app.close())

  test('is read to the last row, and every count adds up', async () => {
    const job = await app.importFile(path)
    expect(job).toMatchObject({ status: 'done', rows_read: rows })
    const capture_id = job.started_as
    const capture = await app.call('captures.get', { id: capture_id })
    expect(capture.classified + capture.rejected).toBe(rows)
    expect(capture.labelled).toBe(capture.classified)
    const { by_threat_type, series, threats } = await app.call('charts.overview', { capture_id })
    const total = (counts: readonly { flows: number }[]) => counts.reduce((sum, { flows }) => sum + flows, 0)
    expect(total(by_threat_type)).toBe(capture.classified)
    expect(
      total(series.buckets.flatMap((bucket) => bucket.by_threat_type)) +
        (series.outside?.flows ?? 0) +
        series.flows_off_axis,
    ).toBe(capture.classified)
    const alerts = await app.call('alerts.list', { capture_id, limit: 1000 })
    const of_model = alerts.items.filter(({ detector }) => detector === 'model')
    expect(of_model.reduce((sum, { flow_count }) => sum + flow_count, 0)).toBeLessThanOrEqual(threats)
    expect(alerts.total).toBeLessThan(1000)
  })

  test('is scored like a model that has learned from its kind', async () => {
    const { code, stdout } = await runCommand(['evaluate', path, '--json'])
    expect(code).toBe(0)
    const scores = z
      .object({ rows: z.int(), macro_f1: z.number(), fpr: z.number(), fnr: z.number(), accuracy: z.number() })
      .parse(JSON.parse(stdout))
    expect(scores.rows).toBeGreaterThan(rows * 0.99)
    expect(scores.macro_f1).toBeGreaterThan(0.8)
    expect(scores.accuracy).toBeGreaterThan(0.95)
    expect(scores.fpr).toBeLessThan(0.02)
    expect(scores.fnr).toBeLessThan(0.05)
  })
})
