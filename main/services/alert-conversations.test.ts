import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import type { Conversation } from '../../contract/conversations.ts'
import { startApp, type TestApp } from '../testing/app.ts'
import { simulatedCapture, writeCsv } from '../testing/captures.ts'
import { eveLog } from '../testing/eve-log.ts'
import { changeDatabase } from '../testing/database.ts'
import { useFolder } from '../testing/folder.ts'
import { argusCsv, nfdump16Csv } from '../testing/netflow-tables.ts'
import { startServer, type TestServer } from '../testing/server.ts'
import { portScan, type WireFlow } from '../testing/wire-flows.ts'
import { zeekTsvLog } from '../testing/zeek-logs.ts'

const folder = useFolder()
const PORTS = 40
const scan = portScan(PORTS)
const at = (name: string) => join(folder.at('logs'), name)
let app: TestApp
let server: TestServer

async function start(): Promise<void> {
  app = await startApp(folder.at('data'))
  server = await startServer(app, folder.at('data'))
}
async function stop(): Promise<void> {
  await server.close()
  await app.close()
}

beforeAll(async () => {
  await start()
  await mkdir(folder.at('logs'))
})
afterAll(stop)

async function alertOf(capture_id: number): Promise<number> {
  const { items } = await app.call('alerts.list', { capture_id, limit: 9 })
  const alert = items.find(({ source_ip }) => source_ip === '10.0.0.5')
  if (alert === undefined) throw new Error('the scan raised no alert')
  return alert.id
}

async function importLog(name: string, text: string): Promise<number> {
  await writeFile(at(name), text)
  const job = await app.importFile(at(name))
  expect(job).toMatchObject({ status: 'done', error: null, classified: 0 })
  return alertOf(job.started_as)
}

const list = (id: number) => app.call('alerts.conversations', { id, limit: 1000 })

describe('the conversations of a scan', () => {
  test.each<[string, (flows: readonly WireFlow[]) => string, Partial<Conversation>]>([
    [
      'conn.log',
      zeekTsvLog,
      { state: 'REJ', duration_us: 2000, backward_packets: 1, forward_bytes: 0, backward_bytes: 0 },
    ],
    ['eve.json', eveLog, { state: 'closed', backward_packets: 1, forward_bytes: 74, backward_bytes: 54 }],
    ['argus.csv', (all) => argusCsv(all, 'lengths'), { state: 'RST', forward_bytes: 74, backward_bytes: 54 }],
    ['nfdump.csv', (all) => nfdump16Csv(all, true), { state: '...AP.SF', forward_bytes: 60, backward_bytes: 40 }],
    ['apart.csv', (all) => nfdump16Csv(all, false), { state: '...AP.SF', forward_bytes: 60, backward_bytes: 40 }],
  ])('are read again from %s', async (name, write, told) => {
    const id = await importLog(name, write(scan))
    const { items, total, next_cursor } = await list(id)
    expect([items.length, total, next_cursor]).toEqual([PORTS, PORTS, null])
    const lines = write(scan).split('\n')
    for (const [at, each] of items.entries()) {
      expect(each).toMatchObject({
        timestamp: `2026-03-10T09:00:${String(at + 7).padStart(2, '0')}.001Z`,
        ...{ source_ip: '10.0.0.5', source_port: 50_000 + at, destination_ip: '10.0.0.9' },
        ...{ destination_port: 1000 + at, protocol: 6, forward_packets: 1, answered: false, ...told },
      })
      expect(lines[each.line_number - 1]).toContain(String(50_000 + at))
    }
    expect(await app.call('alerts.noticedFlows', { id, limit: 9 })).toMatchObject({ items: [], total: 0 })
  })

  test('come page by page, over HTTP too', async () => {
    const id = await importLog('paged.log', zeekTsvLog(scan.slice(0, 31)))
    const { items: all } = await list(id)
    const pages: Conversation[][] = []
    for (let path: string | undefined = `/alerts/${String(id)}/conversations?limit=12`; path !== undefined;) {
      const answer = await server.get(path)
      expect(answer.status).toBe(200)
      pages.push((await answer.json()) as Conversation[])
      path = /<([^>]+)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1]
    }
    expect(pages.map(({ length }) => length)).toEqual([12, 12, 7])
    expect(pages.flat()).toEqual(all)
  })

  test('are the first thousand of more, and the whole list comes as CSV', async () => {
    const id = await importLog('many.log', zeekTsvLog(portScan(1200)))
    expect(await app.call('alerts.get', { id })).toMatchObject({ flow_count: 1200 })
    expect((await list(id)).total).toBe(1000)
    const answer = await server.get(`/alerts/${String(id)}/conversations`, { headers: { Accept: 'text/csv' } })
    const lines = (await answer.text()).trimEnd().split('\n')
    expect(lines).toHaveLength(1001)
    expect(lines[0]).toContain('line_number,timestamp,source_ip')
  })
})

