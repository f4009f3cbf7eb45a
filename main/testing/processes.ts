import { readdirSync, readFileSync } from 'node:fs'

/** Processes that this one, or another, has started and that still live; Linux only. */
export function childrenOf(pid = process.pid): number[] {
  return readdirSync(`/proc/${String(pid)}/task`).flatMap((thread) =>
    readFileSync(`/proc/${String(pid)}/task/${thread}/children`, 'utf8')
      .split(' ')
      .filter(Boolean)
      .map(Number),
  )
}

/** Whether a process runs, or hangs; one that has ended and was not asked for its end does neither. */
export function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${String(pid)}/status`, 'utf8'))
  } catch {
    return false
  }
}

/** Whether a process has a handler for a signal. */
export function catches(pid: number | undefined, signal: number): boolean {
  const mask = /^SigCgt:\s+(\w+)/m.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'))?.[1] ?? '0'
  return ((BigInt(`0x${mask}`) >> BigInt(signal - 1)) & 1n) === 1n
}

/** Processor time that a process has used, in clock ticks of the system (100 a second). */
export function cpuTicks(pid: number): number {
  const fields =
    readFileSync(`/proc/${String(pid)}/stat`, 'utf8')
      .split(') ')[1]
      ?.split(' ') ?? []
  return Number(fields[11]) + Number(fields[12])
}

/** Settles when a condition holds, however long that takes: the test's own time limit ends it. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 20))
}
