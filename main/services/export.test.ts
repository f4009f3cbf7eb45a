import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'

import type { Capture } from '../../contract/captures.ts'
import { type ExportManifest, ExportManifestSchema } from '../../contract/exports.ts'
import type { OperationInput } from '../../contract/operations.ts'
import { COMMA_SEPARATED } from '../sources/csv/separators.ts'
import { splitCells } from '../sources/csv/split-cells.ts'
import { startApp, type TestApp } from '../testing/app.ts'
import { repeatRows, simulatedCapture, withCell, writeCsv } from '../testing/captures.ts'
import { useFolder } from '../testing/folder.ts'

const folder = useFolder()
let app: TestApp
let chosen: string | null = null
let suggested = ''

/** More than a page of the export. */
const ROWS = 6000
const REJECTED = 7

beforeAll(async () => {
  app = await startApp(folder.at('data'), {
    version: '9.8.7',
    chooseSavePath: (name) => {
      suggested = name
      return Promise.resolve(chosen)
    },
  })
  const { header, rows } = repeatRows(simulatedCapture('corrected', 3000), ROWS + REJECTED)
  const broken = rows.map((row, at) => (at < REJECTED ? withCell(header, row, 'Flow Duration', 'nothing') : row))
  for (const name of ['kept', 'gone']) await mkdir(folder.at(name))
  await app.importFile(await writeCsv(folder.at('first.csv'), { header, rows: broken }))
  await app.importFile(await writeCsv(folder.at('second.csv'), simulatedCapture('corrected', 400, 2)))
}, 60_000)
afterAll(() => app.close())
beforeEach(() => {
  chosen = folder.at('out.csv')
})

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

interface Exported {
  readonly bytes: Buffer
  readonly manifest: ExportManifest
  readonly stage: string | null
}

async function exported(started: Promise<{ path: string | null; job_id: number | null }>): Promise<Exported> {
  const { path, job_id } = await started
  const job = await app.jobEnd(job_id ?? 0)
  expect(job).toMatchObject({ kind: 'export', status: 'done', error: null, progress_done: 100, progress_total: 100 })
  const bytes = await readFile(path ?? '')
  const beside = (path ?? '').replace(/\.\w+$/, '.manifest.json')
  const manifest = ExportManifestSchema.parse(JSON.parse(await readFile(beside, 'utf8')))
  expect(manifest).toMatchObject({ sha256: sha256(bytes), size_bytes: bytes.length })
  expect(manifest.captures.reduce((sum, { exported: rows }) => sum + rows, 0)).toBe(manifest.rows)
  for (const { rows_read, classified, conversations, rejected } of manifest.captures) {
    expect(classified + conversations + rejected).toBe(rows_read)
  }
  return { bytes, manifest, stage: job.stage }
}

const flows = (input: Omit<OperationInput<'exports.flows'>, 'format'>) =>
  exported(app.call('exports.flows', { ...input, format: 'csv' }))
const alerts = (input: Omit<OperationInput<'exports.alerts'>, 'format'>) =>
  exported(app.call('exports.alerts', { ...input, format: 'csv' }))

const objectsIn = (bytes: Buffer): unknown[] =>
  bytes
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown)

/** No cell has a newline: those of notes are in JSON. */
function cellsIn(bytes: Buffer): Record<string, string>[] {
  const [names = [], ...rows] = bytes
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => splitCells(line, COMMA_SEPARATED).cells)
  return rows.map((cells) => Object.fromEntries(names.map((name, at) => [name, cells[at] ?? ''])))
}

/** The whole list as the operation answers it page by page. */
async function listed<Item>(
  page: (cursor: string | undefined) => Promise<{ items: Item[]; next_cursor: string | null }>,
): Promise<Item[]> {
  const items: Item[] = []
  for (let cursor: string | undefined; ;) {
    const answer = await page(cursor)
    items.push(...answer.items)
    if (answer.next_cursor === null) return items
    cursor = answer.next_cursor
  }
}
const listedFlows = (input: OperationInput<'flows.list'>) =>
  listed((cursor) => app.call('flows.list', { ...input, limit: 1000, cursor }))
const listedAlerts = (input: OperationInput<'alerts.list'>) =>
  listed((cursor) => app.call('alerts.list', { ...input, limit: 7, cursor }))

const withoutScoring = ({
  id,
  name,
  sha256: hash,
  model_id,
  model_sha256,
  classified,
  rejected,
  rows_read,
}: Capture) => ({
  ...{ id, name, sha256: hash, model_id, model_sha256, classified, rejected, rows_read },
})

