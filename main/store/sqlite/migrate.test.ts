import { readFileSync } from 'node:fs'

import SQLite from 'better-sqlite3'
import { expect, test } from 'vitest'

import { useFolder } from '../../testing/folder.ts'
import { openStore } from '../client.ts'
import { predictionId } from '../../flow/flow-id.ts'

const folder = useFolder()
const migration = (name: string) => readFileSync(new URL(`./migrations/${name}`, import.meta.url), 'utf8')

const ROWS = 5000

/** A database as schema 2 left it, with one capture whose predictions are rows. */
function writeSchema2(path: string): void {
  const database = new SQLite(path)
  database.exec(migration('0001-initial.sql'))
  database.exec(migration('0002-unknown.sql'))
  database.pragma('user_version = 2')
  database.exec(`
    INSERT INTO threat_types (id, name) VALUES (7, 'Benign'), (9, 'DDoS');
    INSERT INTO captures (id, kind, name, status, size_bytes, imported_at_us, axis, classified, threats, scoring_id)
      VALUES (3, 'file', 'old.csv', 'ready', 1, 1, 'time', ${String(ROWS)}, ${String(ROWS / 5)}, 4);
    INSERT INTO scorings (id, capture_id, model_id, model_sha256, confidence_threshold, created_at_us, status,
      min_timestamp_us, max_timestamp_us) VALUES (4, 3, 'm', 'x', 0.5, 1, 'ready', 1000000, ${String(ROWS * 1e6)});
    INSERT INTO label_rollups VALUES (4, -1, 7, ${String((ROWS * 4) / 5)}), (4, 7, 9, ${String(ROWS / 5)});
    INSERT INTO alerts (id, scoring_id, capture_id, group_key, status, severity, threat_type, flow_count, confidence_sum,
      max_confidence, first_seen_us, last_seen_us, timestamp_known, updated_at_us)
      VALUES (11, 4, 3, 'k', 'open', 2, 9, ${String(ROWS / 5)}, 900, 0.9, 5000000, ${String(ROWS * 1e6)}, 1, 1)`)
  const insert = database.prepare('INSERT INTO predictions VALUES (?, 4, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
  database.transaction(() => {
    for (let number = 1; number <= ROWS; number += 1) {
      const is_threat = number % 5 === 0
      const time_us = number * 1e6
      const facts = is_threat ? ['10.0.0.1', 1234, '10.0.0.2', 80, 6, 7] : [null, null, 'fe80::1', null, null, null]
      const alert_id = is_threat ? 11 : null
      const known = is_threat ? 1 : 0
      insert.run(predictionId(4, number), time_us, known, is_threat ? 9 : 7, 0.9, ...facts, number + 1, alert_id)
    }
  })()
  database.close()
}

test('predictions of schema 2 are all there after the change to chunks', async () => {
  writeSchema2(folder.at('old.sqlite'))
  const store = await openStore(folder.at('old.sqlite'), () => undefined)
  const { rows, total } = await store.flows.list({}, null, ROWS + 1)
  expect(total).toBe(ROWS)
  expect(rows.map(({ line_number }) => line_number)).toEqual(Array.from({ length: ROWS }, (_, at) => ROWS + 1 - at))
  expect(rows[0]).toEqual({
    id: predictionId(4, ROWS),
    capture_id: 3,
    timestamp_us: ROWS * 1e6,
    timestamp_known: 1,
    threat_type: 'DDoS',
    confidence: Math.fround(0.9),
    source_ip: '10.0.0.1',
    source_port: 1234,
    destination_ip: '10.0.0.2',
    destination_port: 80,
    protocol: 6,
    label: 'Benign',
    line_number: ROWS + 1,
  })
  expect(rows[1]).toMatchObject({ threat_type: 'Benign', source_ip: null, destination_ip: 'fe80::1', protocol: null })
  expect((await store.flows.list({ alert_id: 11 }, null, ROWS)).rows).toHaveLength(ROWS / 5)
  expect((await store.flows.list({ threat_type: 'DDoS' }, null, ROWS)).rows).toHaveLength(ROWS / 5)
  expect(await store.flows.get(3, 4097)).toMatchObject({ line_number: 4098 })
  await store.close()
})
