import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import type { OperationInput } from '../../contract/operations.ts'
import { startApp, type TestApp } from '../testing/app.ts'
import { repeatRows, simulatedCapture, withCell, writeCsv } from '../testing/captures.ts'
import { useFolder } from '../testing/folder.ts'
import { type ReadReport, readReport } from '../testing/report.ts'

const folder = useFolder()
let app: TestApp
let chosen: string | null = null
let suggested = ''

const chooseSavePath = (name: string) => {
  suggested = name
  return Promise.resolve(chosen)
}

const REJECTED = 7
const HOSTILE = `</title><script>x()</script><img src=x onerror=x()>"'&`

beforeAll(async () => {
  app = await startApp(folder.at('data'), { version: '9.8.7', chooseSavePath })
  const { header, rows } = simulatedCapture('corrected', 3000)
  const broken = rows.map((row, at) => (at < REJECTED ? withCell(header, row, 'Flow Duration', 'nothing') : row))
  await app.importFile(await writeCsv(folder.at('day.csv'), { header, rows: broken }))
  await app.importFile(await writeCsv(folder.at('other.csv'), simulatedCapture('corrected', 400, 2)))
}, 60_000)
afterAll(() => app.close())

async function page(input: OperationInput<'reports.get'> = {}, by = app): Promise<string> {
  const { html } = (await by.dispatch('reports.get', input, { actor: 'http', person: 'Ana' })) as { html: string }
  return html
}
const report = async (input?: OperationInput<'reports.get'>): Promise<ReadReport> => readReport(await page(input))
const counted = (value: number) => value.toLocaleString('en-US')