describe('flows', () => {
  test.each([
    {},
    { capture_id: 2 },
    { capture_id: 1, threat_type: 'ddos' },
    { q: ' dport:80 or  (proto:udp -type:Benign) ' },
    { q: 'proto:udp', threat_type: 'PortScan', capture_id: 1 },
    { q: 'src:203.0.113.250' },
  ])('are the answer of the list, in its order: %j', async (input) => {
    chosen = folder.at('flows.jsonl')
    const { bytes, manifest } = await flows(input)
    const rows = await listedFlows(input)
    expect(manifest.rows).toBe(rows.length)
    expect(rows.length === 0 ? [] : objectsIn(bytes)).toEqual(rows)
  })

  test('as CSV have the same cells, under the names of the fields', async () => {
    const { bytes, manifest, stage } = await flows({})
    expect(suggested).toBe('flows.csv')
    const rows = await listedFlows({})
    expect(rows).toHaveLength(ROWS + 400)
    expect(manifest.columns).toEqual(Object.keys(rows[0] ?? {}))
    const texts = rows.map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([name, value]) => [
          name,
          typeof value === 'string' ? value : JSON.stringify(value ?? '').replaceAll('"', ''),
        ]),
      ),
    )
    expect(cellsIn(bytes)).toEqual(texts)
    expect(stage).toBe(`6,400 flows saved as ${String(chosen)}, with out.manifest.json beside it.`)
    expect((await stat(String(chosen))).mode & 0o077).toBe(0)
  })

  test('have the features that were asked for after their fields, and no filter of that name', async () => {
    const features = ['Flow IAT Mean', 'Flow Bytes/s'] as const
    const { bytes, manifest } = await flows({ capture_id: 2, features: [...features] })
    const rows = await listedFlows({ capture_id: 2, features: [...features] })
    expect(manifest.columns.slice(-2)).toEqual(features)
    expect(manifest.filters).toEqual({ capture_id: 2 })
    const textOf = (value: number | null | undefined) => String(value ?? '')
    expect(cellsIn(bytes).map((row) => features.map((name) => row[name]))).toEqual(
      rows.map((row) => features.map((name) => textOf(row.features?.[name]))),
    )
  })

  test.each([
    { sort: 'bytes' },
    { sort: 'source_ip', order: 'asc', capture_id: 1 },
    { sort: 'Flow IAT Mean', order: 'desc', q: 'proto:tcp', features: ['Idle Max', 'Flow IAT Mean'] },
    { sort: 'timestamp', order: 'asc' },
  ] as const)('follow the order of the list, which the manifest tells: %j', async ({ ...asked }) => {
    const input = 'features' in asked ? { ...asked, features: [...asked.features] } : asked
    chosen = folder.at('sorted.jsonl')
    const { bytes, manifest } = await flows(input)
    const rows = await listedFlows(input)
    expect(objectsIn(bytes)).toEqual(rows.map(({ features, ...row }) => ({ ...row, ...features })))
    expect(manifest.sorted_by).toEqual({ sort: asked.sort, order: 'order' in asked ? asked.order : 'desc' })
    expect(Object.keys(manifest.filters)).toEqual(Object.keys(asked).filter((name) => name === 'capture_id'))
  })

  test('have only the columns that were asked for, behind the id and under the names of their fields', async () => {
    const columns = ['bytes', 'source_ip', 'Flow IAT Mean', 'duration'] as const
    const { bytes, manifest } = await flows({ capture_id: 2, sort: 'bytes', columns: [...columns] })
    const names = ['forward_bytes', 'backward_bytes', 'source_ip', 'source_port', 'Flow IAT Mean', 'duration_us']
    expect(manifest.columns).toEqual(['id', ...names])
    const rows = await listedFlows({ capture_id: 2, sort: 'bytes' })
    const ids = rows.map(({ id }) => id)
    const { items } = await app.call('flows.traffic', { ids, features: ['Flow IAT Mean'] })
    const textOf = (value: string | number | null | undefined) => String(value ?? '')
    expect(cellsIn(bytes)).toEqual(
      rows.map(({ id, source_ip, source_port }, at) => ({
        ...{ id, source_ip: textOf(source_ip), source_port: textOf(source_port) },
        forward_bytes: textOf(items[at]?.forward_bytes),
        backward_bytes: textOf(items[at]?.backward_bytes),
        'Flow IAT Mean': textOf(items[at]?.features?.['Flow IAT Mean']),
        duration_us: textOf(items[at]?.duration_us),
      })),
    )
  })

  test('have a manifest that tells the question and each capture that was looked through', async () => {
    const { manifest } = await flows({ q: ' dport:80   type:ddos ', threat_type: 'ddos' })
    const captures = (await app.call('captures.list', {})).items.toReversed()
    expect(manifest).toMatchObject({
      ...{ product: 'AnomalyX', product_version: '9.8.7', what: 'flows', file: 'out.csv', format: 'csv' },
      query: { text: 'dport:80   type:ddos', normal_form: 'dport:80 type:ddos' },
      filters: { threat_type: 'DDoS' },
      captures: captures.map(withoutScoring),
    })
    expect(captures[0]).toMatchObject({
      classified: ROWS,
      rejected: REJECTED,
      sha256: sha256(await readFile(folder.at('first.csv'))),
    })
    const { scorings } = await app.call('captures.scorings', { id: 1 })
    expect(manifest.captures[0]?.scoring_id).toBe(scorings.find(({ is_shown }) => is_shown)?.id)
    expect(Date.parse(manifest.created_at)).toBeGreaterThan(Date.parse(captures[0]?.imported_at ?? ''))
  })

  test('of an alert are those that it counts', async () => {
    const [alert] = await listedAlerts({})
    const { manifest } = await flows({ alert_id: alert?.id })
    expect(manifest).toMatchObject({ rows: alert?.flow_count, filters: { alert_id: alert?.id } })
    expect(manifest.captures.map(({ id }) => id)).toEqual([alert?.capture_id])
  })
})

