import { rm } from 'node:fs/promises'
import { join } from 'node:path'

import { handOver } from '../../main/store/handed.ts'
import { openStore } from '../../main/store/client.ts'
import type { Store } from '../../main/store/store.ts'
import { scoredBatch } from '../../main/testing/scored.ts'
import { BENCH_CAPTURE, BENCH_DIR } from './captures.ts'
import { timed } from './machine.ts'

const CHUNK_ROWS = 4096
const CHUNKS = 2441
const DAY_US = 86_400e6

/** The worst that a list meets: one capture whose times are in no order, so that every chunk may hold the newest flow. */
export async function benchShuffled(): Promise<string[]> {
  const path = join(BENCH_DIR, 'shuffled.sqlite')
  const remove = () => Promise.all(['', '-wal', '-shm', '.lock'].map((end) => rm(path + end, { force: true })))
  await remove()
  const store = await openStore(path, (message) => process.stderr.write(`${message}\n`))
  await fill(store)
  const first = await store.flows.list({}, null, 101)
  const shown = {
    'first page': await timed(() => store.flows.list({}, null, 101)),
    'next page': await timed(() => store.flows.list({}, first.rows.at(-1) ?? null, 101)),
    'filter by threat type': await timed(() => store.flows.list({ threat_type: 'DDoS' }, null, 101)),
  }
  await store.close()
  await remove()
  const told = Object.entries(shown).map(([name, elapsed_ms]) => `${name} ${elapsed_ms.toFixed(0)} ms`)
  return [`${(CHUNK_ROWS * CHUNKS).toLocaleString('en')} flows of one capture, times in no order: ${told.join(', ')}`]
}

async function fill(store: Store): Promise<void> {
  const place = await store.captures.create(BENCH_CAPTURE)
  const flows = Array.from({ length: CHUNK_ROWS }, (_, at) => ({
    threat_type: at % 7 === 0 ? ('DDoS' as const) : ('Benign' as const),
    timestamp_us: 1.5e15 + Math.floor(((at * 2654435761) % 4294967296) * (DAY_US / 4294967296)),
    source_ip: `10.0.0.${String(at % 200)}`,
  }))
  const batch = scoredBatch(place, flows)
  for (let chunk = 0; chunk < CHUNKS; chunk += 1) {
    // The store takes what it is given for good.
    await store.flows.append(handOver({ ...structuredClone(batch), first_flow_number: chunk * CHUNK_ROWS + 1 }))
  }
}