describe('a report', () => {
  test.each([
    {},
    { capture_id: 1 },
    { after: '2026-03-10T09:00Z', before: '2026-03-10T12:00Z' },
    { capture_id: 2, after: '2026-03-10T13:00Z' },
  ])('has the numbers of the overview: %j', async (input) => {
    const overview = await app.call('charts.overview', input)
    const { figure, rowsUnder } = await report(input)
    expect({
      rows_read: figure('Rows read'),
      classified: figure('classified'),
      conversations: figure('conversations only'),
      rejected: figure('rejected'),
      threats: figure('threats'),
      unknown: figure('Unknown'),
    }).toEqual({
      rows_read: overview.rows_read,
      classified: overview.classified,
      conversations: overview.conversations,
      rejected: overview.rejected,
      threats: overview.threats,
      unknown: overview.unknown,
    })
    expect(figure('threats') + figure('Unknown') + figure('benign')).toBe(overview.classified)
    const { low, medium, high, critical } = overview.open_alerts
    expect(figure('Open alerts')).toBe(low + medium + high + critical)
    const mix = rowsUnder('Threat types').slice(1)
    expect(mix.map(([name, flows]) => [name, flows])).toEqual(
      overview.by_threat_type.map(({ threat_type, flows }) => [threat_type, counted(flows)]),
    )
  })

  test.each<OperationInput<'reports.get'>>([
    {},
    { capture_id: 2, severity: 'high' },
    { q: 'type:DDoS or dport:22', status: 'open' },
    { threat_type: 'bot' },
    { raised: false },
  ])('lists the alerts of the queue in its order: %j', async (input) => {
    const { q, capture_id, severity, status, threat_type, raised } = input
    const asked = { q, capture_id, severity, status, threat_type, raised }
    const given = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined))
    const { items, total } = await app.call('alerts.list', { ...given, limit: 1000 })
    const { alert_ids, textUnder } = await report(input)
    expect(alert_ids.slice(0, 30)).toEqual(items.slice(0, 30).map(({ id }) => id))
    expect(textUnder('Alerts')).toContain(
      total === 0 ? 'No alert is in this view' : `${counted(total)} alert${total === 1 ? '' : 's'} in this view`,
    )
    if (total > alert_ids.length) {
      expect(textUnder('Alerts')).toContain(`${counted(total - alert_ids.length)} of them are left out`)
    }
  })

  test('has the alerts of a time range that the overview counts as open', async () => {
    const range = { after: '2026-03-10T09:00Z', before: '2026-03-10T12:00Z' }
    const { alert_ids, figure } = await report({ ...range, status: 'open' })
    expect(alert_ids).toHaveLength(Math.min(30, figure('Open alerts')))
    expect(alert_ids.length).toBeGreaterThan(0)
  })

  test('has notes with who wrote them, of alerts far down the list too', async () => {
    const last = (await app.call('alerts.list', { limit: 1000 })).items.at(-1) ?? { id: 0 }
    await app.call('settings.update', { person_name: 'Zoë' })
    await app.call('alerts.update', { id: last.id, status: 'closed', note: 'a test of ours,\nby ticket 17' })
    const { alert_ids, textUnder } = await report()
    expect(alert_ids).toHaveLength(31)
    expect(alert_ids.at(-1)).toBe(last.id)
    expect(textUnder('Alerts')).toMatch(/Zoë closed it: a test of ours, by ticket 17/)
  })

  test('says what narrows it, who made it, and the offset of every time', async () => {
    const q = 'severity:high  type:DDoS'
    const text = await page({ capture_id: 1, q, after: '2026-03-10T09:00Z' })
    const { title } = readReport(text)
    expect(title).toBe('AnomalyX report: day.csv')
    for (const told of [
      'severity:high type:DDoS',
      'from 2026-03-10 09:00:00 +00:00',
      '<bdi>Ana</bdi>',
      'AnomalyX 9.8.7',
    ]) {
      expect(text).toContain(told)
    }
    const times = [...text.matchAll(/<time[^>]*>([^<]*)</g)].map(([, time]) => time)
    expect(times.length).toBeGreaterThan(3)
    for (const time of times) expect(time).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \+00:00$/)
  })

  test('has captures with their hashes, and what judged them', async () => {
    const { items } = await app.call('captures.list', {})
    const { textUnder } = await report()
    for (const { name, sha256, model_id, model_sha256, rows_read, classified, rejected } of items) {
      for (const told of [name, sha256, model_id, model_sha256]) expect(textUnder('Captures')).toContain(told)
      expect(textUnder('Captures')).toContain(
        `${counted(rows_read)} read = ${counted(classified)} classified + 0 conversations only + ${counted(rejected)} rejected`,
      )
    }
  })

  test('says what was not examined', async () => {
    const rows = new Map((await report()).rowsUnder('What was not examined').map(([head = '', text]) => [head, text]))
    expect(rows.get('Imports under way')).toBe('None.')
    expect(rows.get('Rejected rows')).toBe('day.csv: 7 rows. 7 rows: Flow Duration is not a finite number')
    expect(rows.get('Behaviour across flows')).toContain('cannot judge')
    const { unknown } = await app.call('charts.overview', {})
    expect(rows.get('Called Unknown')).toContain(`${counted(unknown)} flow`)
    const one = await report({ capture_id: 2, q: 'severity:critical' })
    expect(one.textUnder('What was not examined')).toMatch(
      /1 other capture\.\s*\d+ raised alerts? of the captures, by the filters/,
    )
  })

  test('of flows has their number, the newest, and the alerts that the query fits', async () => {
    const q = 'dport:80 type:DDoS'
    const found = await app.call('flows.list', { q, limit: 1000 })
    const read = await report({ list: 'flows', q })
    expect(read.textUnder('Flows')).toContain(`${counted(found.items.length)} flows in this view. The newest 40`)
    expect(
      read
        .rowsUnder('Flows')
        .slice(1)
        .map(([id]) => id),
    ).toEqual(found.items.slice(0, 40).map(({ id }) => id))
    const alerts = await app.call('alerts.list', { q })
    expect(read.alert_ids).toEqual(alerts.items.map(({ id }) => id))

    const of_flows_alone = await report({ list: 'flows', q: 'bytes>10 proto:udp' })
    expect(of_flows_alone.textUnder('What was not examined')).toContain('it narrows flows alone')
    const [alert] = alerts.items
    const of_alert = await report({ list: 'flows', alert_id: alert?.id ?? 0 })
    expect(of_alert.alert_ids).toEqual([alert?.id])
    expect(of_alert.textUnder('Flows')).toContain(`${counted(alert?.flow_count ?? 0)} flow`)
  })

  test.each<[OperationInput<'reports.get'>, string]>([
    [{ capture_id: 77 }, 'There is no capture 77.'],
    [{ alert_id: 7777 }, 'There is no alert 7777.'],
    [{ q: 'bytes>10' }, 'The query is wrong at'],
    [{ list: 'flows', q: 'state:open' }, 'The query is wrong at'],
    [{ after: '2026-03-10T09:00:03Z' }, 'after is not a multiple of ten seconds.'],
    [{ threat_type: 'Nonsense' }, 'is no threat type here'],
  ])('of %j is refused', async (input, sentence) => {
    await expect(page(input)).rejects.toThrow(sentence)
  })
})

