import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'

import { describe, expect, test } from 'vitest'

import { failureOf } from '../testing/failure.ts'
import { useFolder } from '../testing/folder.ts'
import { found } from '../testing/found.ts'
import { scoredBatch } from '../testing/scored.ts'
import { handOver } from './handed.ts'
import { openStore } from './client.ts'
import type { Store } from './store.ts'
import type { NewCapture } from './captures.ts'

const folder = useFolder()
const SQLITE = import.meta.resolve('better-sqlite3')
const CLIENT = new URL('./client.ts', import.meta.url).href
const HAS_STRACE = spawnSync('strace', ['-V']).status === 0
if (!HAS_STRACE) process.stderr.write('Not run: counting the fsyncs of a decision needs strace.\n')

const CAPTURE: NewCapture = {
  kind: 'file',
  name: 'x.csv',
  status: 'ready',
  sha256: 'a'.repeat(64),
  size_bytes: 1,
  imported_at_us: 1,
  axis: 'time',
  model_id: 'm',
  model_sha256: 'b'.repeat(64),
  confidence_threshold: 0.5,
  novelty_budget: 0.01,
}

const STRACE = ['-f', '-y', '-s', '16', '-e', 'trace=fsync,fdatasync,write', '-o']

/** A file with a program of its own. */
async function program(name: string, text: string): Promise<string> {
  await writeFile(folder.at(name), text)
  return folder.at(name)
}

