import { cpSync } from 'node:fs'

import SQLite from 'better-sqlite3'
import { describe, expect, test } from 'vitest'

import { countRows } from '../testing/database.ts'
import { failureOf } from '../testing/failure.ts'
import { useFolder } from '../testing/folder.ts'
import { scoredBatch } from '../testing/scored.ts'
import { handOver } from './handed.ts'
import { openStore } from './client.ts'
import type { Store } from './store.ts'
import { predictionId } from '../flow/flow-id.ts'

const folder = useFolder()
const open = (name: string) => openStore(folder.at(name), () => undefined)

function newCapture(store: Store, status: 'importing' | 'ready' = 'ready') {
  return store.captures.create({
    kind: 'file',
    name: 'x.csv',
    status,
    sha256: 'a'.repeat(64),
    size_bytes: 1,
    imported_at_us: 1,
    axis: 'time',
    model_id: 'm',
    model_sha256: 'b'.repeat(64),
    confidence_threshold: 0.5,
    novelty_budget: 0.01,
  })
}

describe('a new data directory', () => {
  test('gets every table of the newest schema', async () => {
    const store = await open('new.sqlite')
    await store.close()
    expect(Object.keys(countRows(folder.at('new.sqlite'))).sort()).toEqual([
      'alert_events',
      'alert_subjects',
      'alerts',
      'behaviour_judgements',
      'bucket_rollups',
      'captures',
      'chunk_summaries',
      'chunk_threat_types',
      'feature_chunks',
      'feature_ranges',
      'findings',
      'host_events',
      'host_tags',
      'jobs',
      'label_rollups',
      'missing_cells',
      'model_activations',
      'noted_hosts',
      'prediction_chunks',
      'rejected_rows',
      'scorings',
      'segments',
      'settings',
      'streams',
      'threat_types',
      'unread_cells',
    ])
    const database = new SQLite(folder.at('new.sqlite'))
    expect(database.pragma('user_version', { simple: true })).toBeGreaterThan(0)
    expect(database.pragma('journal_mode', { simple: true })).toBe('wal')
    expect(database.pragma('auto_vacuum', { simple: true })).toBe(2)
    database.close()
  })

  test('keeps what was written over a close and another start', async () => {
    const first = await open('kept.sqlite')
    await first.settings.put({ theme: 'dark' })
    await first.close()
    const second = await open('kept.sqlite')
    expect(await second.settings.get()).toEqual({ theme: 'dark' })
    await second.close()
  })
})

describe('a database that cannot be used', () => {
  test('is refused when a newer AnomalyX wrote it, and left as it is', async () => {
    const database = new SQLite(folder.at('newer.sqlite'))
    database.exec('CREATE TABLE later (a)')
    database.pragma('user_version = 999')
    database.close()
    const error = await failureOf(open('newer.sqlite'))
    expect(error.code).toBe('store_failed')
    expect(error.message).toContain('newer AnomalyX (schema 999')
    expect(countRows(folder.at('newer.sqlite'))).toEqual({ later: 0 })
  })

  test('is refused with advice when it is no database', async () => {
    cpSync(new URL(import.meta.url), folder.at('text.sqlite'))
    const error = await failureOf(open('text.sqlite'))
    expect(error.code).toBe('store_failed')
    expect(error.message).toContain('text.sqlite cannot be opened')
  })

  test('is refused when its folder is not there', async () => {
    expect((await failureOf(open('missing/x.sqlite'))).code).toBe('store_failed')
  })
})

describe('a data directory in use', () => {
  test('is closed to a second AnomalyX, and open again after the first is gone', async () => {
    const first = await open('used.sqlite')
    const error = await failureOf(open('used.sqlite'))
    expect(error.code).toBe('store_failed')
    expect(error.message).toContain('Another AnomalyX is using this data directory')
    await first.close()
    await (await open('used.sqlite')).close()
  })
})

describe('a closed store', () => {
  test('refuses calls rather than leaving them without an answer', async () => {
    const store = await open('closed.sqlite')
    await store.close()
    expect((await failureOf(store.settings.get())).code).toBe('store_failed')
  })
})

