import type { Database } from 'better-sqlite3'

/**
 * A function that runs as one transaction. It takes the write lock with its first step: one that reads first and then
 * wants to write is refused at once when another process has written in between, where this one waits its turn.
 */
export function writing<Args extends unknown[], Result>(
  database: Database,
  work: (...args: Args) => Result,
): (...args: Args) => Result {
  const transaction = database.transaction(work)
  return (...args) => transaction.immediate(...args)
}

/**
 * As {@link writing}, for what a person decided: it is on the disk when this returns, at the cost of one fsync. Imports
 * do without, since what a lost power supply takes of them can be imported again.
 */
export function deciding<Args extends unknown[], Result>(
  database: Database,
  work: (...args: Args) => Result,
): (...args: Args) => Result {
  const run = writing(database, work)
  return (...args) => {
    // It has no effect within a transaction, and holds for all that is committed after it.
    database.pragma('synchronous = FULL')
    try {
      return run(...args)
    } finally {
      database.pragma('synchronous = NORMAL')
    }
  }
}
