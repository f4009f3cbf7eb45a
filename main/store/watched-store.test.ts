import { afterEach, expect, test } from 'vitest'

import { holdDatabase } from '../testing/database.ts'
import { failureOf } from '../testing/failure.ts'
import { useFolder } from '../testing/folder.ts'
import { until } from '../testing/processes.ts'
import type { Store } from './store.ts'
import { openWatchedStore } from './watched-store.ts'

const folder = useFolder()
let release: () => void = () => undefined
afterEach(() => release())

async function hold() {
  const letGo = await holdDatabase(folder.path)
  release = () => {
    release = () => undefined
    letGo()
  }
}

/** A store that waits for other programs for longer than it is waited for. */
async function openWaiting(deadline_ms: number) {
  const conditions: (string | null)[] = []
  const store = await openWatchedStore(
    folder.at('anomalyx.sqlite'),
    () => undefined,
    { busy_timeout_ms: 600_000 },
    { deadline_ms, onCondition: (why) => void conditions.push(why) },
  )
  return { store, conditions }
}

const job = { kind: 'import', capture_id: null, model_id: null, created_at_us: 1, bytes_total: 1 } as const
const titles = async (store: Store) => (await store.jobs.list(null, 1e9, 100)).rows.map(({ title }) => title)

test('a store that answers nothing fails what waits for it, and is opened again once its thread is free', async () => {
  const { store, conditions } = await openWaiting(500)
  await store.jobs.create({ ...job, title: 'before' })
  await hold()
  const blocked = failureOf(store.jobs.create({ ...job, title: 'blocked' }))
  const behind = failureOf(store.jobs.create({ ...job, title: 'behind it' }))
  expect((await blocked).message).toContain('The database gave no answer for 0.5 s. What was being written is whole')
  expect((await behind).code).toBe('store_failed')
  expect((await failureOf(store.jobs.get(1))).message).toContain('The database does not answer')
  expect(conditions).toEqual([expect.stringContaining('gave no answer for 0.5 s')])
  release()
  await until(() => conditions.at(-1) === null)
  // The step under way was finished or not; what waited behind it is never done later on.
  expect(['before', 'blocked,before']).toContain((await titles(store)).join())
  await store.jobs.create({ ...job, title: 'after' })
  expect(await titles(store)).not.toContain('behind it')
  expect(await store.close()).toBe(true)
})

test('a store whose thread stands in the database does not hold up closing', async () => {
  const { store } = await openWaiting(600_000)
  await hold()
  const blocked = failureOf(store.jobs.create({ ...job, title: 'blocked' }))
  const begun_ms = performance.now()
  expect(await store.close()).toBe(false)
  expect(performance.now() - begun_ms).toBeLessThan(3000)
  expect((await blocked).message).toBe('AnomalyX is closing.')
  expect((await failureOf(store.jobs.get(1))).message).toContain('The database is closed')
})