describe('a batch', () => {
  const flows = [
    { threat_type: 'DDoS', label: 'Benign', timestamp_us: 5e6 },
    { threat_type: 'Benign', timestamp_us: 6e6 },
  ] as const

  test('that fails leaves nothing behind, and no class that later flows cannot be read by', async () => {
    const store = await open('failing.sqlite')
    const place = await newCapture(store)
    const rejected = { line_number: 9, column: null, value: '', reason: 'twice' }
    const error = await failureOf(
      store.flows.append(handOver({ ...scoredBatch(place, flows), rejected: [rejected, rejected] })),
    )
    expect(error.code).toBe('store_failed')
    expect((await store.flows.list({}, null, 10)).rows).toEqual([])
    expect(await store.captures.get(place.capture_id)).toMatchObject({ classified: 0, rejected: 0, threats: 0 })
    await store.flows.append(handOver(scoredBatch(place, flows)))
    await store.close()

    const again = await open('failing.sqlite')
    const { rows, total } = await again.flows.list({}, null, 10)
    expect(rows.map(({ threat_type, label }) => [threat_type, label])).toEqual([
      ['Benign', null],
      ['DDoS', 'Benign'],
    ])
    expect(total).toBe(2)
    await again.close()
  })

  test('for a capture that is being deleted or gone is refused, so that no row belongs to nobody', async () => {
    const store = await open('gone.sqlite')
    const place = await newCapture(store)
    await store.captures.hide(place.capture_id)
    await failureOf(store.flows.append(handOver(scoredBatch(place, flows))))
    while (!(await store.captures.removeSlice(place.capture_id)));
    await failureOf(store.flows.append(handOver(scoredBatch(place, flows))))
    await failureOf(store.flows.appendToCapture(handOver(scoredBatch(place, flows))))
    await store.close()
    const { threat_types, ...rest } = countRows(folder.at('gone.sqlite'))
    expect(threat_types).toBeGreaterThan(0)
    expect(
      Object.values(rest).every((rows) => rows === 0),
      JSON.stringify(rest),
    ).toBe(true)
  })

  test('that adds to a closed alert opens it again, and says so in its history', async () => {
    const store = await open('reopen.sqlite')
    const place = await newCapture(store)
    const hit = [{ threat_type: 'DDoS', timestamp_us: 5e6, destination_ip: '10.0.0.1' }] as const
    await store.flows.appendToCapture(handOver(scoredBatch(place, hit)))
    const [alert] = (await store.alerts.list({}, null, 10)).rows
    await store.alerts.update(alert?.id ?? 0, {
      status: 'closed',
      note: 'ours',
      version: null,
      actor: 'window',
      person: 'Ada',
      now_us: 7,
    })
    await store.flows.appendToCapture(handOver(scoredBatch(place, hit)))
    const found = await store.alerts.get(alert?.id ?? 0)
    expect(found?.alert).toMatchObject({ status: 'open', flow_count: 2 })
    expect(found?.events.map(({ actor, from_status, to_status }) => [actor, from_status, to_status])).toEqual([
      ['import', null, 'open'],
      ['window', 'open', 'closed'],
      ['import', 'closed', 'open'],
    ])
    expect((await store.flows.list({ alert_id: alert?.id ?? 0 }, null, 10)).rows).toHaveLength(2)
    await store.close()
  })
})

describe('stored features', () => {
  const flows = Array.from({ length: 3 }, () => ({ threat_type: 'Benign' }) as const)
  const chunkOf = (...bytes: number[]) => Uint8Array.from(bytes)

  test('are found by any flow of their batch, and by no other', async () => {
    const store = await open('features.sqlite')
    const [place, other] = [await newCapture(store), await newCapture(store)]
    await store.flows.append(handOver({ ...scoredBatch(place, flows), feature_chunk: chunkOf(1) }))
    await store.flows.appendToCapture(handOver({ ...scoredBatch(place, flows), feature_chunk: chunkOf(2) }))
    await store.flows.appendToCapture(handOver({ ...scoredBatch(place, flows), feature_chunk: null }))
    await store.flows.append(handOver({ ...scoredBatch(other, flows), feature_chunk: chunkOf(3) }))
    const found = await Promise.all(
      [1, 3, 4, 6, 7, 9].map((flow) => store.flows.getFeatureChunk(place.capture_id, flow)),
    )
    const first = { first_flow_number: 1, rows: 3, chunk: chunkOf(1) }
    const second = { first_flow_number: 4, rows: 3, chunk: chunkOf(2) }
    expect(found).toEqual([first, first, second, second, undefined, undefined])
    expect((await store.flows.getFeatureChunk(other.capture_id, 2))?.chunk).toEqual(chunkOf(3))
    await store.close()
  })

  test('go with their capture', async () => {
    const store = await open('features-gone.sqlite')
    const [place, other] = [await newCapture(store), await newCapture(store)]
    for (const { capture_id, scoring_id } of [place, other]) {
      await store.flows.append(
        handOver({ ...scoredBatch({ capture_id, scoring_id }, flows), feature_chunk: chunkOf(1) }),
      )
    }
    await store.captures.hide(place.capture_id)
    while (!(await store.captures.removeSlice(place.capture_id)));
    expect(await store.flows.getFeatureChunk(place.capture_id, 1)).toBeUndefined()
    expect(await store.flows.getFeatureChunk(other.capture_id, 1)).toBeDefined()
    await store.close()
  })
})