describe('alerts', () => {
  test('are the answer of the list with what people wrote, and no formula', async () => {
    const [first] = await listedAlerts({})
    await app.call('alerts.update', { id: first?.id ?? 0, note: '=HYPERLINK("http://x")' })
    await app.call('alerts.update', { id: first?.id ?? 0, status: 'acknowledged', note: 'two\nlines, and "quotes"' })
    chosen = folder.at('alerts.jsonl')
    const as_json = await alerts({ raised: true })
    const rows = await listedAlerts({ raised: true })
    expect(as_json.manifest).toMatchObject({
      what: 'alerts',
      format: 'jsonl',
      rows: rows.length,
      filters: { raised: true },
    })
    const notes = ['=HYPERLINK("http://x")', 'two\nlines, and "quotes"'].map(
      (note) => expect.objectContaining({ note }) as object,
    )
    expect(objectsIn(as_json.bytes)).toEqual(rows.map((row) => ({ ...row, notes: row.id === first?.id ? notes : [] })))
    expect(rows.some(({ noticed }) => noticed !== null)).toBe(true)

    chosen = folder.at('alerts.csv')
    await rm(folder.at('alerts.manifest.json'))
    const cells = cellsIn((await alerts({ status: 'acknowledged' })).bytes)
    expect(cells.map(({ id }) => id)).toEqual([String(first?.id)])
    expect(JSON.parse(cells[0]?.['notes'] ?? '')).toEqual(notes)
  })

  test('are narrowed as the list is', async () => {
    const input = { q: 'type:DDoS,PortScan', capture_id: 1, severity: 'high', status: 'open' } as const
    chosen = folder.at('narrowed.jsonl')
    const { manifest } = await alerts(input)
    expect(manifest.rows).toBe((await listedAlerts(input)).length)
    expect(manifest.filters).toEqual({ capture_id: 1, severity: 'high', status: 'open', raised: true })
  })
})

describe('times', () => {
  const TZ = process.env['TZ']
  beforeAll(async () => {
    // Half an hour beside the hour, and an hour apart in summer and winter.
    process.env['TZ'] = 'America/St_Johns'
    await app.call('settings.update', { time_zone: 'local' })
  })
  afterAll(async () => {
    await app.call('settings.update', { time_zone: 'utc' })
    if (TZ === undefined) delete process.env['TZ']
    else process.env['TZ'] = TZ
  })

  test('of flows are in the zone of the settings, with its offset, and to the microsecond', async () => {
    const { bytes, manifest } = await flows({ q: 'proto:udp' })
    expect(manifest.time_zone).toBe('America/St_Johns')
    const times = cellsIn(bytes).map(({ timestamp = '' }) => timestamp)
    const listed_times = (await listedFlows({ q: 'proto:udp' })).map(({ timestamp }) => timestamp)
    expect(times.map(Date.parse)).toEqual(listed_times.map(Date.parse))
    const fraction = (time: string) => time.slice(19).replace(/Z$/, '')
    expect(times.map((time) => time.slice(19))).toEqual(
      listed_times.map((time) => expect.stringMatching(new RegExp(`^\\${fraction(time)}-0[23]:30$`)) as string),
    )
  })

  test('of alerts and notes are too', async () => {
    const [{ id, version } = { id: 0, version: 0 }] = await listedAlerts({})
    await app.call('alerts.update', { id, version, note: 'seen' })
    const { bytes } = await alerts({})
    const [alert] = await listedAlerts({})
    const row = cellsIn(bytes).find((cells) => cells['id'] === String(id))
    for (const name of ['first_seen', 'last_seen', 'updated_at'] as const) {
      expect(row?.[name]).toMatch(/-0[23]:30$/)
      if (alert?.id === id) expect(Date.parse(row?.[name] ?? '')).toBe(Date.parse(alert[name]))
    }
    expect(row?.['notes']).toMatch(/"at":"[^"]+-0[23]:30"/)
  })
})