describe('text that comes from elsewhere', () => {
  test('is never markup', async () => {
    const { header, rows } = simulatedCapture('corrected', 300, 3)
    const hostile = rows.map((row) =>
      ['Src IP', 'Dst IP', 'Label'].reduce((line, name) => withCell(header, line, name, HOSTILE.replace(',', '')), row),
    )
    const other = await startApp(folder.at('hostile'), { version: HOSTILE })
    await mkdir(folder.at('names'), { recursive: true })
    const path = await writeCsv(folder.at('plain.csv'), { header, rows: hostile })
    const { job_id } = await other.call('captures.import', { path, name: `${HOSTILE.replaceAll('/', '|')}\u202e.csv` })
    expect(await other.jobEnd(job_id)).toMatchObject({ status: 'done' })
    await other.call('settings.update', { person_name: HOSTILE })
    const { items } = await other.call('alerts.list', {})
    expect(items.length).toBeGreaterThan(0)
    for (const { id } of items) await other.call('alerts.update', { id, note: `${HOSTILE}\n\x1b[2J` })
    const text = await page({ list: 'flows', q: '"script"' }, other)
    await other.close()
    const { forbidden, title, textUnder } = readReport(text)
    expect(forbidden).toEqual([])
    expect(title).toContain('<script>')
    expect(textUnder('Alerts')).toContain(`${HOSTILE} \\x1b[2J`)
    expect(textUnder('Most active hosts')).toContain('<script>')
    expect(text).not.toMatch(/\x1b|\u202e|<script|<img/) // eslint-disable-line no-control-regex
  })

  test('may not run by the policy of the page either', async () => {
    const text = await page()
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(text)?.[1]
    expect(policy).toMatch(/^default-src &#39;none&#39;; style-src &#39;sha256-[\w+/=]{44}&#39;; base-uri/)
    expect(text).not.toContain(' style="')
  })
})

describe('of any size', () => {
  test('an empty store has a whole report', async () => {
    const empty = await startApp(folder.at('empty'))
    const { figure, textUnder, alert_ids } = readReport(await page({}, empty))
    const flows = readReport(await page({ list: 'flows' }, empty))
    await empty.close()
    expect([figure('Rows read'), figure('Open alerts'), alert_ids]).toEqual([0, 0, []])
    expect(textUnder('Captures')).toContain('There is no capture.')
    expect(flows.textUnder('Flows')).toContain('0 flows in this view.')
  })

  test('many captures, alerts and reasons stay bounded, and what is left out is counted', async () => {
    const large = await startApp(folder.at('large'))
    const { header, rows } = repeatRows(simulatedCapture('corrected', 60), 60)
    for (let at = 0; at < 28; at += 1) {
      const own = rows.map((row, line) =>
        withCell(
          header,
          withCell(header, row, 'Src IP', `10.${String(at)}.0.${String(line)}`),
          'Dst IP',
          `10.9.${String(at)}.1`,
        ),
      )
      await large.importFile(await writeCsv(folder.at(`${String(at)}.csv`), { header, rows: own }))
    }
    const { total } = await large.call('alerts.list', {})
    const text = await page({ list: 'flows' }, large)
    await large.close()
    const { textUnder, alert_ids, rowsUnder } = readReport(text)
    expect(total).toBeGreaterThan(30)
    expect(alert_ids).toHaveLength(30)
    expect(textUnder('Captures')).toContain('3 older captures left out')
    expect(rowsUnder('Flows')).toHaveLength(41)
    expect(text.length).toBeLessThan(400_000)
  }, 120_000)
})

describe('a saved report', () => {
  test('is the page, whole, and for its owner alone', async () => {
    chosen = folder.at('out.html')
    expect(await app.call('reports.save', { capture_id: 2 })).toEqual({ path: chosen })
    expect(suggested).toMatch(/^anomalyx-report-\d{4}-\d\d-\d\d\.html$/)
    expect(readReport(await readFile(chosen, 'utf8')).title).toBe('AnomalyX report: other.csv')
    expect((await readdir(folder.at('.'))).filter((name) => name.endsWith('.partial'))).toEqual([])
  })

  test('is none when nobody chose a place, and never takes the place of a capture or a folder', async () => {
    chosen = null
    expect(await app.call('reports.save', {})).toEqual({ path: null })
    chosen = folder.at('day.csv')
    const before = await readFile(chosen)
    await expect(app.call('reports.save', {})).rejects.toThrow('is the file of an imported capture')
    expect(await readFile(chosen)).toEqual(before)
    chosen = folder.at('a-folder')
    await mkdir(chosen)
    await writeFile(folder.at('a-folder/kept.txt'), 'kept')
    await expect(app.call('reports.save', {})).rejects.toMatchObject({ code: 'unreadable_file' })
    expect(await readFile(folder.at('a-folder/kept.txt'), 'utf8')).toBe('kept')
  })
})
