import SQLite from 'better-sqlite3'

/**
 * Loads SQLite in this thread too. Node unmaps an addon that only worker threads have loaded as soon as the last of them
 * ends, and what still runs of it then, such as a finalizer, ends the process.
 */
export function keepAddonLoaded(): void {
  try {
    new SQLite(':memory:').close()
  } catch {
    // The thread of the store meets the same, and tells it.
  }
}
