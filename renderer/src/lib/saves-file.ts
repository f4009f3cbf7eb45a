import type { Job } from '../../../contract/jobs.ts'

/** Whether a job writes what is stored to a file: it is none of the queue of imports, and changes nothing that is shown. */
export function savesFile({ kind }: Pick<Job, 'kind'>): boolean {
  return kind === 'packets' || kind === 'export'
}