describe('flows of several captures', () => {
  test('come newest first over page borders, each once, whatever capture they are of', async () => {
    const store = await open('pages.sqlite')
    // Times interleave between the captures, and some are equal within and between them.
    for (let capture = 0; capture < 5; capture += 1) {
      const place = await newCapture(store)
      const times = Array.from({ length: 40 }, (_, at) => (1 + ((at * 7 + capture * 3) % 50)) * 1e6)
      await store.flows.append(
        handOver(
          scoredBatch(
            place,
            times.map((timestamp_us, at) => ({ threat_type: at % 4 === 0 ? 'Bot' : 'Benign', timestamp_us })),
          ),
        ),
      )
    }
    for (const filter of [{}, { threat_type: 'Bot' }, { capture_id: 3 }]) {
      const seen: { timestamp_us: number; id: number }[] = []
      let page = await store.flows.list(filter, null, 7)
      for (let last = page.rows.at(-1); last !== undefined; last = page.rows.at(-1)) {
        seen.push(...page.rows)
        page = await store.flows.list(filter, { timestamp_us: last.timestamp_us, id: last.id }, 7)
      }
      const expected = 'capture_id' in filter ? 40 : 'threat_type' in filter ? 50 : 200
      expect(page.total).toBe(expected)
      expect(new Set(seen.map(({ id }) => id)).size).toBe(expected)
      expect(seen).toEqual(seen.toSorted((one, other) => other.timestamp_us - one.timestamp_us || other.id - one.id))
    }
    await store.close()
  })
})

describe('flows of one capture in many batches', () => {
  /** Times of eight batches: in order, in any order, all the same, and next to each other's. */
  const TIMES: Readonly<Record<string, (at: number) => number>> = {
    'in order': (at) => at,
    'from the last to the first': (at) => 1000 - at,
    'in any order': (at) => (at * 7919) % 997,
    'all at once': () => 5,
    'a few at a time': (at) => Math.floor(((at * 31) % 200) / 50),
  }

  test.each(Object.keys(TIMES))('come newest first, each once, with times %s', async (name) => {
    const store = await open(`${name.replaceAll(' ', '-')}.sqlite`)
    const place = await newCapture(store)
    const all = Array.from({ length: 200 }, (_, at) => ({
      timestamp_us: 1e6 * (1 + TIMES[name]!(at)),
      threat_type: at % 3 === 0 ? ('Bot' as const) : at % 50 === 1 ? ('DDoS' as const) : ('Benign' as const),
      source_ip: `10.0.0.${String(at % 4)}`,
      id: predictionId(place.scoring_id, at + 1),
    }))
    for (let first = 0; first < all.length; first += 25) {
      const batch = scoredBatch(place, all.slice(first, first + 25), { first_flow_number: first + 1 })
      await store.flows.append(handOver(batch))
    }
    const alerts = (await store.alerts.list({ threat_type: 'Bot' }, null, 100)).rows
    const filters = [
      { filter: {}, wanted: all },
      { filter: { threat_type: 'DDoS' }, wanted: all.filter(({ threat_type }) => threat_type === 'DDoS') },
      { filter: { threat_type: 'Heartbleed' }, wanted: [] },
      ...alerts.map(({ id, source_ip }) => ({
        filter: { alert_id: id },
        wanted: all.filter((flow) => flow.threat_type === 'Bot' && flow.source_ip === source_ip),
      })),
    ]
    expect(alerts).toHaveLength(4)
    for (const { filter, wanted } of filters) {
      const seen: number[] = []
      let page = await store.flows.list(filter, null, 7)
      expect(page.total).toBe(wanted.length)
      for (let last = page.rows.at(-1); last !== undefined; last = page.rows.at(-1)) {
        seen.push(...page.rows.map(({ id }) => id))
        page = await store.flows.list(filter, last, 7)
      }
      const newest_first = wanted.toSorted((one, two) => two.timestamp_us - one.timestamp_us || two.id - one.id)
      expect(seen).toEqual(newest_first.map(({ id }) => id))
    }
    await store.close()
  })
})
