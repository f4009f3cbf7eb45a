import { mkdir, writeFile } from 'node:fs/promises'

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { DEFAULT_BEHAVIOUR_SETTINGS } from '../../contract/behaviour-settings.ts'
import { isHttpOperation, type Operation } from '../../contract/operation.ts'
import { type OperationInput, type OperationName, OPERATIONS, HTTP_OPERATIONS } from '../../contract/operations.ts'
import { FEATURES } from '../flow/features.ts'
import { answerCall } from '../ipc/answer.ts'
import { startApp, type TestApp } from '../testing/app.ts'
import { zippedBundle } from '../testing/bundles.ts'
import { repeatRows, simulatedCapture, writeCsv } from '../testing/captures.ts'
import { useFolder } from '../testing/folder.ts'
import { handedSources } from '../testing/handed-follower.ts'
import { callOverHttp } from '../testing/requests.ts'
import { pcapFile } from '../testing/packets/files.ts'
import { tcpFrame } from '../testing/packets/frames.ts'
import { startServer, type TestServer } from '../testing/server.ts'
import { portScan } from '../testing/wire-flows.ts'
import { zeekTsvLog } from '../testing/zeek-logs.ts'

const folder = useFolder()
let app: TestApp
let server: TestServer

/** What is there before the calls: one capture with alerts, whose ids are 1, one of a packet, which is 2, and one of conversations. */
beforeAll(async () => {
  const sample_path = await writeCsv(folder.at('sample.csv'), simulatedCapture('corrected', 61))
  app = await startApp(folder.at('data'), { sample_path, live: handedSources().live })
  server = await startServer(app, folder.at('data'))
  await app.importFile(await writeCsv(folder.at('ready.csv'), simulatedCapture('corrected', 300)))
  await writeFile(folder.at('packets.pcap'), pcapFile([{ time_us: 1_700_000_000_000_000, bytes: tcpFrame({}) }]))
  await app.importFile(folder.at('packets.pcap'))
  await writeFile(folder.at('conn.log'), zeekTsvLog(portScan(30)))
  await app.importFile(folder.at('conn.log'))
  await app.call('models.import', { path: await zippedBundle(folder.at('spare.zip'), 'spare') })
  await writeFile(folder.at('not-a-bundle.zip'), 'not a zip')
  await newStream()
  await writeCsv(folder.at('new.csv'), simulatedCapture('original', 62))
  await writeCsv(folder.at('large.csv'), repeatRows(simulatedCapture('original', 62), 60_000))
})
afterAll(async () => {
  await server.close()
  await app.close()
})

interface Sample<Name extends OperationName> {
  /** Given to both adapters; when the first call spends it, a function makes one for each. */
  readonly valid: OperationInput<Name> | (() => Promise<OperationInput<Name>>)
  /** Null for an operation that takes nothing. */
  readonly invalid: Record<string, unknown> | (() => Record<string, unknown>) | null
  /** Fields of the output that differ from call to call. */
  readonly volatile?: readonly string[]
}

let bundles = 0
/** The archive of a model that is not in the library yet. */
const newBundle = () => zippedBundle(folder.at(`bundle-${String(++bundles)}.zip`), `new-${String(bundles)}`)

let folders = 0
/** A folder that no stream follows yet. */
async function newTarget(): Promise<string> {
  const target = folder.at(`followed-${String(++folders)}`)
  await mkdir(target)
  return target
}
const newStream = async () => app.call('streams.start', { kind: 'folder', target: await newTarget(), name: 'one' })

const entry = Object.fromEntries(FEATURES.map(({ name }) => [name, 1]))

