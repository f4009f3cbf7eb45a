import { Worker } from 'node:worker_threads'

const LOOK_EVERY_MS = 1000

/** Looks at the parent from a thread of its own. On Windows, where the parent of a process never changes, it sees nothing. */
const GUARD = `
const parent = process.ppid
setInterval(() => { if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL') }, ${String(LOOK_EVERY_MS)})
`

/**
 * Ends this process when its parent is gone, also while it hangs in native code: then nobody is left to end it, and nothing
 * tells its own thread.
 */
export function guardAgainstOrphanhood(): void {
  new Worker(GUARD, { eval: true, name: 'anomalyx-orphan-guard' }).unref()
}
