import { closeSync, openSync } from 'node:fs'

import SQLite, { type Database } from 'better-sqlite3'

import { storeFailure } from './failures.ts'
import { inUse } from '../claim.ts'

/**
 * Keeps a second AnomalyX out that cannot see the claims of this one, such as one in another container. The lock is
 * SQLite's own on a file beside the database, so the system takes it away when the process dies, however it dies.
 * @returns the connection that holds the lock
 * @throws AnomalyError `store_failed` when another process holds it, or the file cannot be written
 */
export function lockStore(database_path: string): Database {
  const path = `${database_path}.lock`
  let lock: Database | undefined
  try {
    closeSync(openSync(path, 'a', 0o600))
    lock = new SQLite(path, { timeout: 0 })
    lock.pragma('journal_mode = MEMORY')
    lock.exec('BEGIN EXCLUSIVE')
    return lock
  } catch (cause) {
    lock?.close()
    if (cause instanceof Error && 'code' in cause && cause.code === 'SQLITE_BUSY') throw inUse(cause)
    throw storeFailure(cause, path)
  }
}