/** A sample of every operation: one that is added to the contract without one does not compile. */
const SAMPLES: { readonly [Name in OperationName]: Sample<Name> } = {
  'system.health': { valid: {}, invalid: null },
  'system.status': { valid: {}, invalid: null },
  'detection.classify': {
    valid: { log_entries: [entry, { ...entry, 'Destination Port': 80 }] },
    invalid: { log_entries: [entry, { 'Flow Duration': 1 }] },
  },
  'captures.import': {
    valid: () => Promise.resolve({ path: folder.at('new.csv'), allow_repeat: true }),
    invalid: () => ({ path: folder.at('new.csv'), name: 'not-a-capture.txt' }),
    volatile: ['capture_id', 'job_id'],
  },
  'captures.preview': {
    valid: () => Promise.resolve({ path: folder.at('ready.csv') }),
    invalid: () => ({ path: folder.at('ready.csv'), name: 'not-a-capture.txt' }),
  },
  'captures.findFiles': { valid: () => Promise.resolve({ paths: [folder.at('.')] }), invalid: { paths: [] } },
  'captures.importSample': {
    valid: { allow_repeat: true },
    invalid: { allow_repeat: 'perhaps' },
    volatile: ['capture_id', 'job_id'],
  },
  'captures.list': { valid: { limit: 1 }, invalid: { limit: 0 } },
  'captures.get': { valid: { id: 1 }, invalid: { id: 'one' } },
  'captures.rejectedRows': { valid: { id: 1 }, invalid: { id: 999 } },
  'captures.confusion': { valid: { id: 1 }, invalid: { id: 999 } },
  'captures.saveRejectedRows': { valid: { id: 1 }, invalid: { id: 'one' } },
  'captures.delete': {
    valid: async () => {
      const path = await writeCsv(folder.at('short.csv'), simulatedCapture('original', 63))
      return { id: (await app.importFile(path, true)).started_as }
    },
    invalid: { id: -1 },
    volatile: ['id'],
  },
  'streams.start': {
    valid: async () => ({ kind: 'folder', target: await newTarget(), name: 'one', keep_days: null }),
    invalid: { kind: 'folder', target: 'not/absolute' },
    volatile: ['id', 'target', 'created_at'],
  },
  'streams.list': { valid: { limit: 1 }, invalid: { limit: 0 } },
  'streams.get': { valid: { id: 1 }, invalid: { id: 999 } },
  'streams.segments': { valid: { id: 1, limit: 1 }, invalid: { id: 999 } },
  'streams.pause': {
    valid: async () => ({ id: (await newStream()).id }),
    invalid: { id: 999 },
    volatile: ['id', 'target', 'created_at'],
  },
  'streams.resume': {
    valid: async () => ({ id: (await app.call('streams.stop', { id: (await newStream()).id })).id }),
    invalid: { id: 1 },
    volatile: ['id', 'target', 'created_at'],
  },
  'streams.stop': {
    valid: async () => ({ id: (await newStream()).id }),
    invalid: { id: 999 },
    volatile: ['id', 'target', 'created_at'],
  },
  'streams.interfaces': { valid: {}, invalid: null },
  'streams.chooseFolder': { valid: {}, invalid: null },
  'window.keepOpen': { valid: {}, invalid: null },
  'window.close': { valid: {}, invalid: null },
  'jobs.list': { valid: { status: 'done', limit: 1, cursor: '2' }, invalid: { status: 'sleeping' } },
  'jobs.get': { valid: { id: 1 }, invalid: { id: 999 } },
  'jobs.cancel': {
    // Both cancel a job that waits for its turn, so that it depends on no moment.
    valid: async () => {
      await app.call('captures.import', { path: folder.at('large.csv'), allow_repeat: true })
      const { job_id } = await app.call('captures.import', { path: folder.at('new.csv'), allow_repeat: true })
      return { id: job_id }
    },
    volatile: ['id', 'created_at', 'finished_at'],
    invalid: { id: 1.5 },
  },
  'jobs.move': {
    valid: async () => {
      await app.call('captures.import', { path: folder.at('large.csv'), allow_repeat: true })
      const small = { path: folder.at('new.csv'), allow_repeat: true }
      const { job_id: before_id } = await app.call('captures.import', small)
      return { id: (await app.call('captures.import', small)).job_id, before_id }
    },
    volatile: ['jobs', 'ended', 'progress'],
    invalid: { id: 999, before_id: null },
  },
  'jobs.queue': { valid: {}, invalid: null, volatile: ['jobs', 'ended', 'progress'] },
  'jobs.pauseQueue': {
    valid: async () => {
      await app.call('captures.import', { path: folder.at('large.csv'), allow_repeat: true })
      return {}
    },
    volatile: ['jobs', 'ended', 'progress'],
    invalid: null,
  },
  'jobs.resumeQueue': { valid: {}, invalid: null, volatile: ['jobs', 'ended', 'progress'] },
  'jobs.cancelAll': { valid: {}, invalid: null },
  'flows.list': {
    valid: { threat_type: 'Benign', capture_id: 1, limit: 2, features: ['Flow IAT Mean', 'Idle Max'] },
    invalid: { cursor: 'no cursor' },
  },
  'flows.traffic': { valid: { ids: ['1-5', '1-2', '999-9'], features: ['Flow Bytes/s'] }, invalid: { ids: [] } },
  'flows.get': { valid: { id: '1-5' }, invalid: { id: '1-5000' } },
  'packets.source': { valid: { capture_id: 2 }, invalid: { capture_id: 999 } },
  'packets.look': { valid: { id: '2-1' }, invalid: { id: '1-1' } },
  'packets.ofFlow': { valid: { id: '2-1' }, invalid: { id: '2-9' } },
  'packets.ofAlert': { valid: { id: 1 }, invalid: { id: 999 } },
  'packets.ofFlows': { valid: { capture_id: 2 }, invalid: { capture_id: 999 } },
  'packets.save': { valid: { capture_id: 2 }, invalid: { capture_id: 'two' } },
  'packets.viewer': { valid: {}, invalid: null },
  'packets.open': { valid: { job_id: 1 }, invalid: { job_id: 'one' } },
  'exports.flows': { valid: { capture_id: 1, format: 'csv' }, invalid: { format: 'xml' } },
  'exports.alerts': { valid: { format: 'jsonl' }, invalid: { format: 'csv', status: 'odd' } },
  'reports.get': { valid: { capture_id: 1, list: 'flows' }, invalid: { capture_id: 999 } },
  'reports.save': { valid: { q: 'severity:high' }, invalid: { list: 'hosts' } },
  'alerts.list': { valid: { severity: 'high', status: 'open', limit: 1 }, invalid: { severity: 'dire' } },
  'alerts.get': { valid: { id: 1 }, invalid: { id: 999 } },
  'alerts.noticedFlows': { valid: { id: 1, limit: 3 }, invalid: { id: 999 } },
  'alerts.conversations': {
    valid: async () => {
      const { items } = await app.call('alerts.list', { capture_id: 3, limit: 1 })
      return { id: items[0]?.id ?? 0, limit: 3 }
    },
    invalid: { id: 999 },
  },
  'alerts.judgements': { valid: { capture_id: 1 }, invalid: { capture_id: 999 } },
  'flows.features': { valid: { id: '1-5' }, invalid: { id: '1-5000' } },
  'flows.explain': { valid: { id: '1-5', limit: 3 }, invalid: { id: '1-5', limit: 0 } },
  'alerts.explain': { valid: { id: 1 }, invalid: { id: 999 } },
  'alerts.update': {
    valid: { id: 1, status: 'acknowledged', note: 'seen' },
    invalid: { id: 1, status: 'forgotten' },
    volatile: ['version', 'events', 'updated_at'],
  },
  'hosts.get': { valid: { address: '192.168.10.50', wait_ms: 20_000 }, invalid: { address: 'NaN' } },
  'hosts.update': {
    valid: { address: '10.0.0.7', peer: '10.0.0.8', note: 'seen', add_tags: ['printer'] },
    invalid: { address: '10.0.0.7' },
    volatile: ['events'],
  },
  'hosts.list': { valid: { limit: 1 }, invalid: { cursor: 'no cursor' }, volatile: ['items'] },
  'hosts.active': { valid: { capture_id: 1, limit: 3, wait_ms: 20_000 }, invalid: { after: 'soon' } },
  'charts.overview': { valid: { capture_id: 1 }, invalid: { capture_id: 999 }, volatile: ['top_alerts'] },
  'models.status': { valid: {}, invalid: null },
  'models.list': { valid: {}, invalid: null },
  'models.get': { valid: { id: 'spare' }, invalid: { id: 'nobody' } },
  'models.import': {
    valid: async () => ({ path: await newBundle() }),
    invalid: () => ({ path: folder.at('not-a-bundle.zip') }),
    volatile: ['id', 'added_at'],
  },
  'models.activate': { valid: { id: 'spare' }, invalid: { id: 'nobody' }, volatile: ['activations'] },
  'models.rollBack': {
    valid: async () => {
      await app.call('models.activate', { id: 'spare' })
      return {}
    },
    invalid: null,
    volatile: ['activations'],
  },
  'models.delete': {
    valid: async () => ({ id: (await app.call('models.import', { path: await newBundle() })).id }),
    invalid: { id: 'nobody' },
    volatile: ['id'],
  },
  'models.train': {
    valid: { capture_ids: [1], name: 'mine' },
    invalid: { capture_ids: [999] },
    volatile: ['job_id'],
  },
  'models.evaluate': { valid: { scoring_id: 1 }, invalid: { scoring_id: 999 } },
  'models.compare': { valid: { scoring_id: 1, other_id: 1 }, invalid: { scoring_id: 1, other_id: 999 } },
  'captures.scorings': { valid: { id: 1 }, invalid: { id: 999 } },
  'captures.rescore': {
    valid: async () => ({ id: 1, model_id: (await app.call('models.import', { path: await newBundle() })).id }),
    invalid: { id: 1, model_id: 'nobody' },
    volatile: ['scoring_id', 'job_id'],
  },
  'captures.showScoring': { valid: { id: 1, scoring_id: 1 }, invalid: { id: 1, scoring_id: 999 } },
  'behaviour.measure': { valid: { id: 1, proposed: DEFAULT_BEHAVIOUR_SETTINGS }, invalid: { id: 999 } },
  'behaviour.judge': { valid: { id: 1 }, invalid: { id: 999 } },
  'settings.get': { valid: {}, invalid: null },
  'settings.update': { valid: { time_zone: 'local' }, invalid: { theme: 'pink' } },
}

