import SQLite, { type Database } from 'better-sqlite3'

import { AnomalyError } from '../../contract/errors.ts'

/**
 * Keeps a second AnomalyX out of a data directory. The lock is SQLite's own on a file beside the database, so the
 * system takes it away when the process dies, however it dies.
 * @returns the connection that holds the lock
 * @throws AnomalyError `store_failed` when another process holds it
 */
export function lockStore(database_path: string): Database {
  const lock = new SQLite(`${database_path}.lock`, { timeout: 0 })
  try {
    lock.pragma('journal_mode = MEMORY')
    lock.exec('BEGIN EXCLUSIVE')
    return lock
  } catch (cause) {
    lock.close()
    throw new AnomalyError(
      'store_failed',
      'Another AnomalyX is using this data directory. Use that one, close it first, or set ANOMALYX_DATA_DIR to another directory.',
      { cause },
    )
  }
}
