import { JobQueue, type QueueOptions } from './job-queue.ts'

/**
 * Work of one lane waits for none of another:
 * - imports: imports and re-scorings, one after another; two would share the engine and the disk, and both be slower
 * - trainings: minutes each, in a process of their own
 * - exports: files that are read again and written, one after another
 * - endless: runs over sources that do not end, side by side
 */
export type Lanes = Readonly<Record<LaneName, JobQueue>>

export type LaneName = 'imports' | 'trainings' | 'exports' | 'endless'

export function createLanes(imports: Pick<QueueOptions, 'onChange' | 'letOthersFirst'> = {}): Lanes {
  return {
    imports: new JobQueue(imports),
    trainings: new JobQueue(),
    exports: new JobQueue(),
    endless: new JobQueue({ at_once: Infinity }),
  }
}
