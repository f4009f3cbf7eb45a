import { guardAgainstOrphanhood } from './orphan-guard.ts'

/** The line to the process that started this one: Electron's `process.parentPort`, or Node's IPC channel. */
const parent_port = process.parentPort as typeof process.parentPort | undefined

export function postToParent(message: unknown): void {
  if (parent_port === undefined) process.send?.(message)
  else parent_port.postMessage(message)
}

/** Calls `handle` for every message of the parent; this process ends when its parent is gone. */
export function listenToParent(handle: (message: unknown) => void): void {
  guardAgainstOrphanhood()
  if (parent_port === undefined) {
    process.on('message', handle)
    // A terminal or a service manager tells every process to end; this one ends when its parent does, which may need it until then.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined)
    process.on('disconnect', () => process.exit(0))
  } else {
    parent_port.on('message', ({ data }) => handle(data))
  }
}
