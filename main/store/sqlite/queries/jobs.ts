import type { Database } from 'better-sqlite3'

import type { JobChange, JobRow, NewJob } from '../../jobs.ts'

const CHANGEABLE = [
  'status',
  'capture_id',
  'started_at_us',
  'finished_at_us',
  'model_id',
  'stage',
  'progress_done',
  'progress_total',
  'classified',
  'conversations',
  'rejected',
  'paused_us',
  'error',
] as const satisfies readonly (keyof JobChange)[]

/** Long-running work; its rows stay as history. */
export function jobQueries(database: Database) {
  const insert = database.prepare(
    `INSERT INTO jobs (kind, status, title, capture_id, model_id, created_at_us, progress_unit, progress_total)
     VALUES (:kind, 'queued', :title, :capture_id, :model_id, :created_at_us, :progress_unit, :progress_total)`,
  )
  const selectById = database.prepare<[number], JobRow>('SELECT * FROM jobs WHERE id = ?')
  const selectPage = database.prepare<[{ status: string | null; before_id: number; limit: number }], JobRow>(
    `SELECT * FROM jobs WHERE id < :before_id AND (:status IS NULL OR status = :status) ORDER BY id DESC LIMIT :limit`,
  )
  const count = database
    .prepare<[{ status: string | null }], number>('SELECT count(*) FROM jobs WHERE :status IS NULL OR status = :status')
    .pluck()

  const countUsing = database
    .prepare<[string], number>(`SELECT count(*) FROM jobs WHERE model_id = ? AND status IN ('queued', 'running')`)
    .pluck()

  return {
    createJob(job: NewJob): number {
      return Number(insert.run(job).lastInsertRowid)
    },

    getJob(id: number): JobRow | undefined {
      return selectById.get(id)
    },

    /** Whether a job that waits or runs uses this model. */
    isModelInUse(model_id: string): boolean {
      return countUsing.get(model_id) !== 0
    },

    /** Those of the jobs that are there, in the order asked for. */
    getJobs(ids: readonly number[]): JobRow[] {
      return ids.flatMap((id) => selectById.get(id) ?? [])
    },

    listJobs(status: JobRow['status'] | null, before_id: number, limit: number): { rows: JobRow[]; total: number } {
      return { rows: selectPage.all({ status, before_id, limit }), total: count.get({ status }) ?? 0 }
    },

    updateJob(id: number, change: JobChange): void {
      const columns = CHANGEABLE.filter((column) => change[column] !== undefined)
      if (columns.length === 0) return
      const assignments = columns.map((column) => `${column} = :${column}`).join(', ')
      database.prepare(`UPDATE jobs SET ${assignments} WHERE id = :id`).run({ ...change, id })
    },
  }
}
