import { describe, expect, test } from 'vitest'

import { NEW_CAPTURE, NEW_JOB, newCapture, type OpenStore, withStore } from './fixtures.ts'

const ERRORS = { running: '"running"', queued: '"queued"', other: '"other"' }

/** What jobs, models, settings and recovery must do in any store. */
export function recordConformance(openStore: OpenStore): void {
  describe('jobs', () => {
    test('are listed newest first by status, page by page, with how many there are', () =>
      withStore(openStore, async (store) => {
        const ids: number[] = []
        for (let at = 0; at < 5; at += 1) ids.push(await store.jobs.create(NEW_JOB))
        await store.jobs.update(ids[2]!, { status: 'done' })
        const first = await store.jobs.list(null, 1e9, 3)
        const second = await store.jobs.list(null, first.rows.at(-1)!.id, 3)
        expect([...first.rows, ...second.rows].map(({ id }) => id)).toEqual(ids.toReversed())
        expect([first.total, second.total]).toEqual([5, 5])
        expect(await store.jobs.list('done', 1e9, 3)).toMatchObject({ rows: [{ id: ids[2] }], total: 1 })
      }))

    test('are queued when they are made, and change in what is named alone', () =>
      withStore(openStore, async (store) => {
        const id = await store.jobs.create(NEW_JOB)
        const made = {
          ...NEW_JOB,
          id,
          status: 'queued',
          progress_done: 0,
          classified: 0,
          conversations: 0,
          rejected: 0,
          paused_us: 0,
        }
        const empty = { stage: null, started_at_us: null, finished_at_us: null, error: null }
        expect(await store.jobs.get(id)).toEqual({ ...made, ...empty })
        await store.jobs.update(id, { status: 'running', progress_done: 3, capture_id: 5 })
        await store.jobs.update(id, {})
        await store.jobs.update(id, { capture_id: null })
        expect(await store.jobs.get(id)).toEqual({ ...made, ...empty, status: 'running', progress_done: 3 })
        expect(await store.jobs.get(id + 1)).toBeUndefined()
      }))

    test('begin with what they work on, or neither is there', () =>
      withStore(openStore, async (store) => {
        const { capture_id, scoring_id, job_id } = await store.jobs.startImport(NEW_CAPTURE, NEW_JOB)
        expect((await store.captures.get(capture_id))?.scoring_id).toBe(scoring_id)
        expect(await store.jobs.get(job_id)).toMatchObject({ capture_id, kind: 'import', status: 'queued' })
        const unheard_of = { ...NEW_JOB, progress_unit: 'furlongs' as 'bytes' }
        await expect(store.jobs.startImport(NEW_CAPTURE, unheard_of)).rejects.toThrow()
        expect((await store.captures.list(1e9, 9)).total).toBe(1)
        const { model_sha256, confidence_threshold } = NEW_CAPTURE
        const scoring = { capture_id, model_id: 'n', model_sha256, confidence_threshold, created_at_us: 5 }
        const job = { ...NEW_JOB, kind: 'rescore', capture_id } as const
        const begin = (novelty_budget: number) => store.jobs.startRescore({ ...scoring, novelty_budget }, job)
        const first = await begin(0.01)
        expect(first.twin).toBeNull()
        expect((await begin(0.01)).twin).toMatchObject({ model_id: 'n', novelty_budget: 0.01, status: 'running' })
        expect((await begin(0.02)).twin).toBeNull()
        expect((await store.jobs.list(null, 1e9, 9)).total).toBe(3)
      }))

    test('are found in the order asked for, those that are there', () =>
      withStore(openStore, async (store) => {
        const [one, two] = [await store.jobs.create(NEW_JOB), await store.jobs.create(NEW_JOB)]
        expect((await store.jobs.getMany([two, 99, one])).map(({ id }) => id)).toEqual([two, one])
      }))

    test('use a model while they wait or run', () =>
      withStore(openStore, async (store) => {
        const id = await store.jobs.create(NEW_JOB)
        expect([await store.jobs.isModelInUse('m'), await store.jobs.isModelInUse('n')]).toEqual([true, false])
        await store.jobs.update(id, { status: 'failed' })
        expect(await store.jobs.isModelInUse('m')).toBe(false)
      }))
  })

  describe('records', () => {
    test('of activations are kept in their order', () =>
      withStore(openStore, async (store) => {
        const rows = [1, 2, 3].map((at_us) => ({
          ...({
            at_us,
            actor: 'window',
            person: at_us === 1 ? null : 'Ada',
            model_id: `m${String(at_us)}`,
            model_sha256: 'x',
            is_rollback: at_us % 2,
          } as const),
        }))
        for (const row of rows) await store.models.addActivation(row)
        expect(await store.models.listActivations()).toEqual(rows)
      }))

    test('of settings keep what is not named', () =>
      withStore(openStore, async (store) => {
        expect(await store.settings.get()).toEqual({})
        await store.settings.put({ theme: 'dark', list: [1, null, 'ä'] })
        await store.settings.put({ theme: 'light' })
        expect(await store.settings.get()).toEqual({ theme: 'light', list: [1, null, 'ä'] })
      }))
  })

  describe('recovery', () => {
    test('interrupts what waited or ran, hides what it left, and finds nothing a second time but what is to be removed', () =>
      withStore(openStore, async (store) => {
        const half = await newCapture(store, { status: 'importing' })
        const whole = await newCapture(store)
        const scoring_id = await store.scorings.create({
          ...{ capture_id: whole.capture_id, model_id: 'n', model_sha256: 'x' },
          ...{ confidence_threshold: 0.5, novelty_budget: 0, created_at_us: 1 },
        })
        const running = await store.jobs.create({ ...NEW_JOB, title: 'runs', capture_id: half.capture_id })
        await store.jobs.update(running, { status: 'running' })
        const queued = await store.jobs.create({ ...NEW_JOB, title: 'waits' })
        const rescore = await store.jobs.create({ ...NEW_JOB, kind: 'rescore', title: 'other' })
        const done = await store.jobs.create(NEW_JOB)
        await store.jobs.update(done, { status: 'done' })

        const left = { hidden: [half.capture_id], hidden_scorings: [scoring_id] }
        expect(await store.upkeep.recover(9, ERRORS)).toEqual({
          ...{ cut_off: ['runs'], never_begun: ['waits'], other: [{ kind: 'rescore', title: 'other' }], ...left },
        })
        const jobs = await store.jobs.getMany([running, queued, rescore, done])
        expect(jobs.map(({ status, error }) => [status, error])).toEqual([
          ['interrupted', ERRORS.running],
          ['interrupted', ERRORS.queued],
          ['interrupted', ERRORS.other],
          ['done', null],
        ])
        expect(await store.captures.get(half.capture_id)).toBeUndefined()
        expect(await store.upkeep.recover(10, ERRORS)).toEqual({ cut_off: [], never_begun: [], other: [], ...left })
      }))
  })
}
