import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import type { Alert } from '../../contract/alerts.ts'
import type { Overview } from '../../contract/charts.ts'
import type { Flow } from '../../contract/flows.ts'
import { startApp, type TestApp } from '../testing/app.ts'
import { simulatedCapture, writeCsv } from '../testing/captures.ts'
import { failureOf } from '../testing/failure.ts'
import { useFolder } from '../testing/folder.ts'

const folder = useFolder()
const ROWS = 1500
let app: TestApp
let corrected: number
let original: number

beforeAll(async () => {
  app = await startApp(folder.at('data'))
  const import_ = async (layout: 'corrected' | 'original') =>
    (await app.importFile(await writeCsv(folder.at(`${layout}.csv`), simulatedCapture(layout, ROWS)))).started_as
  corrected = await import_('corrected')
  original = await import_('original')
})
afterAll(() => app.close())

/** All items of a list, page by page, with the number that each page told of the whole. */
async function everyFlow(query: { capture_id?: number; threat_type?: string; alert_id?: number }, limit = 400) {
  const flows: Flow[] = []
  const totals = new Set<number | null>()
  let cursor: string | null | undefined
  do {
    const page = await app.call('flows.list', { ...query, limit, ...(cursor ? { cursor } : {}) })
    flows.push(...page.items)
    totals.add(page.total)
    cursor = page.next_cursor
  } while (cursor !== null)
  return { flows, totals: [...totals] }
}

async function everyAlert(query: { capture_id?: number; status?: 'open' } = {}): Promise<Alert[]> {
  const { items, next_cursor } = await app.call('alerts.list', { ...query, limit: 1000 })
  expect(next_cursor).toBeNull()
  return items
}

const sum = (values: readonly number[]) => values.reduce((total, each) => total + each, 0)
const seriesSum = ({ series }: Overview) =>
  sum(series.buckets.flatMap(({ by_threat_type }) => by_threat_type.map(({ flows }) => flows)))

describe('flows', () => {
  test('page through all captures, each once and newest first', async () => {
    const { flows, totals } = await everyFlow({})
    expect(totals).toEqual([2 * ROWS])
    expect(new Set(flows.map(({ id }) => id)).size).toBe(2 * ROWS)
    const seen_at = flows.map(({ timestamp }) => Date.parse(timestamp))
    expect(seen_at).toEqual(seen_at.toSorted((one, other) => other - one))
  })

  test('of one capture and threat type are those and no other, as many as the chart says', async () => {
    const { by_threat_type } = await app.call('charts.overview', { capture_id: corrected })
    expect(by_threat_type.length).toBeGreaterThan(4)
    for (const { threat_type, flows: count } of by_threat_type) {
      const { flows, totals } = await everyFlow({ capture_id: corrected, threat_type })
      expect([flows.length, totals]).toEqual([count, [count]])
      expect(flows.every((flow) => flow.threat_type === threat_type && flow.capture_id === corrected)).toBe(true)
    }
  })

  test('of a page that ends exactly with the list have no next page', async () => {
    expect((await app.call('flows.list', { capture_id: original, limit: 500 })).next_cursor).not.toBeNull()
    const { flows } = await everyFlow({ capture_id: original }, 500)
    expect(flows).toHaveLength(ROWS)
    expect((await everyFlow({ capture_id: original, threat_type: 'Heartbleed' })).totals).toEqual([0])
  })

  test('are found by capture and number, with the line and addresses of the file', async () => {
    const { rows } = simulatedCapture('corrected', ROWS)
    const flow = await app.call('flows.get', { id: `${String(corrected)}-3` })
    const cells = rows[2]?.split(',') ?? []
    expect(flow).toMatchObject({ line_number: 4, source_ip: cells[2], destination_ip: cells[4], capture_id: corrected })
    expect(flow.timestamp_source).toBe('flow')
    expect((await app.call('flows.get', { id: `${String(original)}-1` })).timestamp_source).toBe('import')
  })

  test.each([['1501'], ['0'], ['4294967297'], ['4294967298'], ['99999999999999999999']])(
    'with the number %s are not there, and are not those of another capture',
    async (number) => {
      expect((await failureOf(app.call('flows.get', { id: `${String(corrected)}-${number}` }))).code).toBe('not_found')
    },
  )

  test('are asked for with a cursor of this list only', async () => {
    for (const cursor of ['x', '1.2.3', '']) {
      expect((await failureOf(app.call('flows.list', { cursor }))).code).toBe('invalid_input')
    }
  })
})