describe('the file of a capture', () => {
  let id: number
  const path = () => at('moves.log')
  beforeAll(async () => {
    id = await importLog('moves.log', zeekTsvLog(scan.slice(0, 33)))
  })

  test('is found where it was moved to', async () => {
    await rename(path(), at('moved.log'))
    expect((await list(id)).total).toBe(33)
    await rename(at('moved.log'), path())
  })

  test('is told to be gone, also when its conversations were listed before', async () => {
    await rename(path(), folder.at('away.log'))
    await expect(list(id)).rejects.toMatchObject({
      code: 'conflict',
      message: `${path()} is gone, and was not found beside the files of other captures. Put it back to read its conversations.`,
    })
    expect((await server.get(`/alerts/${String(id)}/conversations`)).status).toBe(409)
    await rename(folder.at('away.log'), path())
    expect((await list(id)).total).toBe(33)
  })

  test('is told to have changed', async () => {
    const text = zeekTsvLog(scan.slice(0, 33))
    await writeFile(path(), text.replace('10.0.0.9', '10.0.0.8'))
    await expect(list(id)).rejects.toThrow('has changed since it was imported')
    await writeFile(path(), text)
    expect((await list(id)).total).toBe(33)
  })

  test('has no packets, and says so', async () => {
    const { capture_id } = await app.call('alerts.get', { id })
    expect(await app.call('packets.source', { capture_id })).toEqual({
      state: 'none',
      reason: 'moves.log was imported as conversations, so it has no packets.',
    })
  })

  test('is not kept when it was uploaded', async () => {
    const body = zeekTsvLog(scan.slice(0, 35))
    const answer = await server.upload('/captures?name=sent.log', body, 'text/plain')
    expect(answer.status).toBe(202)
    const { job_id, capture_id } = (await answer.json()) as { job_id: number; capture_id: number }
    expect(await app.jobEnd(job_id)).toMatchObject({ status: 'done' })
    await expect(list(await alertOf(capture_id))).rejects.toThrow('sent.log was uploaded, and uploads are not kept.')
  })
})

test('a capture of an earlier version says that it is to be imported again', async () => {
  const id = await importLog('earlier.log', zeekTsvLog(scan.slice(0, 37)))
  const { capture_id, findings } = await app.call('alerts.get', { id })
  expect(findings).toHaveLength(1)
  await stop()
  // What versions before this one wrote of conversations.
  changeDatabase(folder.at('data'), `UPDATE findings SET flow_numbers = x'' WHERE capture_id = ${String(capture_id)}`)
  await start()
  await expect(list(id)).rejects.toThrow('earlier.log was imported by an earlier version of AnomalyX')
})

test('an alert that was chosen after another one is not kept waiting for it', async () => {
  const long = await importLog('long.log', zeekTsvLog(portScan(60_000)))
  const short = await importLog('short.log', zeekTsvLog(scan.slice(0, 39)))
  const left = list(long)
  const chosen = list(short)
  await expect(left).rejects.toMatchObject({ code: 'cancelled' })
  expect((await chosen).total).toBe(39)
  expect((await list(long)).total).toBe(1000)
})

test('an alert of a capture that has flows has no conversations', async () => {
  const job = await app.importFile(await writeCsv(folder.at('flows.csv'), simulatedCapture('corrected', 400)))
  const { items } = await app.call('alerts.list', { capture_id: job.started_as, limit: 1 })
  expect(await list(items[0]?.id ?? 0)).toEqual({ items: [], next_cursor: null, total: 0 })
  await expect(list(9999)).rejects.toMatchObject({ code: 'not_found' })
})
