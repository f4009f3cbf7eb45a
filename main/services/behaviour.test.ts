import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { DEFAULT_BEHAVIOUR_SETTINGS } from '../../contract/behaviour-settings.ts'
import { startApp, type TestApp } from '../testing/app.ts'
import { linearGraph, writeBundle } from '../testing/bundles.ts'
import { columnOf, simulatedCapture, withCell, writeCsv } from '../testing/captures.ts'
import { useFolder } from '../testing/folder.ts'

const folder = useFolder()
const PORTS = 40
let app: TestApp
let capture_id: number

/** A benign flow of the simulated day as one that nobody answers, to a port of its own. */
function knock(header: string, row: string, at: number): string {
  const cells: Record<string, string> = {
    'Src IP': '192.168.10.77',
    'Dst IP': '192.168.10.88',
    'Src Port': String(40_000 + at),
    'Dst Port': String(1000 + at),
    Protocol: '6',
    Timestamp: `2017-07-05 12:00:${String(at).padStart(2, '0')}.000500`,
    'Total Length of Bwd Packet': '0',
  }
  return Object.entries(cells).reduce((text, [name, cell]) => withCell(header, text, name, cell), row)
}

beforeAll(async () => {
  app = await startApp(folder.at('data'))
  const { header, rows } = simulatedCapture('corrected', 400)
  const label = columnOf(header, 'Label')
  const benign = rows.find((row) => row.split(',')[label] === 'BENIGN') ?? ''
  const knocks = Array.from({ length: PORTS }, (_, at) => knock(header, benign, at))
  capture_id = (await app.importFile(await writeCsv(folder.at('scan.csv'), { header, rows: [...rows, ...knocks] })))
    .started_as
})
afterAll(() => app.close())

const scan = async () => {
  const { items } = await app.call('alerts.list', { capture_id, limit: 1000 })
  const alert = items.find(({ source_ip }) => source_ip === '192.168.10.77')
  if (alert === undefined) throw new Error('the scan raised no alert')
  return app.call('alerts.get', { id: alert.id })
}

describe('a scan of benign flows', () => {
  test('is an alert that says what was noticed, with its numbers and techniques', async () => {
    const alert = await scan()
    expect(alert.noticed).toBe(
      `192.168.10.77 tried ${String(PORTS)} ports of 192.168.10.88 in 39 s; ${String(PORTS)} of ${String(PORTS)} flows got no answer.`,
    )
    expect(alert.techniques).toContainEqual({ id: 'T1046', name: 'Network Service Discovery' })
    expect(alert.findings).toHaveLength(1)
    expect(alert.findings[0]).toMatchObject({ kind: 'vertical_scan', ports: PORTS, flow_count: PORTS, answered: 0 })
    expect(alert.findings[0]?.false_alarm).toContain('vulnerability scanner')
  })

  test('lists its flows, page by page', async () => {
    const { id } = await scan()
    const first = await app.call('alerts.noticedFlows', { id, limit: 25 })
    expect(first.total).toBe(PORTS)
    const second = await app.call('alerts.noticedFlows', { id, limit: 25, cursor: first.next_cursor ?? '' })
    const ports = [...first.items, ...second.items].map(({ destination_port }) => destination_port)
    expect(ports).toEqual(Array.from({ length: PORTS }, (_, at) => 1000 + at))
    expect(second.next_cursor).toBeNull()
  })

  test('is listed once, whoever else speaks of it, and counted once', async () => {
    const { items, total } = await app.call('alerts.list', { capture_id, limit: 1000 })
    expect(new Set(items.map(({ id }) => id)).size).toBe(items.length)
    expect(total).toBe(items.length)
  })
})

test('what could be judged is told', async () => {
  const { judgements } = await app.call('alerts.judgements', { capture_id })
  expect(judgements).toContainEqual({
    kind: 'vertical_scan',
    title: 'Port scan (behaviour)',
    can_judge: true,
    note: null,
  })
})

