import { parentPort, workerData } from 'node:worker_threads'

import { AnomalyError, toProblem } from '../../contract/errors.ts'
import { putThreadBehindWindow } from '../process/priority.ts'
import { lockStore } from './lock.ts'
import { storeMethods } from './methods.ts'
import { openDatabase } from './open.ts'
import type { StoreReply, StoreRequest, StoreWorkerData } from './protocol.ts'

/** The thread that owns the database: the only code of AnomalyX that touches SQLite. */
function main(): void {
  const port = parentPort
  if (port === null) throw new Error('the store worker must be started as a worker thread')
  const reply = (message: StoreReply) => port.postMessage(message)
  try {
    const { path, limits } = workerData as StoreWorkerData
    const lock = lockStore(path)
    const database = openDatabase(path, limits)
    const methods = storeMethods(database) as unknown as Record<string, (...args: readonly unknown[]) => unknown>
    port.on('message', (request: StoreRequest | 'close') => {
      if (request === 'close') {
        database.pragma('optimize')
        database.close()
        lock.close()
        port.close()
        return
      }
      const { seq, method, args } = request
      try {
        reply({ type: 'value', seq, value: methods[method]!(...args) })
      } catch (error) {
        reply({ type: 'error', seq, ...describe(error) })
      }
    })
    reply({ type: 'ready' })
  } catch (error) {
    reply({ type: 'error', seq: null, ...describe(error) })
  }
}

function describe(error: unknown) {
  const known = error instanceof AnomalyError ? error : storeFailure(error)
  return { problem: toProblem(known), cause: error instanceof Error ? (error.stack ?? error.message) : String(error) }
}

function storeFailure(error: unknown): AnomalyError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return new AnomalyError('store_failed', `${adviceOn(code)} (${code || 'unknown error'})`, { cause: error })
}

function adviceOn(code: string): string {
  if (code === 'SQLITE_FULL')
    return 'The disk with the data directory is full, so the database could not be written. Free some space and try again.'
  if (code.startsWith('SQLITE_IOERR'))
    return 'The disk with the data directory is full or failing. Free some space, or check the disk, and try again.'
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED'))
    return 'Another program holds the database, such as a backup or a database browser. Close it and try again.'
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB')
    return 'The database file is damaged. Keep a copy of it and start with another data directory.'
  if (code.startsWith('SQLITE_READONLY') || code.startsWith('SQLITE_CANTOPEN'))
    return 'The database cannot be written. Check that the data directory is there and that you may write to it.'
  return 'The database refused a step, and nothing of it was written. Try again; the log has the details.'
}

putThreadBehindWindow()
main()
