import { readdirSync } from 'node:fs'
import { constants, getPriority, setPriority } from 'node:os'

/**
 * Puts the threads of this test, and those of what runs it, behind AnomalyX, which must be running by then. Else a
 * quarter of what the window's thread waits for is the test that watches it. Only where each thread has a priority.
 * @returns puts them back where the system lets it, so that what is started later does not begin behind everything
 */
export function putTestBehindWindow(): () => void {
  if (process.platform !== 'linux') return () => undefined
  const before = [process.pid, process.ppid].flatMap((pid) =>
    readdirSync(`/proc/${String(pid)}/task`).map((name) => {
      const thread = Number(name)
      const priority = getPriority(thread)
      setPriority(thread, constants.priority.PRIORITY_LOW)
      return { thread, priority }
    }),
  )
  return () => {
    for (const { thread, priority } of before) raise(thread, priority)
  }
}

/** A thread may have ended, and an ordinary user may not raise a priority. */
function raise(thread: number, priority: number): void {
  try {
    setPriority(thread, priority)
  } catch {
    return
  }
}