describe('an export', () => {
  test.each([
    [{ q: 'dport:' }, 'invalid_input'],
    [{ threat_type: 'Nonsense' }, 'invalid_input'],
    [{ capture_id: 99 }, 'not_found'],
    [{ alert_id: 99_999 }, 'not_found'],
  ] as const)('of %j is refused before a place is asked for', async (input, code) => {
    suggested = ''
    await expect(flows(input)).rejects.toMatchObject({ code })
    expect(suggested).toBe('')
  })

  test('is none when nobody chooses a place', async () => {
    chosen = null
    expect(await app.call('exports.flows', { format: 'jsonl' })).toEqual({ path: null, job_id: null })
    expect(suggested).toBe('flows.jsonl')
  })

  test('does not take the place of a capture that was imported', async () => {
    chosen = folder.at('first.csv')
    const before = await readFile(chosen)
    await expect(flows({ capture_id: 2 })).rejects.toMatchObject({ code: 'invalid_input' })
    expect(sha256(await readFile(chosen))).toBe(sha256(before))
  })

  test('does not take the manifest of another file away', async () => {
    chosen = folder.at('same.csv')
    const { bytes } = await flows({ capture_id: 2 })
    await flows({ capture_id: 2 })
    chosen = folder.at('same.jsonl')
    await expect(flows({})).rejects.toMatchObject({ code: 'conflict' })
    await writeFile(folder.at('mine.manifest.json'), '{}')
    chosen = folder.at('mine.csv')
    await expect(flows({})).rejects.toMatchObject({ code: 'conflict' })
    expect(await readFile(folder.at('same.csv'))).toEqual(bytes)
    expect(await readFile(folder.at('mine.manifest.json'), 'utf8')).toBe('{}')
  })

  test('under a name of its own kind keeps that name', async () => {
    chosen = folder.at('flows.txt')
    const { job_id } = await app.call('exports.flows', { capture_id: 2, format: 'jsonl' })
    expect((await app.jobEnd(job_id ?? 0)).status).toBe('done')
    expect(objectsIn(await readFile(chosen))).toHaveLength(400)
    expect(await readFile(`${chosen}.manifest.json`, 'utf8')).toContain('"file": "flows.txt"')
  })

  test('that is cancelled leaves what was there, and nothing else', async () => {
    chosen = folder.at('kept/flows.csv')
    const { bytes } = await flows({ capture_id: 2 })
    const unsubscribe = app.events.subscribe((event) => {
      if (event.type !== 'job' || event.job.kind !== 'export' || event.job.stage !== 'writing') return
      unsubscribe()
      void app.call('jobs.cancel', { id: event.job.id })
    })
    const { job_id } = await app.call('exports.flows', { format: 'csv' })
    expect((await app.jobEnd(job_id ?? 0)).status).toBe('cancelled')
    expect(await readFile(chosen)).toEqual(bytes)
    expect((await readdir(folder.at('kept'))).toSorted()).toEqual(['flows.csv', 'flows.manifest.json'])
  })

  test('fails when a capture is deleted meanwhile: its rows would be of no one moment', async () => {
    await app.importFile(await writeCsv(folder.at('third.csv'), simulatedCapture('corrected', 50, 3)))
    chosen = folder.at('gone/flows.csv')
    const unsubscribe = app.events.subscribe((event) => {
      if (event.type !== 'job' || event.job.kind !== 'export' || event.job.status !== 'running') return
      unsubscribe()
      void app.call('captures.delete', { id: 3 })
    })
    const { job_id } = await app.call('exports.flows', { format: 'csv' })
    const job = await app.jobEnd(job_id ?? 0)
    expect(job).toMatchObject({ status: 'failed', error: { code: 'conflict' } })
    expect(job.error?.detail).toMatch(/third\.csv was deleted since the export began/)
    expect(await readdir(folder.at('gone'))).toEqual([])
  })
})
