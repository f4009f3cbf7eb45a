import { dirname } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'

import { toProblem } from '../../../contract/errors.ts'
import { putThreadBehindWindow } from '../../process/priority.ts'
import { claim } from '../claim.ts'
import { methodOf } from '../methods.ts'
import { examine, markClosed } from './examine.ts'
import { causeText, storeFailure } from './failures.ts'
import { lockStore } from './lock.ts'
import { sqliteStore } from './methods.ts'
import { openDatabase } from './open.ts'
import type { StoreReply, StoreRequest, StoreWorkerData } from '../protocol.ts'

/** The thread that owns the database: the only code of AnomalyX that touches SQLite. */
async function main(): Promise<void> {
  const port = parentPort
  if (port === null) throw new Error('the store worker must be started as a worker thread')
  const { path, limits } = workerData as StoreWorkerData
  const reply = (message: StoreReply) => port.postMessage(message)
  try {
    const { database, notices, release } = await open(path, limits)
    const store = sqliteStore(database)
    const describe = (error: unknown) => {
      const problem = toProblem(storeFailure(error, path, limits.max_pages !== undefined))
      return { problem, cause: causeText(error) }
    }
    port.on('message', (request: StoreRequest | 'close') => {
      if (request === 'close') {
        release()
        port.close()
        return
      }
      const { seq, name, args } = request
      try {
        reply({ type: 'value', seq, value: methodOf(store, name)(...args) })
      } catch (error) {
        reply({ type: 'error', seq, ...describe(error) })
      }
    })
    reply({ type: 'ready', notices })
  } catch (error) {
    reply({ type: 'error', seq: null, problem: toProblem(storeFailure(error, path)), cause: causeText(error) })
  }
}

/** Takes the data directory and its database for this process alone, and opens the database. */
async function open(path: string, limits: StoreWorkerData['limits']) {
  const held: (() => void)[] = []
  const release = () => held.toReversed().forEach((letGo) => letGo())
  try {
    held.push((await claim(dirname(path))).release)
    const lock = lockStore(path)
    held.push(() => lock.close())
    const notices = examine(path)
    const { database, notices: told } = openDatabase(path, limits)
    held.push(() => {
      try {
        database.pragma('optimize')
        markClosed(database)
      } catch {
        // Without room for it, the next start takes this for an end that was not clean, and looks closer.
      }
      database.close()
    })
    // A second name of the same file, in another folder, would give it a second log of writes.
    held.push((await claim(path)).release)
    return { database, notices: [...notices, ...told], release }
  } catch (error) {
    release()
    throw error
  }
}

putThreadBehindWindow()
void main()
