import { readdirSync } from 'node:fs'
import { constants, setPriority } from 'node:os'

/**
 * Puts the threads of this test, and those of what runs it, behind AnomalyX, which must be running by then. Else a
 * quarter of what the window's thread waits for is the test that watches it. Only where each thread has a priority.
 */
export function putTestBehindWindow(): void {
  if (process.platform !== 'linux') return
  for (const pid of [process.pid, process.ppid]) {
    for (const thread of readdirSync(`/proc/${String(pid)}/task`)) {
      setPriority(Number(thread), constants.priority.PRIORITY_LOW)
    }
  }
}
