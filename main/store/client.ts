import { Worker } from 'node:worker_threads'

import { AnomalyError, fromProblem } from '../../contract/errors.ts'
import { memoryHanded } from './handed.ts'
import { keepAddonLoaded } from './keep-addon.ts'
import { type MethodName, storeCalling } from './methods.ts'
import type { StoreLimits, StoreReply, StoreRequest, StoreWorkerData } from './protocol.ts'
import type { Store } from './store.ts'

/** A store, and the thread behind it. */
export interface StoreThread extends Store {
  /** Fails all that was asked and not answered, and ends the thread once it can be; settles when it has ended. */
  readonly abandon: (error: AnomalyError) => Promise<void>
  /** Settles when the thread has ended, whatever the reason. */
  readonly exited: Promise<void>
}

interface Pending {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: unknown) => void
}

/** The worker's file: its source under plain Node, the bundle beside this one in a build. */
const WORKER_URL = new URL(
  import.meta.url.endsWith('.ts') ? './sqlite/worker.ts' : './store-worker.js',
  import.meta.url,
)

/**
 * Starts the worker thread that owns the database.
 * @throws AnomalyError `store_failed`, `disk_full` when the database cannot be opened.
 */
export async function openStore(
  path: string,
  log: (message: string) => void,
  limits: StoreLimits = {},
): Promise<StoreThread> {
  keepAddonLoaded()
  const workerData: StoreWorkerData = { path, limits }
  const worker = new Worker(WORKER_URL, { workerData, name: 'anomalyx-store' })
  const pending = new Map<number, Pending>()
  let next_seq = 1
  let is_closing = false
  let has_exited = false
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()))

  const failAll = (error: AnomalyError) => {
    for (const { reject } of pending.values()) reject(error)
    pending.clear()
  }

  const notices = await new Promise<readonly string[]>((resolve, reject) => {
    worker.on('message', (reply: StoreReply) => {
      if (reply.type === 'ready') {
        resolve(reply.notices)
        return
      }
      if (reply.type === 'value') {
        pending.get(reply.seq)?.resolve(reply.value)
        pending.delete(reply.seq)
        return
      }
      if (reply.seq === null) {
        reject(fromProblem(reply.problem))
        return
      }
      log(`store: ${reply.cause}`)
      pending.get(reply.seq)?.reject(fromProblem(reply.problem))
      pending.delete(reply.seq)
    })
    worker.on('error', (cause) => {
      log(`store worker: ${String(cause)}`)
      const error = new AnomalyError(
        'store_failed',
        'The database thread failed. It is started again: try once more.',
        {
          cause,
        },
      )
      failAll(error)
      reject(error)
    })
    worker.on('exit', () => {
      has_exited = true
      if (is_closing) return
      const error = new AnomalyError('store_failed', 'The database thread stopped. It is started again: try once more.')
      failAll(error)
      reject(error)
    })
  })

  const call = (name: MethodName, args: readonly unknown[]): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (is_closing || has_exited) {
        reject(new AnomalyError('store_failed', 'The database is closed. Start AnomalyX again.'))
        return
      }
      const seq = next_seq++
      // Bytes that were handed over before are refused here, and nothing waits for an answer then.
      worker.postMessage({ seq, name, args } satisfies StoreRequest, memoryHanded(args))
      pending.set(seq, { resolve, reject })
    })

  const close = async () => {
    is_closing = true
    worker.postMessage('close')
    await exited
    return true
  }

  const abandon = async (error: AnomalyError) => {
    is_closing = true
    failAll(error)
    // A step in SQLite comes to its end first; what it wrote is whole or not there.
    await worker.terminate()
  }

  return { ...storeCalling(call), close, notices, abandon, exited }
}
