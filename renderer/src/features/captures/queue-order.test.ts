import { expect, it } from 'vitest'

import type { Job, Queue } from '../../../../contract/jobs.ts'
import { placeAfterStep, queueAfterMove } from './queue-order.ts'

const job = (id: number, status: Job['status'] = 'queued') => ({ id, status }) as Job
const queue: Queue = {
  is_paused: false,
  jobs: [job(1, 'running'), job(2), job(3), job(4)],
  ended: 0,
  progress: [],
}
const idsOf = ({ jobs }: Queue) => jobs.map(({ id }) => id)

function step(from: Queue, id: number, by: -1 | 1): Queue {
  const before = placeAfterStep(from, id, by)
  return before === undefined ? from : queueAfterMove(from, id, before)
}

it('moves a waiting job by one turn, each step from where the last one led', () => {
  expect(idsOf(step(queue, 4, -1))).toEqual([1, 2, 4, 3])
  expect(idsOf(step(step(queue, 4, -1), 4, -1))).toEqual([1, 4, 2, 3])
  expect(idsOf(step(queue, 2, 1))).toEqual([1, 3, 2, 4])
  expect(idsOf(step(step(queue, 2, 1), 2, 1))).toEqual([1, 3, 4, 2])
})

it('moves nothing before the running job, beyond the end, or that does not wait', () => {
  for (const [id, by] of [
    [2, -1],
    [4, 1],
    [1, 1],
    [9, 1],
  ] as const)
    expect(placeAfterStep(queue, id, by)).toBeUndefined()
})