describe('alerts', () => {
  test('count each flow above the threshold once: together as many as the flows that name one', async () => {
    for (const capture_id of [corrected, original]) {
      const alerts = await everyAlert({ capture_id })
      const { flows } = await everyFlow({ capture_id })
      const threats = flows.filter(
        ({ threat_type, confidence }) => !['Benign', 'Unknown'].includes(threat_type) && confidence >= 0.5,
      )
      expect(threats.length).toBeGreaterThan(100)
      expect(sum(alerts.map(({ flow_count }) => flow_count))).toBe(threats.length)
    }
  })

  test('list exactly their own flows', async () => {
    const ids = new Set<string>()
    const alerts = (await everyAlert({ capture_id: corrected })).slice(0, 12)
    for (const alert of alerts) {
      const { flows, totals } = await everyFlow({ alert_id: alert.id }, 50)
      expect([flows.length, totals]).toEqual([alert.flow_count, [alert.flow_count]])
      for (const flow of flows) {
        expect(ids.has(flow.id)).toBe(false)
        ids.add(flow.id)
        expect(flow.threat_type).toBe(alert.threat_type)
        expect(flow.destination_ip).toBe(alert.destination_ip)
        expect(flow.confidence).toBeLessThanOrEqual(alert.max_confidence ?? 0)
      }
      const times = flows.map(({ timestamp }) => timestamp)
      expect([times.at(-1), times[0]]).toEqual([alert.first_seen, alert.last_seen])
    }
  })

  test('have no flows of another threat type or another capture', async () => {
    const [alert] = await everyAlert({ capture_id: corrected })
    const alert_id = alert?.id ?? 0
    expect((await everyFlow({ alert_id, threat_type: 'Benign' })).totals).toEqual([0])
    expect((await everyFlow({ alert_id, capture_id: original })).totals).toEqual([0])
    expect((await everyFlow({ alert_id, threat_type: alert?.threat_type ?? '' })).totals).toEqual([alert?.flow_count])
  })

  test('come most severe first, then largest, over all pages', async () => {
    const rank = ['low', 'medium', 'high', 'critical']
    const alerts: Alert[] = []
    let cursor: string | null = null
    do {
      const page: { items: Alert[]; next_cursor: string | null; total: number } = await app.call('alerts.list', {
        limit: 3,
        ...(cursor === null ? {} : { cursor }),
      })
      alerts.push(...page.items)
      cursor = page.next_cursor
    } while (cursor !== null)
    expect(alerts).toEqual(await everyAlert())
    expect(alerts).toEqual(
      alerts.toSorted(
        (one, other) =>
          rank.indexOf(other.severity) - rank.indexOf(one.severity) ||
          other.flow_count - one.flow_count ||
          other.id - one.id,
      ),
    )
  })

  test('keep the history of what a person decided, note by note', async () => {
    const [alert] = await everyAlert({ status: 'open' })
    const id = alert?.id ?? 0
    await app.call('alerts.update', { id, status: 'acknowledged' })
    await app.call('alerts.update', { id, note: '  asked the owner  ' })
    await app.call('alerts.update', { id, status: 'closed', note: 'a scan of ours' })
    await app.call('alerts.update', { id, status: 'closed' })
    await app.call('alerts.update', { id, status: 'open' })
    const { status, events, updated_at } = await app.call('alerts.get', { id })
    expect(status).toBe('open')
    expect(events.map(({ actor, from_status, to_status, note }) => [actor, from_status, to_status, note])).toEqual([
      ['import', null, 'open', null],
      ['window', 'open', 'acknowledged', null],
      ['window', 'acknowledged', 'acknowledged', 'asked the owner'],
      ['window', 'acknowledged', 'closed', 'a scan of ours'],
      ['window', 'closed', 'open', null],
    ])
    expect(updated_at).toBe(events.at(-1)?.at)
  })

  test('leave the queue when they are closed, and its count', async () => {
    const before = await app.call('charts.overview', {})
    const top = before.top_alerts[0]
    await app.call('alerts.update', { id: top?.id ?? 0, status: 'closed' })
    const after = await app.call('charts.overview', {})
    expect(after.top_alerts.map(({ id }) => id)).not.toContain(top?.id)
    expect(sum(Object.values(after.open_alerts))).toBe(sum(Object.values(before.open_alerts)) - 1)
    expect((await everyAlert({ status: 'open' })).map(({ id }) => id)).not.toContain(top?.id)
    await app.call('alerts.update', { id: top?.id ?? 0, status: 'open' })
  })

  test('are not changed by nothing, nor where there is none', async () => {
    expect((await failureOf(app.call('alerts.update', { id: 1 }))).code).toBe('invalid_input')
    expect((await failureOf(app.call('alerts.update', { id: 1, note: '   ' }))).code).toBe('invalid_input')
    expect((await failureOf(app.call('alerts.update', { id: 99_999, status: 'open' }))).code).toBe('not_found')
  })
})

