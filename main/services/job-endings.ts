import { isDiskFull } from '../../contract/errors.ts'
import type { Store } from '../store/store.ts'
import type { JobRow } from '../store/jobs.ts'
import { insist } from './insist.ts'
import { nowUs } from './time.ts'

/** What the end of a job changes of it. */
export type Ending = Partial<Pick<JobRow, 'status' | 'error' | 'capture_id' | 'model_id' | 'bytes_done'>>

/**
 * Ends of jobs that a full disk does not let be written: they are told from here until they are, so that no job seems to
 * run that has ended, and nobody waits for it.
 */
export class JobEndings {
  readonly #stopping: AbortSignal
  readonly #unwritten = new Map<number, Ending & Pick<JobRow, 'finished_at_us'>>()

  constructor(stopping: AbortSignal) {
    this.#stopping = stopping
  }

  /**
   * Writes the end of a job, again and again until it works. Settles when it is written; on a full disk once it is known
   * here. A job that nothing more will be written of is found interrupted at the next start.
   * @param write called for each attempt
   * @param onWritten called once after the attempt that worked
   */
  async end(
    job_id: number,
    ending: Ending,
    write: () => Promise<void>,
    onFailure: (error: unknown) => void,
    onWritten: () => void = () => undefined,
  ): Promise<void> {
    const known = Promise.withResolvers<undefined>()
    const written = insist(write, this.#stopping, (error) => {
      onFailure(error)
      if (!isDiskFull(error)) return
      this.#unwritten.set(job_id, { ...ending, finished_at_us: nowUs() })
      known.resolve(undefined)
    }).then((is_written) => {
      this.#unwritten.delete(job_id)
      if (is_written) onWritten()
    })
    await Promise.race([written, known.promise])
  }

  /** The same store, whose jobs have ended when they have. */
  over(store: Store): Store {
    const asEnded = <Row extends JobRow | undefined>(row: Row): Row =>
      row === undefined ? row : { ...row, ...this.#unwritten.get(row.id) }
    return {
      ...store,
      jobs: {
        ...store.jobs,
        get: async (id) => asEnded(await store.jobs.get(id)),
        getMany: async (ids) => (await store.jobs.getMany(ids)).map(asEnded),
        list: async (...args) => {
          const { rows, total } = await store.jobs.list(...args)
          return { rows: rows.map(asEnded), total }
        },
      },
    }
  }
}
