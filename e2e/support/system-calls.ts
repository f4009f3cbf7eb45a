import { readFile } from 'node:fs/promises'

/** One call into the kernel as strace wrote it down: `call(text`, with the result at its end. */
export interface SystemCall {
  readonly pid: number
  readonly name: string
  /** Arguments and result. */
  readonly text: string
}

/** Calls that reach for somebody else, and calls that put something on a disk or take it away. */
export const REACHING = ['connect', 'sendto', 'sendmsg', 'sendmmsg', 'bind'] as const
export const WRITING = [
  ...['open', 'openat', 'openat2', 'creat', 'mkdir', 'mkdirat', 'rename', 'renameat', 'renameat2', 'link', 'linkat'],
  ...['symlink', 'symlinkat', 'mknod', 'mknodat', 'truncate', 'unlink', 'unlinkat'],
] as const

const UNFINISHED = ' <unfinished ...>'

/** The calls in the file of `strace -f -o`, each whole although others came between its start and its end. */
export async function readSystemCalls(path: string): Promise<SystemCall[]> {
  const begun = new Map<number, string>()
  const calls: SystemCall[] = []
  for (const line of (await readFile(path, 'utf8')).split('\n')) {
    const [, number = '', told = ''] = /^(\d+)\s+(.*)$/.exec(line) ?? []
    const pid = Number(number)
    if (told.endsWith(UNFINISHED)) {
      begun.set(pid, told.slice(0, -UNFINISHED.length))
      continue
    }
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(told)
    const whole = resumed === null ? told : `${begun.get(pid) ?? ''}${resumed[1] ?? ''}`
    const [, name, text] = /^(\w+)\((.*)$/.exec(whole) ?? []
    if (name !== undefined && text !== undefined) calls.push({ pid, name, text })
    begun.delete(pid)
  }
  // A call that never came back, such as one in a process that was killed, was made all the same.
  for (const [pid, told] of begun) {
    const [, name, text] = /^(\w+)\((.*)$/.exec(told) ?? []
    if (name !== undefined && text !== undefined) calls.push({ pid, name, text })
  }
  return calls
}
