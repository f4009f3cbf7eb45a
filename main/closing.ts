import type { App } from './compose.ts'
import type { HttpServer } from './http/server.ts'
import { endsWithin } from './process/within.ts'

const SERVER_MS = 1000

/** The whole of closing, with what it may wait for, takes less. */
const LONGEST_MS = 4750

/**
 * Closes AnomalyX within five seconds, whatever hangs. A database thread that stands in a system call would keep this
 * process from ending by itself, so the process is killed then: SQLite's log brings the database back to its last
 * transaction.
 * @param spent_ms what closing the window took of it
 */
export async function closeInTime(app: App, server?: HttpServer, spent_ms = 0): Promise<void> {
  const timer = setTimeout(() => kill(app), LONGEST_MS - spent_ms)
  try {
    if (server !== undefined && !(await endsWithin(SERVER_MS, server.close()))) {
      app.log('closing: connections could not be ended in time')
    }
    if (!(await app.close())) kill(app)
  } finally {
    clearTimeout(timer)
  }
}

function kill(app: App): void {
  app.log('closing: this process is killed, since a part of it does not end')
  process.kill(process.pid, 'SIGKILL')
}
