import { join } from 'node:path'

import SQLite from 'better-sqlite3'

/** Rows of every table of a database, which another process or thread may have open. */
export function countRows(path: string): Record<string, number> {
  const database = new SQLite(path, { readonly: true })
  try {
    const names = database
      .prepare<[], string>(`SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`)
      .pluck()
      .all()
    return Object.fromEntries(
      names.map((name) => [name, database.prepare<[], number>(`SELECT count(*) FROM ${name}`).pluck().get() ?? -1]),
    )
  } finally {
    database.close()
  }
}

/** Takes the database as another program would, once it is free; answers the function that lets it go. */
export async function holdDatabase(data_dir: string): Promise<() => void> {
  const database = new SQLite(join(data_dir, 'anomalyx.sqlite'), { timeout: 0 })
  while (!database.inTransaction) {
    try {
      database.exec('BEGIN IMMEDIATE')
    } catch {
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
  return () => {
    database.exec('ROLLBACK')
    database.close()
  }
}

/** Changes a database that nobody has open. */
export function changeDatabase(data_dir: string, sql: string): void {
  const database = new SQLite(join(data_dir, 'anomalyx.sqlite'))
  database.exec(sql)
  database.close()
}

/** Tables whose rows belong to some capture. */
export const CAPTURE_TABLES = [
  'captures',
  'scorings',
  'prediction_chunks',
  'chunk_summaries',
  'chunk_threat_types',
  'feature_chunks',
  'feature_ranges',
  'rejected_rows',
  'missing_cells',
  'unread_cells',
  'bucket_rollups',
  'label_rollups',
  'alert_subjects',
  'alerts',
  'alert_events',
] as const

/** Rows of those tables in a data directory, which are all zero when nothing of any capture is left. */
export function captureRows(data_dir: string): Record<string, number> {
  const rows = countRows(join(data_dir, 'anomalyx.sqlite'))
  return Object.fromEntries(CAPTURE_TABLES.map((name) => [name, rows[name] ?? -1]))
}

export const NO_CAPTURE_ROWS: Record<string, number> = Object.fromEntries(CAPTURE_TABLES.map((name) => [name, 0]))
