import type { Queue } from '../../../../contract/jobs.ts'

/**
 * Before which job one stands that moves by a step among those that wait: null at the end, undefined where it cannot
 * move.
 */
export function placeAfterStep({ jobs }: Queue, id: number, step: -1 | 1): number | null | undefined {
  const waiting = jobs.filter(({ status }) => status === 'queued')
  const place = waiting.findIndex((job) => job.id === id)
  if (place === -1 || place + step < 0 || place + step >= waiting.length) return undefined
  return waiting[step === -1 ? place - 1 : place + 2]?.id ?? null
}

/** The queue with one job put before another, or at the end. */
export function queueAfterMove(queue: Queue, id: number, before_id: number | null): Queue {
  const moved = queue.jobs.filter((job) => job.id === id)
  const others = queue.jobs.filter((job) => job.id !== id)
  const place = before_id === null ? others.length : others.findIndex((job) => job.id === before_id)
  return place === -1 ? queue : { ...queue, jobs: others.toSpliced(place, 0, ...moved) }
}
