import { closeSync, openSync } from 'node:fs'

import SQLite, { type Database } from 'better-sqlite3'

import { markOpen } from './examine.ts'
import { storeFailure } from './failures.ts'
import { migrate } from './migrate.ts'
import type { StoreLimits } from '../protocol.ts'

const BUSY_TIMEOUT_MS = 5000

/**
 * Opens (and creates or migrates) the store. WAL lets a crash lose at most the transaction under way.
 * @returns the connection, and sentences for a person
 * @throws AnomalyError `store_failed`, `disk_full` with what to do, when the file is no usable database.
 */
export function openDatabase(
  path: string,
  { max_pages, busy_timeout_ms = BUSY_TIMEOUT_MS }: StoreLimits = {},
): { database: Database; notices: string[] } {
  let database: Database | undefined
  try {
    // SQLite would let everybody read a new file, and gives the files beside it the rights of this one.
    closeSync(openSync(path, 'a', 0o600))
    database = new SQLite(path, { timeout: busy_timeout_ms })
    // Both take effect only before the first table exists. A chunk fills a few large pages rather than a hundred small
    // ones, which costs a third to write; the file can shrink after a delete.
    database.pragma('page_size = 16384')
    database.pragma('auto_vacuum = INCREMENTAL')
    database.pragma('journal_mode = WAL')
    database.pragma('synchronous = NORMAL')
    // On macOS a plain fsync leaves what it writes in the memory of the disk.
    database.pragma('fullfsync = ON')
    database.pragma('cache_size = -65536')
    database.pragma('temp_store = MEMORY')
    const notices = migrate(database, path)
    database.pragma('foreign_keys = ON')
    markOpen(database)
    if (max_pages !== undefined) database.pragma(`max_page_count = ${String(max_pages)}`)
    return { database, notices }
  } catch (cause) {
    database?.close()
    throw storeFailure(cause, path)
  }
}
