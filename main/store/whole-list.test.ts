import { expect, test } from 'vitest'

import { useFolder } from '../testing/folder.ts'
import { scoredBatch, type ScoredFlow } from '../testing/scored.ts'
import { openStore } from './client.ts'
import type { PredictionFilter, PredictionRow } from './flows.ts'
import { handOver } from './handed.ts'
import { NewestPlaces } from './sqlite/queries/list-ahead.ts'
import type { StoredChunk } from './sqlite/queries/prediction-chunks.ts'
import type { Store } from './store.ts'

const folder = useFolder()

/** Numbers in no order, the same each time. */
function* numbers(seed: number): Generator<number, never> {
  for (let value = seed; ;) {
    value = (Math.imul(value, 1_103_515_245) + 12_345) >>> 0
    yield value >>> 8
  }
}

async function fill(store: Store, chunks: number, rows: number): Promise<void> {
  const random = numbers(chunks)
  const place = await store.captures.create({
    kind: 'detections',
    name: 'x',
    status: 'ready',
    sha256: null,
    size_bytes: 0,
    imported_at_us: 1,
    axis: 'row',
    model_id: 'm',
    model_sha256: 'b'.repeat(64),
    confidence_threshold: 0.5,
    novelty_budget: 0.01,
  })
  for (let chunk = 0; chunk < chunks; chunk += 1) {
    const flows = Array.from({ length: rows }, (): ScoredFlow => {
      // Few different times: many flows share one.
      const timestamp_us = (random.next().value % 5000) + 1
      return { threat_type: timestamp_us % 3 === 0 ? 'Bot' : 'Benign', timestamp_us }
    })
    await store.flows.appendToCapture(handOver(scoredBatch(place, flows)))
  }
}

async function whole(store: Store, filter: PredictionFilter, limit: number) {
  const rows = []
  let page = await store.flows.list(filter, null, limit)
  for (let last = page.rows.at(-1); last !== undefined; last = page.rows.at(-1)) {
    rows.push(...page.rows)
    page = await store.flows.list(filter, last, limit)
  }
  return { rows, total: page.total }
}

test('a list that is read as a whole is the list of its pages, whatever the order of times', async () => {
  const store = await openStore(folder.at('order.sqlite'), () => undefined)
  await fill(store, 20, 4096)
  await fill(store, 3, 1500)
  const paged = await whole(store, {}, 4999)
  const lists: [PredictionFilter, (row: PredictionRow) => boolean][] = [
    [{}, () => true],
    [{ capture_id: 1 }, ({ capture_id }) => capture_id === 1],
    [{ threat_type: 'Bot' }, ({ threat_type }) => threat_type === 'Bot'],
    [{ threat_type: 'DDoS' }, () => false],
  ]
  for (const [filter, isIn] of lists) {
    const expected = paged.rows.filter(isIn)
    const read = await whole(store, filter, 5001)
    expect(read.total).toBe(expected.length)
    expect(read.rows).toEqual(expected)
  }
  await store.close()
}, 120_000)

test('flows that came since, and those of a deleted capture, are seen by whoever reads on', async () => {
  const store = await openStore(folder.at('changes.sqlite'), () => undefined)
  await fill(store, 4, 4096)
  const first = await store.flows.list({}, null, 5001)
  await fill(store, 1, 4096)
  const next = await store.flows.list({}, first.rows.at(-1) ?? null, 5001)
  expect(next.rows).toEqual(
    (await whole(store, {}, 4999)).rows.filter((row) => isAfter(row, first.rows.at(-1)!)).slice(0, 5001),
  )
  await store.captures.hide(1)
  const last = await store.flows.list({}, first.rows.at(-1) ?? null, 5001)
  expect(new Set(last.rows.map(({ capture_id }) => capture_id))).toEqual(new Set([2]))
  await store.close()
}, 120_000)

const isAfter = (one: { timestamp_us: number; id: number }, other: { timestamp_us: number; id: number }) =>
  one.timestamp_us < other.timestamp_us || (one.timestamp_us === other.timestamp_us && one.id < other.id)

test('what is kept of a list does not grow with it', () => {
  const places = new NewestPlaces({ timestamp_us: Number.MAX_SAFE_INTEGER, id: 0 }, 1000)
  const random = numbers(1)
  const all: { timestamp_us: number; id: number }[] = []
  const before = process.memoryUsage().arrayBuffers
  for (let number = 0; number < 200; number += 1) {
    const timestamps_us = Float64Array.from({ length: 1000 }, () => random.next().value % 300)
    const chunk = { id: number * 1000, keys: { rows: 1000, timestamps_us } } as unknown as StoredChunk
    if (number < 20)
      all.push(...Array.from(timestamps_us, (timestamp_us, row) => ({ timestamp_us, id: chunk.id + row })))
    places.addFrom(chunk, () => number < 20)
  }
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16_000_000)
  const expected = all.sort((one, other) => (isAfter(one, other) ? 1 : -1)).slice(0, 1000)
  expect(places.places()).toEqual(expected)
})
