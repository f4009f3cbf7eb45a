import { z } from 'zod'

export const ProgressUnitSchema = z
  .enum(['bytes', 'flows', 'packets', 'percent'])
  .describe('What is counted: bytes of a file, flows that are kept, packets; percent where nothing can be counted')
export type ProgressUnit = z.infer<typeof ProgressUnitSchema>

export const UnitProgressSchema = z.object({
  unit: ProgressUnitSchema,
  done: z.int().nonnegative(),
  total: z.int().nonnegative(),
})
export type UnitProgress = z.infer<typeof UnitProgressSchema>

/** How far one piece of work is; the total is null where nobody knows where it ends. */
export interface JobProgress {
  readonly progress_unit: ProgressUnit
  readonly progress_done: number
  readonly progress_total: number | null
}

/**
 * Adds up work by its units, which cannot be added to each other; work without a known end adds to none.
 * @param ended what is done beside the jobs
 */
export function sumProgress(ended: readonly UnitProgress[], jobs: readonly JobProgress[]): UnitProgress[] {
  const sums = new Map<ProgressUnit, UnitProgress>()
  const add = ({ unit, done, total }: UnitProgress) => {
    const sum = sums.get(unit) ?? { unit, done: 0, total: 0 }
    sums.set(unit, { unit, done: sum.done + done, total: sum.total + total })
  }
  for (const each of ended) add(each)
  for (const { progress_unit: unit, progress_done: done, progress_total: total } of jobs) {
    if (total !== null) add({ unit, done, total })
  }
  return [...sums.values()].filter(({ total }) => total > 0)
}

/** What is left of some progress without these jobs: all of it is done. */
export function endedProgress(progress: readonly UnitProgress[], jobs: readonly JobProgress[]): UnitProgress[] {
  const under_way = new Map(sumProgress([], jobs).map(({ unit, total }) => [unit, total]))
  return progress.flatMap(({ unit, total }) => {
    const ended = total - (under_way.get(unit) ?? 0)
    return ended > 0 ? [{ unit, done: ended, total: ended }] : []
  })
}
