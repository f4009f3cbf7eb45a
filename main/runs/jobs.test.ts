import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import type { NewCapture } from '../store/captures.ts'
import type { JobRow, NewJob } from '../store/jobs.ts'
import { openStore } from '../store/client.ts'
import type { Store } from '../store/store.ts'
import { useFolder } from '../testing/folder.ts'
import { type Ending, JobEndings } from './job-endings.ts'
import { type JobPlan, Jobs } from './jobs.ts'
import { createLanes, type Lanes } from './lanes.ts'

const folder = useFolder()
const stopping = new AbortController()
let store: Store
let lanes: Lanes
let jobs: Jobs
let told: JobRow[]
let listeners: ((row: JobRow) => void)[]
let stores = 0

beforeEach(async () => {
  store = await openStore(folder.at(`jobs-${String(++stores)}.sqlite`), () => undefined)
  lanes = createLanes()
  told = []
  listeners = []
  jobs = new Jobs({
    ...{ store, lanes, endings: new JobEndings(stopping.signal), log: () => undefined },
    onProgress: (row) => {
      told.push(row)
      for (const listener of listeners) listener(row)
    },
    onChanged: () => undefined,
  })
})
afterEach(() => store.close())

type Plan = JobPlan<{ readonly job_id: number }>

function plan(own: Pick<Plan, 'work'> & Partial<Plan>): Plan {
  return {
    kind: 'training',
    lane: 'trainings',
    size: { unit: 'flows', total: 10 },
    create: async () => ({
      job_id: await store.jobs.create({
        ...{ kind: 'training', title: 't', capture_id: null, model_id: null, created_at_us: 1 },
        ...{ progress_unit: 'flows', progress_total: 10 },
      }),
    }),
    affects: [],
    ...own,
  }
}

/** Settles when the end of a job is told. */
function ended(job_id: number): Promise<JobRow> {
  const isEnd = ({ id, status }: JobRow) => id === job_id && status !== 'queued' && status !== 'running'
  return new Promise((resolve) => {
    const look = (row: JobRow) => {
      if (isEnd(row)) resolve(row)
    }
    listeners.push(look)
    told.forEach(look)
  })
}

describe('a job', () => {
  test('is told queued, running and done, in this order, and released before its end is told', async () => {
    const order: string[] = []
    const { job_id } = await jobs.start(
      plan({
        work: () => Promise.resolve({ progress_done: 10 }),
        release: () => {
          order.push('released')
          return Promise.resolve()
        },
      }),
    )
    expect(await ended(job_id)).toMatchObject({ status: 'done', progress_done: 10, progress_total: 10, error: null })
    expect([...new Set(told.map(({ status }) => status))].at(-1)).toBe('done')
    expect(order).toEqual(['released'])
  })

  test('that fails says why; one that is cancelled fails not', async () => {
    const failing = await jobs.start(plan({ work: () => Promise.reject(new Error('no more')) }))
    const row = await ended(failing.job_id)
    expect(row.status).toBe('failed')
    expect(JSON.parse(row.error ?? '{}')).toMatchObject({ code: 'internal' })

    const cancelled = await jobs.start(
      plan({
        work: (_, { signal }) =>
          new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('let go')))),
      }),
    )
    await lanes.trainings.cancel(cancelled.job_id)
    expect(await ended(cancelled.job_id)).toMatchObject({ status: 'cancelled', error: null })
  })

  test('whose row cannot be written is none: nothing waits in its lane', async () => {
    const failure = jobs.start(
      plan({ create: () => Promise.reject(new Error('disk')), work: () => Promise.resolve(null) }),
    )
    await expect(failure).rejects.toThrow('disk')
    expect(lanes.trainings.state().job_ids).toEqual([])
  })

  test('of one lane waits for none of another', async () => {
    const long = Promise.withResolvers<Ending>()
    const first = await jobs.start(plan({ lane: 'imports', work: () => long.promise }))
    const other = await jobs.start(plan({ work: () => Promise.resolve({}) }))
    expect((await ended(other.job_id)).status).toBe('done')
    expect((await store.jobs.get(first.job_id))?.status).toBe('running')
    long.resolve({})
    await ended(first.job_id)
  })
})

const CAPTURE: NewCapture = {
  ...{ kind: 'file', name: 'a.csv', status: 'ready', sha256: null, size_bytes: 1, imported_at_us: 1, axis: 'time' },
  ...{ model_id: 'm', model_sha256: 'x', confidence_threshold: 0.5, novelty_budget: 0 },
}

describe('the begin of a job', () => {
  const rescore = (
    capture_id: number,
    model_id: string,
    own: { confidence_threshold?: number; novelty_budget?: number },
  ) =>
    store.jobs.startRescore(
      {
        capture_id,
        model_id,
        model_sha256: 'x',
        confidence_threshold: 0.5,
        novelty_budget: 0,
        created_at_us: 2,
        ...own,
      },
      {
        ...{ kind: 'rescore', title: 'a.csv', capture_id, model_id, created_at_us: 2 },
        ...{ progress_unit: 'flows', progress_total: 0 },
      },
    )

  test('of the same model with the same settings is refused, however many ask at once', async () => {
    const { capture_id } = await store.captures.create(CAPTURE)
    const answers = await Promise.all(Array.from({ length: 5 }, () => rescore(capture_id, 'n', {})))
    expect(answers.filter(({ twin }) => twin === null)).toHaveLength(1)
    expect((await store.jobs.list(null, 1e9, 10)).total).toBe(1)
    expect((await rescore(capture_id, 'm', {})).twin).toMatchObject({ model_id: 'm', status: 'ready' })
  })

  test('of the same model with other settings is none of these', async () => {
    const { capture_id } = await store.captures.create(CAPTURE)
    expect((await rescore(capture_id, 'm', { confidence_threshold: 0.7 })).twin).toBeNull()
    expect((await rescore(capture_id, 'm', { novelty_budget: 0.01 })).twin).toBeNull()
    expect((await rescore(capture_id, 'm', { novelty_budget: 0.01 })).twin).not.toBeNull()
  })

  test('leaves no capture when its job cannot be written', async () => {
    const job: Omit<NewJob, 'capture_id' | 'progress_unit'> = {
      ...{ kind: 'import', title: 'a.csv', model_id: 'm', created_at_us: 1, progress_total: 1 },
    }
    const failing = store.jobs.startImport(CAPTURE, { ...job, progress_unit: 'furlongs' as 'bytes' })
    await expect(failing).rejects.toThrow()
    expect((await store.captures.list(1e9, 10)).total).toBe(0)
    expect((await store.jobs.startImport(CAPTURE, { ...job, progress_unit: 'bytes' })).job_id).toBeGreaterThan(0)
  })
})
