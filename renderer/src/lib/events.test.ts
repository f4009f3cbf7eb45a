import { afterEach, beforeEach, expect, it, vi } from 'vitest'

import type { AppEvent } from '../../../contract/events.ts'
import type { Job } from '../../../contract/jobs.ts'
import type { OperationOutput } from '../../../contract/operations.ts'
import { followEvents } from './events.ts'
import { createQueryClient, queryKey } from './queries.ts'

const job: Job = {
  id: 1,
  kind: 'import',
  status: 'running',
  title: 'monday.csv',
  model_id: null,
  stage: null,
  capture_id: 1,
  created_at: '2025-03-05T12:00:00Z',
  started_at: '2025-03-05T12:00:00Z',
  finished_at: null,
  progress_unit: 'bytes',
  progress_done: 10,
  progress_total: 100,
  rows_read: 5,
  conversations: 0,
  classified: 5,
  rejected: 0,
  rows_per_second: 100,
  remaining_ms: 900,
  error: null,
}

let send: (event: AppEvent) => void
const subscribe = (listener: (event: AppEvent) => void) => {
  send = listener
  return () => undefined
}

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

it('shows the newest state of a job, also of one that was not known', () => {
  const client = createQueryClient()
  const key = queryKey('jobs.list', {})
  client.setQueryData(key, { items: [], next_cursor: null, total: 0 })
  followEvents(client, subscribe)

  send({ type: 'job', job })
  send({ type: 'job', job: { ...job, progress_done: 60 } })

  const page = client.getQueryData<OperationOutput<'jobs.list'>>(key)
  expect(page?.total).toBe(1)
  expect(page?.items).toMatchObject([{ id: 1, progress_done: 60 }])
})

it('asks again soon after a change, and less and less often while changes go on, down to once a second', async () => {
  const client = createQueryClient()
  await client.query({ queryKey: ['charts.overview', {}], queryFn: () => ({}) })
  const begun_ms = performance.now()
  const asked_ms: number[] = []
  vi.spyOn(client, 'invalidateQueries').mockImplementation((filter) => {
    if (filter?.queryKey?.[0] === 'charts.overview') asked_ms.push(performance.now() - begun_ms)
    return Promise.resolve()
  })
  followEvents(client, subscribe)
  const changeFor = async (span_ms: number) => {
    for (let elapsed_ms = 0; elapsed_ms < span_ms; elapsed_ms += 50) {
      send({ type: 'changed', subject: 'flows' })
      await vi.advanceTimersByTimeAsync(50)
    }
  }

  await changeFor(4000)
  expect(asked_ms).toEqual([100, 350, 850, 1850, 2850, 3850])
  await vi.advanceTimersByTimeAsync(5000)
  asked_ms.length = 0
  await changeFor(500)
  expect(asked_ms.map((at_ms) => at_ms - 9000)).toEqual([100, 350])
})

it('asks again once for a burst of changes, and once more for one that came while it asked', async () => {
  const client = createQueryClient()
  const ask = vi.fn(() => new Promise((resolve) => setTimeout(() => resolve({}), 700)))
  void client.query({ queryKey: ['alerts.list', {}], queryFn: ask })
  await vi.advanceTimersByTimeAsync(700)

  const invalidate = vi.spyOn(client, 'invalidateQueries')
  const asked = () => invalidate.mock.calls.filter(([filter]) => filter?.queryKey?.[0] === 'alerts.list').length
  followEvents(client, subscribe)
  for (let burst = 0; burst < 50; burst += 1) send({ type: 'changed', subject: 'alerts' })
  await vi.advanceTimersByTimeAsync(600)
  expect(asked()).toBe(1)

  void client.query({ queryKey: ['alerts.list', {}], queryFn: ask, staleTime: 0 })
  send({ type: 'changed', subject: 'alerts' })
  await vi.advanceTimersByTimeAsync(550)
  expect(asked()).toBe(1)
  await vi.advanceTimersByTimeAsync(1000)
  expect(asked()).toBe(2)
})
