import { readdirSync, readFileSync } from 'node:fs'

import SQLite from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'

import { useFolder } from '../testing/folder.ts'
import { openStore } from './client.ts'
import type { Store } from './store.ts'

const folder = useFolder()
const MIGRATIONS = new URL('./sqlite/migrations/', import.meta.url)
const SUBJECTS = 6

let store: Store
let files = 0
beforeEach(async () => {
  const path = folder.at(`old-${String((files += 1))}.sqlite`)
  writeOlder(path)
  store = await openStore(path, () => undefined)
})
afterEach(() => store.close())

const KEY = '["DDoS",null,"10.0.0.2",null,416512]'
const ROW_KEY = '["DDoS",null,null,null,null]'

/**
 * A database as it was before alerts had subjects: capture 1 with the scorings 1, 2 and 3, of which 2 is shown, and
 * capture 2 with scoring 4, whose flows have no times.
 */
function writeOlder(path: string): void {
  const database = new SQLite(path)
  for (const name of readdirSync(MIGRATIONS).sort()) {
    const version = Number(/^(\d{4})-.*\.sql$/.exec(name)?.[1] ?? SUBJECTS)
    if (version >= SUBJECTS) continue
    database.exec(readFileSync(new URL(name, MIGRATIONS), 'utf8'))
    database.pragma(`user_version = ${String(version)}`)
  }
  database.exec(`
    INSERT INTO threat_types (id, name) VALUES (1, 'DDoS'), (2, 'Bot');
    INSERT INTO captures (id, kind, name, status, size_bytes, imported_at_us, axis, scoring_id)
      VALUES (1, 'file', 'one.csv', 'ready', 1, 1, 'time', 2), (2, 'file', 'two.csv', 'ready', 1, 1, 'row', 4);
    INSERT INTO scorings (id, capture_id, model_id, model_sha256, confidence_threshold, created_at_us, status)
      VALUES (1, 1, 'first', 'x', 0.5, 1, 'ready'), (2, 1, 'second', 'y', 0.5, 2, 'ready'),
        (3, 1, 'third', 'z', 0.5, 3, 'ready'), (4, 2, 'first', 'x', 0.5, 4, 'ready');`)
  const alert = database.prepare(
    `INSERT INTO alerts (id, scoring_id, capture_id, group_key, status, severity, threat_type, source_ip, destination_ip,
       flow_count, confidence_sum, max_confidence, first_seen_us, last_seen_us, timestamp_known, updated_at_us)
     VALUES (?, ?, ?, ?, ?, 2, ?, ?, '10.0.0.2', ?, 1, 0.9, ?, ?, 1, ?)`,
  )
  // The same flows by three models, decided on in each; and what only one of them raised.
  alert.run(11, 1, 1, KEY, 'closed', 1, '10.0.0.1', 2, 50, 60, 300)
  alert.run(12, 1, 1, '["Bot",null,"10.0.0.2",null,416512]', 'acknowledged', 2, null, 7, 5, 6, 150)
  alert.run(13, 1, 1, '["Bot","gone"]', 'open', 2, null, 7, 5, 6, 90)
  alert.run(21, 2, 1, KEY, 'acknowledged', 1, '10.0.0.9', 3, 40, 55, 400)
  alert.run(22, 2, 1, ROW_KEY, 'closed', 1, null, 4, 1, 1, 120)
  alert.run(31, 3, 1, KEY, 'open', 1, '10.0.0.1', 4, 45, 70, 350)
  alert.run(41, 4, 2, ROW_KEY, 'open', 1, null, 5, 1, 1, 130)
  alert.run(99, 4, 2, 'to be deleted', 'open', 1, null, 5, 1, 1, 130)
  const event = database.prepare(
    'INSERT INTO alert_events (alert_id, at_us, actor, from_status, to_status, note) VALUES (?, ?, ?, ?, ?, ?)',
  )
  for (const id of [11, 12, 13]) event.run(id, 90, 'import', null, 'open', null)
  for (const id of [21, 22, 31]) event.run(id, 100, 'import', null, 'open', null)
  event.run(41, 100, 'import', null, 'open', null)
  event.run(12, 150, 'window', 'open', 'acknowledged', null)
  event.run(22, 120, 'http', 'open', 'closed', null)
  event.run(11, 300, 'window', 'open', 'closed', 'ours')
  event.run(31, 350, 'http', 'open', 'open', 'seen by a script')
  event.run(21, 200, 'window', 'open', 'closed', null)
  event.run(21, 400, 'window', 'closed', 'acknowledged', null)
  database.exec('DELETE FROM alerts WHERE id = 99')
  database.close()
}

