import { describe, expect, test } from 'vitest'

import { failureOf } from '../testing/failure.ts'
import { JobQueue, STOPPED, type Turn } from './job-queue.ts'

/** A queue whose jobs say when they begin, and end when told to. */
function startQueue(at_once = 1) {
  const begun: number[] = []
  const ends = new Map<number, () => void>()
  const turns = new Map<number, Turn>()
  let changes = 0
  const queue = new JobQueue({ at_once, onChange: () => (changes += 1) })
  const add = (...job_ids: readonly number[]) => {
    for (const job_id of job_ids) {
      const { promise, resolve } = Promise.withResolvers<undefined>()
      ends.set(job_id, () => resolve(undefined))
      queue.add(job_id, { unit: 'bytes', total: 100 * job_id }, async (turn) => {
        turns.set(job_id, turn)
        if (turn.signal.aborted) return
        begun.push(job_id)
        turn.signal.addEventListener('abort', () => resolve(undefined))
        await promise
      })
    }
  }
  /** Ends jobs one after another; each must be the one that runs. */
  const end = async (...job_ids: readonly number[]) => {
    for (const job_id of job_ids) {
      ends.get(job_id)?.()
      while (queue.state().job_ids.includes(job_id)) await Promise.resolve()
    }
  }
  return { queue, begun, turns, add, end, changes: () => changes }
}

describe('the job queue', () => {
  test('runs one job after another and tells each step', async () => {
    const { queue, begun, add, end, changes } = startQueue()
    add(1, 2)
    expect(begun).toEqual([1])
    expect(changes()).toBe(2)
    await end(1)
    expect(begun).toEqual([1, 2])
    expect(changes()).toBe(3)
    expect(queue.state()).toEqual({
      is_paused: false,
      job_ids: [2],
      ended: 1,
      ended_progress: [{ unit: 'bytes', done: 100, total: 100 }],
    })
    await end(2)
    expect(queue.state()).toEqual({ is_paused: false, job_ids: [], ended: 0, ended_progress: [] })
  })

  test('ends a job that is cancelled while it waits without waiting for the one that runs', async () => {
    const { queue, begun, turns, add, end } = startQueue()
    add(1, 2, 3)
    await queue.cancel(2)
    expect(turns.get(2)?.signal.aborted).toBe(true)
    expect(queue.state().job_ids).toEqual([1, 3])
    await end(1)
    expect(begun).toEqual([1, 3])
    expect(queue.state()).toMatchObject({ ended: 1, ended_progress: [{ unit: 'bytes', done: 100, total: 100 }] })
  })

  test('goes on with the next job when the running one is cancelled, and counts only what ran to its end', async () => {
    const { queue, begun, add } = startQueue()
    add(1, 2)
    await queue.cancel(1)
    expect(begun).toEqual([1, 2])
    expect(queue.state()).toMatchObject({ job_ids: [2], ended: 0, ended_progress: [] })
  })

  test('has nothing to cancel once a job has ended', async () => {
    const error = await failureOf(new JobQueue().cancel(7))
    expect(error.code).toBe('conflict')
    expect(error.message).toContain('Job 7 has ended')
  })

  test('moves waiting jobs, and only those', async () => {
    const { queue, begun, add, end } = startQueue()
    add(1, 2, 3, 4)
    queue.move(4, 2)
    expect(queue.state().job_ids).toEqual([1, 4, 2, 3])
    queue.move(4, null)
    queue.move(3, 2)
    queue.move(3, 3)
    expect(queue.state().job_ids).toEqual([1, 3, 2, 4])
    expect(() => queue.move(1, 2)).toThrow('Job 1 is not waiting')
    expect(() => queue.move(2, 1)).toThrow('Job 1 is not waiting')
    expect(() => queue.move(9, null)).toThrow('Job 9 is not waiting')
    await end(1, 3, 2, 4)
    expect(begun).toEqual([1, 3, 2, 4])
  })

  test('begins no job while it is paused, and holds the one that runs until it goes on', async () => {
    const { queue, begun, turns, add, end } = startQueue()
    add(1, 2)
    expect(await turns.get(1)?.untilResumed()).toBe(0)
    queue.pause()
    let waited_ms = -1
    const resumed = turns
      .get(1)
      ?.untilResumed()
      .then((time_ms) => (waited_ms = time_ms))
    await end(1)
    expect(begun).toEqual([1])
    expect(waited_ms).toBe(-1)
    expect(queue.state()).toMatchObject({ is_paused: true, job_ids: [2] })
    queue.resume()
    await resumed
    expect(waited_ms).toBeGreaterThanOrEqual(0)
    expect(begun).toEqual([1, 2])
  })

  test('lets go of a held job that is cancelled, and is not paused any more once it is empty', async () => {
    const { queue, begun, turns, add } = startQueue()
    queue.pause()
    expect(queue.state().is_paused).toBe(false)
    add(1, 2)
    queue.pause()
    const held = turns.get(1)?.untilResumed()
    await queue.cancel(1)
    await held
    await queue.cancel(2)
    expect(queue.state()).toMatchObject({ is_paused: false, job_ids: [] })
    add(3)
    expect(begun).toEqual([1, 3])
  })

  test('holds the running job while others are let go first, which is no pause', async () => {
    const others = Promise.withResolvers<undefined>()
    const asked: AbortSignal[] = []
    const queue = new JobQueue({
      letOthersFirst: async (signal) => {
        asked.push(signal)
        await others.promise
      },
    })
    const paused: number[] = []
    queue.add(1, { unit: 'bytes', total: 100 }, async ({ untilResumed }) => {
      paused.push(await untilResumed())
    })
    await Promise.resolve()
    expect(asked).toHaveLength(1)
    expect(paused).toEqual([])
    others.resolve(undefined)
    while (queue.state().job_ids.length > 0) await Promise.resolve()
    expect(paused).toEqual([0])
  })

  test('runs as many side by side as it may, each to its own end', async () => {
    const { queue, begun, add, end } = startQueue(2)
    add(1, 2, 3, 4)
    expect(begun).toEqual([1, 2])
    await end(2)
    expect(begun).toEqual([1, 2, 3])
    await queue.cancel(1)
    expect(queue.state().job_ids).toEqual([3, 4])
    expect(begun).toEqual([1, 2, 3, 4])

    const endless = startQueue(Infinity)
    endless.add(1, 2, 3, 4, 5)
    expect(endless.begun).toEqual([1, 2, 3, 4, 5])
    await endless.queue.stop()
  })

  test('cancels all jobs; none of those that waited begins', async () => {
    const { queue, begun, add } = startQueue()
    add(1, 2, 3)
    await queue.cancelAll()
    expect(begun).toEqual([1])
    expect(queue.state().job_ids).toEqual([])
  })

  test('stops all jobs with a reason of its own', async () => {
    const { queue, turns, add } = startQueue()
    add(1, 2)
    queue.pause()
    await queue.stop()
    expect([...turns.values()].map(({ signal }) => signal.reason as unknown)).toEqual([STOPPED, STOPPED])
  })
})
