import { expect, test } from 'vitest'

import { useFolder } from '../testing/folder.ts'
import { scoredBatch } from '../testing/scored.ts'
import { handOver } from './handed.ts'
import { openStore } from './client.ts'
import type { Store } from './store.ts'

const folder = useFolder()

const newCapture = (store: Store) =>
  store.captures.create({
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

async function everyLine(store: Store): Promise<number[]> {
  const lines: number[] = []
  let page = await store.flows.list({}, null, 500)
  for (let last = page.rows.at(-1); last !== undefined; last = page.rows.at(-1)) {
    lines.push(...page.rows.map(({ capture_id, timestamp_us }) => capture_id * 1e6 + timestamp_us))
    page = await store.flows.list({}, last, 500)
  }
  return lines
}

test('more batches than are kept decoded are read as often as they are asked for', async () => {
  const store = await openStore(folder.at('many.sqlite'), () => undefined)
  const place = await newCapture(store)
  const times = Array.from({ length: 1200 }, (_, at) => at + 1)
  await Promise.all(
    times.map((timestamp_us) =>
      store.flows.appendToCapture(handOver(scoredBatch(place, [{ threat_type: 'Bot', timestamp_us }]))),
    ),
  )
  const expected = times.map((time) => place.capture_id * 1e6 + time).reverse()
  for (let turn = 0; turn < 2; turn += 1) expect(await everyLine(store)).toEqual(expected)
  await store.close()
})

test('flows that were read before are gone with their capture, and others are in no place of theirs', async () => {
  const store = await openStore(folder.at('gone.sqlite'), () => undefined)
  const flows = [{ threat_type: 'DDoS', timestamp_us: 7 }] as const
  const first = await newCapture(store)
  await store.flows.appendToCapture(handOver(scoredBatch(first, flows)))
  expect(await everyLine(store)).toEqual([first.capture_id * 1e6 + 7])
  await store.captures.hide(first.capture_id)
  expect(await everyLine(store)).toEqual([])
  while (!(await store.captures.removeSlice(first.capture_id)));
  expect(await everyLine(store)).toEqual([])
  const second = await newCapture(store)
  await store.flows.appendToCapture(handOver(scoredBatch(second, [{ threat_type: 'Bot', timestamp_us: 9 }])))
  expect(await everyLine(store)).toEqual([second.capture_id * 1e6 + 9])
  expect(await store.flows.get(first.capture_id, 1)).toBeUndefined()
  await store.close()
})