const NAMES = Object.keys(OPERATIONS) as OperationName[]
const HTTP_NAMES = HTTP_OPERATIONS.map(([name]) => name)
/** What is no file that belongs to whoever takes it. */
const ANSWERED_ALIKE = HTTP_NAMES.filter((name) => httpOperation(name).http.answers === undefined)
const WINDOW_ONLY = NAMES.filter((name) => !HTTP_NAMES.includes(name))

function inputFor(name: OperationName) {
  const { valid } = SAMPLES[name]
  return typeof valid === 'function' ? valid() : Promise.resolve(valid)
}

function httpOperation(name: OperationName) {
  const operation: Operation = OPERATIONS[name]
  if (!isHttpOperation(operation)) throw new Error(`${name} has no route`)
  return operation
}

function without(value: unknown, fields: readonly string[] = []): unknown {
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, fields.includes(name) ? '...' : each]))
}

describe('the window and HTTP', () => {
  test('have a sample here for every operation of the contract', () => {
    expect(Object.keys(SAMPLES).sort()).toEqual(NAMES.toSorted())
  })

  test.each(ANSWERED_ALIKE)('give one answer to %s', async (name) => {
    const { volatile } = SAMPLES[name]
    const operation = httpOperation(name)
    const by_window = await answerCall(app.dispatch, () => undefined, name, await inputFor(name))
    const by_http = await callOverHttp(server, operation, await inputFor(name))
    if (!by_window.ok || !by_http.ok) throw new Error(JSON.stringify([by_window, by_http]))
    expect(without(by_http.value, volatile)).toEqual(without(by_window.value, volatile))
    expect(operation.output.parse(by_http.value)).toEqual(by_http.value)
    expect(operation.output.parse(by_window.value)).toEqual(by_window.value)
    expect(by_http.status).toBe(operation.http.status ?? 200)
  })

  test.each(ANSWERED_ALIKE.filter((name) => SAMPLES[name].invalid !== null))(
    'refuse %s for one reason',
    async (name) => {
      const { invalid } = SAMPLES[name]
      const input = typeof invalid === 'function' ? invalid() : (invalid ?? {})
      const by_window = await answerCall(app.dispatch, () => undefined, name, input)
      const by_http = await callOverHttp(server, httpOperation(name), input)
      if (by_window.ok || by_http.ok) throw new Error('it was not refused')
      expect(by_http.problem).toEqual(by_window.problem)
      expect(by_http.problem.detail).not.toBe('')
      expect(by_http.status).toBeGreaterThanOrEqual(400)
      expect(by_http.status).toBeLessThan(500)
    },
  )

  test.each(WINDOW_ONLY)('differ in %s, which only the window may ask', async (name) => {
    const answer = await answerCall(app.dispatch, () => undefined, name, await inputFor(name))
    if (!answer.ok) throw new Error(answer.problem.detail)
    expect(OPERATIONS[name].output.parse(answer.value)).toEqual(answer.value)
    const { invalid } = SAMPLES[name]
    const refused = await answerCall(app.dispatch, () => undefined, name, typeof invalid === 'function' ? {} : invalid)
    expect(refused).toMatchObject({ ok: false, problem: { code: 'invalid_input' } })
  })

  test('say who changed an alert', async () => {
    const { events } = await app.call('alerts.get', { id: 1 })
    expect(events.map(({ actor, person, version }) => [actor, person, version])).toEqual([
      ['import', null, 1],
      ['window', null, 2],
      ['http', 'ANOMALYX_API_TOKEN', 3],
    ])
  })

  test.each([['no.such'], ['toString'], ['__proto__'], [7], [undefined]])('answer nothing to %s', async (name) => {
    const answer = await answerCall(app.dispatch, () => undefined, name, {})
    expect(answer).toMatchObject({ ok: false, problem: { code: 'not_found' } })
  })

  test('tell nothing of an error that nobody expected, but to the log', async () => {
    const logged: string[] = []
    const failing = () => Promise.reject(new Error('secret path /etc'))
    const answer = await answerCall(failing, (message) => logged.push(message), 'system.health', {})
    expect(answer).toMatchObject({ ok: false, problem: { code: 'internal' } })
    expect(JSON.stringify(answer)).not.toContain('secret')
    expect(logged.join()).toContain('secret path /etc')
  })
})