describe('charts', () => {
  test('add up: classes, series and flows off its axis are the classified flows', async () => {
    for (const input of [{}, { capture_id: corrected }, { capture_id: original }]) {
      const overview = await app.call('charts.overview', input)
      expect(overview.rows_read).toBe(overview.classified + overview.conversations + overview.rejected)
      expect(sum(overview.by_threat_type.map(({ flows }) => flows))).toBe(overview.classified)
      expect(seriesSum(overview) + overview.series.flows_off_axis).toBe(overview.classified)
      const benign = overview.by_threat_type.find(({ threat_type }) => threat_type === 'Benign')?.flows ?? 0
      expect(overview.threats).toBe(overview.classified - benign - overview.unknown)
      expect(overview.series.buckets.length).toBeLessThanOrEqual(401)
      expect(overview.is_partial).toBe(false)
    }
  })

  test('show a capture by time where it has times, and else by row', async () => {
    const by_time = await app.call('charts.overview', { capture_id: corrected })
    const by_row = await app.call('charts.overview', { capture_id: original })
    const capture = await app.call('captures.get', { id: corrected })
    expect([by_time.series.axis, by_row.series.axis]).toEqual(['time', 'row'])
    expect([by_time.series.flows_off_axis, by_row.series.flows_off_axis]).toEqual([0, 0])
    const { bucket_width, buckets } = by_time.series
    const first_ms = Date.parse(capture.first_flow_at ?? '')
    const last_ms = Date.parse(capture.last_flow_at ?? '')
    expect(buckets[0]?.start).toBe(Math.floor(first_ms / bucket_width) * bucket_width)
    expect(buckets.at(-1)?.start).toBe(Math.floor(last_ms / bucket_width) * bucket_width)
    expect(by_row.series.buckets.map(({ start }) => start)).toEqual([0, 1000])
    expect(await app.call('captures.get', { id: original })).toMatchObject({ first_flow_at: null, last_flow_at: null })
  })

  test('of a capture that is not there are told so', async () => {
    expect((await failureOf(app.call('charts.overview', { capture_id: 99 }))).code).toBe('not_found')
  })
})

describe('settings', () => {
  test('change what is given and keep the rest', async () => {
    const before = await app.call('settings.get', {})
    expect(await app.call('settings.update', { theme: 'dark' })).toEqual({ ...before, theme: 'dark' })
    expect((await failureOf(app.call('settings.update', { confidence_threshold: 2 }))).code).toBe('invalid_input')
    expect(await app.call('settings.get', {})).toEqual({ ...before, theme: 'dark' })
  })
})