/** A process that holds the write lock of a database for a while, and tells when it has it. */
async function holdFor(path: string, hold_ms: number) {
  const script = `
    import SQLite from ${JSON.stringify(SQLITE)}
    const database = new SQLite(${JSON.stringify(path)})
    database.exec('BEGIN IMMEDIATE')
    database.exec("INSERT INTO settings (name, value) VALUES ('other', '1') ON CONFLICT DO NOTHING")
    console.log('held')
    setTimeout(() => database.exec('COMMIT'), ${String(hold_ms)})`
  const child = spawn(process.execPath, [await program('hold.mjs', script)], { stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  await once(createInterface({ input: child.stdout }), 'line')
  return { exited }
}

/** Every kind of write of the store, with what it needs. */
const WRITES: Readonly<Record<string, (store: Store, place: Place) => Promise<unknown>>> = {
  'a setting': (store) => store.settings.put({ theme: 'dark' }),
  'an activation': (store) =>
    store.models.addActivation({
      at_us: 1,
      actor: 'window',
      person: null,
      model_id: 'm',
      model_sha256: 'x',
      is_rollback: 0,
    }),
  'an alert': (store, { alert_id }) =>
    store.alerts.update(alert_id, {
      status: 'closed',
      note: 'ours',
      version: null,
      actor: 'window',
      person: null,
      now_us: 9,
    }),
  'flows of a script': (store, { place }) =>
    store.flows.appendToCapture(handOver(scoredBatch(place, [{ threat_type: 'Benign' }]))),
  'a deletion': (store, { place }) => store.captures.hide(place.capture_id),
  'a slice of a removal': async (store, { place }) => {
    await store.captures.hide(place.capture_id)
    return store.captures.removeSlice(place.capture_id)
  },
}

interface Place {
  readonly place: { readonly capture_id: number; readonly scoring_id: number }
  readonly alert_id: number
}

async function withAlert(store: Store): Promise<Place> {
  const place = await store.captures.create(CAPTURE)
  await store.flows.appendToCapture(
    handOver(scoredBatch(place, [{ threat_type: 'DDoS', timestamp_us: 5e6, destination_ip: '10.0.0.1' }])),
  )
  const [alert] = (await store.alerts.list({}, null, 1)).rows
  return { place, alert_id: alert?.id ?? 0 }
}

describe('a database that another process writes to', () => {
  test.each(Object.keys(WRITES))('is waited for by the write of %s', async (what) => {
    const path = folder.at(`${what.replaceAll(' ', '-')}.sqlite`)
    const store = await openStore(path, () => undefined)
    const places = await withAlert(store)
    const since_ms = performance.now()
    const { exited } = await holdFor(path, 600)
    const held_ms = performance.now()
    await WRITES[what]!(store, places)
    // The other process has committed in between: what was read before its end would be of an older state.
    expect(performance.now() - held_ms).toBeGreaterThan(300)
    expect(performance.now() - since_ms).toBeLessThan(5000)
    expect(await store.settings.get()).toMatchObject({ other: 1 })
    await exited
    await store.close()
  })

  test('for longer than that is told with a sentence, and the next write works', async () => {
    const path = folder.at('long.sqlite')
    const logged: string[] = []
    const store = await openStore(path, (line) => logged.push(line), { busy_timeout_ms: 100 })
    const { exited } = await holdFor(path, 800)
    const error = await failureOf(store.settings.put({ theme: 'dark' }))
    expect(error.code).toBe('store_failed')
    expect(error.message).toContain('Another program has locked the database, such as a backup or a database browser.')
    expect(logged.join()).not.toContain(' at ')
    await exited
    await store.settings.put({ theme: 'light' })
    expect(await store.settings.get()).toMatchObject({ theme: 'light' })
    await store.close()
  })
})

/** A process that writes settings and says each one that was acknowledged; it never closes the store. */
const writer = (path: string, count: number) => `
  import { openStore } from ${JSON.stringify(CLIENT)}
  const store = await openStore(${JSON.stringify(path)}, console.error)
  // The first after a checkpoint begins the log anew, which is synced too.
  await store.settings.put({ count: 0 })
  console.log('ready')
  for (let count = 1; count <= ${String(count)}; count += 1) {
    await store.settings.put({ count })
    console.log(count)
  }
  console.log('done')
  setInterval(() => undefined, 1000)`

describe('a decision', () => {
  test('that was acknowledged is there after kill -9', async () => {
    const path = folder.at('killed.sqlite')
    for (let round = 0; round < 3; round += 1) {
      const file = await program('writer.mjs', writer(path, 1e6))
      const child = spawn(process.execPath, [file], { stdio: ['ignore', 'pipe', 'inherit'] })
      const exited = once(child, 'exit')
      let acknowledged = 0
      for await (const line of createInterface({ input: child.stdout })) {
        if (/^\d+$/.test(line)) acknowledged = Number(line)
        if (acknowledged === 20 * (round + 1)) child.kill('SIGKILL')
      }
      await exited
      const store = await openStore(path, () => undefined)
      expect(store.notices).toEqual([])
      expect((await store.settings.get())['count']).toBeGreaterThanOrEqual(acknowledged)
      await store.close()
    }
  })

  test.runIf(HAS_STRACE)('is synced to the disk before it is acknowledged, with one fsync each', async () => {
    const path = folder.at('synced.sqlite')
    const trace = folder.at('trace')
    const child = spawn('strace', [...STRACE, trace, process.execPath, await program('writer.mjs', writer(path, 20))], {
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: true,
    })
    const exited = once(child, 'exit')
    for await (const line of createInterface({ input: child.stdout })) {
      if (line === 'done') process.kill(-found(child.pid), 'SIGKILL')
    }
    await exited
    const lines = readFileSync(trace, 'utf8').split('\n')
    const said = (line: string) => /write\(1<[^>]*>, "(ready|done|\d+)\\n"/.exec(line)?.[1]
    const isSync = (line: string) => /f(?:data)?sync\(\d+<[^>]*synced\.sqlite-wal>/.test(line)
    const after_ready = lines.slice(lines.findIndex((line) => said(line) === 'ready'))
    const steps = after_ready.flatMap((line) =>
      isSync(line) ? ['sync'] : said(line) === undefined ? [] : [said(line)],
    )
    const expected = ['ready', ...Array.from({ length: 20 }, (_, at) => ['sync', String(at + 1)]).flat(), 'done']
    expect(steps).toEqual(expected)
  })
})
