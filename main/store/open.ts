import SQLite, { type Database } from 'better-sqlite3'

import { AnomalyError } from '../../contract/errors.ts'
import { migrate } from './migrate.ts'
import type { StoreLimits } from './protocol.ts'

const BUSY_TIMEOUT_MS = 5000

/**
 * Opens (and creates or migrates) the store. WAL lets a crash lose at most the transaction under way.
 * @throws AnomalyError `store_failed` with what to do, when the file is no usable database.
 */
export function openDatabase(
  path: string,
  { max_pages, busy_timeout_ms = BUSY_TIMEOUT_MS }: StoreLimits = {},
): Database {
  try {
    const database = new SQLite(path, { timeout: busy_timeout_ms })
    // Both take effect only before the first table exists. A chunk fills a few large pages rather than a hundred small
    // ones, which costs a third to write; the file can shrink after a delete.
    database.pragma('page_size = 16384')
    database.pragma('auto_vacuum = INCREMENTAL')
    database.pragma('journal_mode = WAL')
    database.pragma('synchronous = NORMAL')
    database.pragma('foreign_keys = ON')
    database.pragma('cache_size = -65536')
    database.pragma('temp_store = MEMORY')
    migrate(database)
    if (max_pages !== undefined) database.pragma(`max_page_count = ${String(max_pages)}`)
    return database
  } catch (cause) {
    if (cause instanceof AnomalyError) throw cause
    throw new AnomalyError(
      'store_failed',
      `The database ${path} cannot be opened: ${cause instanceof Error ? cause.message : String(cause)}. Check that the disk is writable and not full, or choose another data directory.`,
      { cause },
    )
  }
}