test('a capture without addresses and times says that it cannot be judged', async () => {
  const path = await writeCsv(folder.at('bare.csv'), simulatedCapture('original', 100))
  const { started_as } = await app.importFile(path)
  const { judgements } = await app.call('alerts.judgements', { capture_id: started_as })
  expect(judgements.every(({ can_judge, note }) => !can_judge && note?.startsWith('cannot judge: '))).toBe(true)
})

test('is noticed again when the stored flows are scored by another model, and decisions stay', async () => {
  const before = await scan()
  await app.call('alerts.update', { id: before.id, status: 'acknowledged' })
  // Tells protocols apart, and nothing else.
  const weights = [
    [0, 0.4, 0.6],
    [0, 0.6, 0.4],
  ]
  const path = await writeBundle(folder.at('by-protocol'), linearGraph(weights), {
    ...{ id: 'by-protocol', features: ['Flow Duration'], classes: ['Benign', 'DDoS'] },
    preprocessing: { one_hot: [{ field: 'protocol', values: [6, 17], unknown: 'zeros' }] },
  })
  await app.call('models.import', { path })
  const { scoring_id, job_id } = await app.call('captures.rescore', { id: capture_id, model_id: 'by-protocol' })
  expect((await app.jobEnd(job_id)).status).toBe('done')
  await app.call('captures.showScoring', { id: capture_id, scoring_id })
  const { findings, noticed, status } = await app.call('alerts.get', { id: before.id })
  const { findings: found_before, noticed: noticed_before } = before
  expect({ findings, noticed, status }).toEqual({
    ...{ findings: found_before, noticed: noticed_before },
    status: 'acknowledged',
  })
  const { items } = await app.call('alerts.list', { capture_id, limit: 1000 })
  expect(items.map(({ id }) => id)).toContain(before.id)
})

describe('settings of the detectors', () => {
  const scanner = {
    ...DEFAULT_BEHAVIOUR_SETTINGS,
    roles: { proxies: [], dns_servers: [], scanners: ['192.168.10.77'] },
  }
  const alertsOf = (costs: readonly { kind: string; alerts: number }[] | null, kind: string) =>
    costs?.find((each) => each.kind === kind)?.alerts

  test('are tried on a capture before they are saved', async () => {
    const { flows, in_force, proposed } = await app.call('behaviour.measure', { id: capture_id, proposed: scanner })
    expect(flows).toBe((await app.call('captures.get', { id: capture_id })).classified)
    expect(alertsOf(in_force, 'vertical_scan')).toBe(1)
    expect(alertsOf(proposed, 'vertical_scan')).toBe(0)
    const { behaviour } = await app.call('settings.get', {})
    expect(behaviour).toEqual(DEFAULT_BEHAVIOUR_SETTINGS)
  })

  test('apply to what is imported from then on', async () => {
    await app.call('settings.update', { behaviour: scanner })
    const { header, rows } = simulatedCapture('corrected', 400)
    const benign = rows.find((row) => row.split(',')[columnOf(header, 'Label')] === 'BENIGN') ?? ''
    const knocks = Array.from({ length: PORTS }, (_, at) => knock(header, benign, at))
    const { started_as } = await app.importFile(await writeCsv(folder.at('own-scan.csv'), { header, rows: knocks }))
    const { items } = await app.call('alerts.list', { capture_id: started_as, limit: 1000 })
    expect(items.filter(({ noticed }) => noticed !== null)).toEqual([])
    // And to earlier ones, when they are judged again.
    const noticed = async () => {
      const { items: all } = await app.call('alerts.list', { capture_id, limit: 1000 })
      return all.filter((alert) => alert.source_ip === '192.168.10.77' && alert.noticed !== null)
    }
    expect(await noticed()).toHaveLength(1)
    await app.call('behaviour.judge', { id: capture_id })
    expect((await noticed()).filter(({ raised }) => raised)).toEqual([])
    await app.call('settings.update', { behaviour: DEFAULT_BEHAVIOUR_SETTINGS })
  })
})
