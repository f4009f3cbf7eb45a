import { writeFile } from 'node:fs/promises'
import { gzipSync, zstdCompressSync } from 'node:zlib'

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { startApp, type TestApp } from '../testing/app.ts'
import { simulatedCapture, writeCsv } from '../testing/captures.ts'
import { useFolder } from '../testing/folder.ts'
import { nfdump16Csv } from '../testing/netflow-tables.ts'
import { wireFlows } from '../testing/wire-flows.ts'
import { zeekTsvLog } from '../testing/zeek-logs.ts'

const folder = useFolder()
const ROWS = 6000
const day = simulatedCapture('corrected', ROWS)
const text = zeekTsvLog(wireFlows(day))
let app: TestApp

beforeAll(async () => {
  app = await startApp(folder.at('data'))
})
afterAll(() => app.close())

async function importLog(name: string, bytes: string | Uint8Array): Promise<number> {
  await writeFile(folder.at(name), bytes)
  const job = await app.importFile(folder.at(name))
  expect(job.error).toBeNull()
  expect(job).toMatchObject({ status: 'done', classified: 0 })
  return job.started_as
}

describe('a conn.log of Zeek', () => {
  let id: number
  beforeAll(async () => {
    const cut = text.replace('\n#close', '\nnot a row\n#close')
    id = await importLog('conn.log', cut)
  })

  test('is counted as conversations only, with its rejected rows', async () => {
    const capture = await app.call('captures.get', { id })
    expect(capture).toMatchObject({
      ...{ rows_read: ROWS + 1, classified: 0, conversations: ROWS, rejected: 1, threats: 0, unknown: 0 },
      ...{ dialect: 'zeek', instrument: 'zeek', utc_offset_minutes: 0, unlike_training: null },
    })
    expect(capture.first_flow_at).toMatch(/^2026-03-10T/)
    expect(capture.notices).toEqual([
      expect.stringMatching(/^The model cannot judge: Zeek conn\.log lacks 71 of the 76/),
    ])
    const { items } = await app.call('captures.rejectedRows', { id, limit: 5 })
    expect(items).toEqual([
      {
        line_number: 7 + ROWS + 2,
        column: null,
        value: 'not a row',
        reason: 'has 1 cells where the header has 20',
        segment_id: null,
      },
    ])
  })

  test('adds up on the overview, and has no flow of any threat type', async () => {
    const overview = await app.call('charts.overview', { capture_id: id })
    expect(overview).toMatchObject({ rows_read: ROWS + 1, classified: 0, conversations: ROWS, rejected: 1, unknown: 0 })
    expect(overview.by_threat_type).toEqual([])
    expect(overview.top_alerts.length).toBeGreaterThan(0)
    expect((await app.call('flows.list', { capture_id: id, limit: 5 })).items).toEqual([])
  })

  test('raises the alerts that the flows raise by behaviour', async () => {
    const csv = await app.importFile(await writeCsv(folder.at('day.csv'), day))
    const noticedIn = async (capture_id: number) => {
      const { items } = await app.call('alerts.list', { capture_id, limit: 1000 })
      return new Set(items.flatMap(({ noticed }) => noticed ?? []))
    }
    const noticed = await noticedIn(id)
    expect(noticed.size).toBeGreaterThan(3)
    expect(noticed).toEqual(await noticedIn(csv.started_as))
  })

  test('has alerts whose conversations are counted, and are no flows', async () => {
    const { items } = await app.call('alerts.list', { capture_id: id, limit: 1 })
    const alert = items[0]
    if (alert === undefined) throw new Error('no alert')
    expect(alert).toMatchObject({ detector: 'behaviour', max_confidence: null })
    expect(alert.flow_count).toBeGreaterThan(0)
    expect(await app.call('alerts.noticedFlows', { id: alert.id, limit: 5 })).toMatchObject({ items: [], total: 0 })
  })

  test('can be judged in every respect', async () => {
    const { judgements } = await app.call('alerts.judgements', { capture_id: id })
    expect(judgements.find(({ kind }) => kind === 'vertical_scan')).toMatchObject({ can_judge: true, note: null })
  })

  test('is not scored again by any model, and says why', async () => {
    const { models } = await app.call('models.list', {})
    await expect(app.call('captures.rescore', { id, model_id: models[0]?.id ?? '' })).rejects.toThrow(
      'No model can judge',
    )
  })
})