test('alerts of several scorings with one key are one, under the id of the scoring shown', async () => {
  const found = await store.alerts.get(21)
  expect(found?.alert).toMatchObject({
    id: 21,
    capture_id: 1,
    raised: 1,
    scoring_id: 2,
    flow_count: 3,
    status: 'acknowledged',
    version: 5,
    source_ip: '10.0.0.9',
  })
  expect(await store.alerts.get(11)).toBeUndefined()
  expect(await store.alerts.get(31)).toBeUndefined()
  await store.scorings.show(3)
  expect((await store.alerts.get(21))?.alert).toMatchObject({ scoring_id: 3, flow_count: 4, status: 'acknowledged' })
})

test('their histories are one, in the order of time, each line upon the decision before it', async () => {
  const events = (await store.alerts.get(21))?.events ?? []
  expect(
    events.map(({ version, at_us, actor, from_status, to_status, note }) => [
      version,
      at_us,
      actor,
      from_status,
      to_status,
      note,
    ]),
  ).toEqual([
    [1, 90, 'import', null, 'open', null],
    [2, 200, 'window', 'open', 'closed', null],
    [3, 300, 'window', 'open', 'closed', 'ours'],
    [4, 350, 'http', 'closed', 'closed', 'seen by a script'],
    [5, 400, 'window', 'closed', 'acknowledged', null],
  ])
})

test('one that the scoring shown does not raise is found by its lowest id, and among those decided on', async () => {
  expect((await store.alerts.get(12))?.alert).toMatchObject({
    raised: 0,
    scoring_id: 1,
    flow_count: 7,
    status: 'acknowledged',
    shown_model_id: 'second',
  })
  const unraised = await store.alerts.list({ raised: false }, null, 10)
  expect([unraised.total, unraised.rows.map(({ id }) => id)]).toEqual([1, [12]])
  expect((await store.alerts.list({}, null, 10)).rows.map(({ id }) => id).sort()).toEqual([21, 22, 41])
})

test('flows without times of two captures stay two alerts', async () => {
  expect((await store.alerts.get(22))?.alert).toMatchObject({ capture_id: 1, status: 'closed' })
  expect((await store.alerts.get(41))?.alert).toMatchObject({ capture_id: 2, status: 'open', flow_count: 5 })
})

test('no id is given out again, and what comes after adds to the history', async () => {
  const finding = {
    key: '[1,"Beaconing"]',
    threat_type: 'Beaconing',
    severity: 1,
    source_ip: null,
    destination_ip: null,
    destination_port: null,
    flow_count: 0,
    confidence_sum: null,
    max_confidence: null,
    first_seen_us: 1,
    last_seen_us: 2,
    timestamp_known: true,
  }
  await store.alerts.recordFindings(2, 'beacons', [finding], 500)
  const [newest] = (await store.alerts.list({ threat_type: 'Beaconing' }, null, 10)).rows
  expect(newest).toMatchObject({
    id: 100,
    version: 1,
    detector: 'beacons',
    raised: 1,
    scoring_id: null,
    max_confidence: null,
  })
  await store.alerts.update(21, {
    status: 'closed',
    note: null,
    version: 5,
    actor: 'window',
    person: 'Ada',
    now_us: 600,
  })
  expect((await store.alerts.get(21))?.events.at(-1)).toMatchObject({
    version: 6,
    person: 'Ada',
    from_status: 'acknowledged',
  })
})