test('compressed and rotated logs are read too', async () => {
  const gzipped = await importLog('conn.08:00:00-09:00:00.log.gz', gzipSync(text))
  const zstd = await importLog('conn.2026-03-10.log.zst', zstdCompressSync(text))
  for (const id of [gzipped, zstd]) {
    expect(await app.call('captures.get', { id })).toMatchObject({ conversations: ROWS, rejected: 0 })
  }
})

test('one in several frames of zstd is read to its end, and one that is cut is refused', async () => {
  const at = text.indexOf('\n', text.length / 2) + 1
  const frames = Buffer.concat([text.slice(0, at), text.slice(at)].map((part) => zstdCompressSync(part)))
  const id = await importLog('conn.frames.log.zst', frames)
  expect(await app.call('captures.get', { id })).toMatchObject({ conversations: ROWS, rejected: 0 })
  await writeFile(folder.at('conn.cut.log.zst'), frames.subarray(0, frames.length - 20))
  expect(await app.importFile(folder.at('conn.cut.log.zst'))).toMatchObject({
    status: 'failed',
    error: { code: 'unreadable_file', detail: expect.stringContaining('unexpected end of file') as string },
  })
})

test('a preview says that nothing will be classified', async () => {
  await writeFile(folder.at('preview.log'), text)
  const preview = await app.call('captures.preview', { path: folder.at('preview.log') })
  expect(preview).toMatchObject({ dialect: 'zeek', has_conversations_only: true, delimiter: '\t', doubts: [] })
  expect(preview.columns).toContainEqual({ name: 'id.orig_h', read_as: 'source' })
  expect(preview.columns).toContainEqual({ name: 'conn_state', read_as: 'answered or not' })
  expect(preview.columns).toContainEqual({ name: 'uid', read_as: null })
  expect(preview.sample_rows[0]).toHaveLength(20)
})

test('times of nfdump are in the zone that a person gives, and in doubt without one', async () => {
  const path = folder.at('nfdump.csv')
  await writeFile(path, nfdump16Csv(wireFlows(day), false))
  const preview = await app.call('captures.preview', { path })
  expect(preview).toMatchObject({ utc_offset_minutes: 0, is_offset_known: false, doubts: ['assumed-time-zone'] })
  const first_flow_of = async (utc_offset_minutes: number) => {
    const request = { path, utc_offset_minutes, allow_repeat: true }
    const { job_id, capture_id } = await app.call('captures.import', request)
    expect(await app.jobEnd(job_id)).toMatchObject({ status: 'done', classified: 0, rejected: 0 })
    const { first_flow_at, utc_offset_minutes: read_as } = await app.call('captures.get', { id: capture_id })
    expect(read_as).toBe(utc_offset_minutes)
    return Date.parse(first_flow_at ?? '')
  }
  expect((await first_flow_of(0)) - (await first_flow_of(120))).toBe(120 * 60_000)
})

test('a table with the features of a flow is classified, whatever its other columns are called', async () => {
  const names = { 'Src IP': 'SrcAddr', 'Dst IP': 'DstAddr', Protocol: 'Proto', Timestamp: 'StartTime' }
  const header = Object.entries(names).reduce(
    (text, [name, other]) => text.replace(`,${name},`, `,${other},`),
    day.header,
  )
  const job = await app.importFile(await writeCsv(folder.at('named.csv'), { header, rows: day.rows.slice(0, 50) }))
  expect(job).toMatchObject({ status: 'done', classified: 50, conversations: 0 })
})

test('another log of Zeek is refused by its name', async () => {
  const dns = text.replace('#path\tconn', '#path\tdns').replace('\tid.resp_h', '\tquery')
  await writeFile(folder.at('dns.log'), dns)
  const job = await app.importFile(folder.at('dns.log'))
  expect(job.error?.detail).toContain('Of the logs of Zeek, conn.log has conversations')
})
