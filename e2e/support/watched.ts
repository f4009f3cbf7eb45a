import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'

import { REACHING, WRITING } from './system-calls.ts'

/** A program that runs under strace. */
export interface Watched {
  /** Settles when the program and all that it started are gone. */
  readonly ended: Promise<{ readonly code: number | null; readonly output: string }>
  /** Asks the program to end. */
  readonly stop: () => Promise<void>
}

/** Starts a program and has every call that reaches out or writes, of it and of all it starts, written to `trace_path`. */
export function watch(
  [program, ...args]: readonly [string, ...string[]],
  trace_path: string,
  environment: Readonly<Record<string, string>>,
  cwd: string,
): Watched {
  const calls = ['execve', ...REACHING, ...WRITING].join(',')
  const options = ['-f', '--seccomp-bpf', '-qq', '-y', '-s', '512', '-e', 'signal=none', '-e', `trace=${calls}`]
  const child = spawn('strace', [...options, '-o', trace_path, program, ...args], {
    env: environment,
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text))
  const missing = new Promise<never>((_, reject) => {
    child.once('error', (cause) =>
      reject(new Error('strace is missing; install it (on Debian: apt-get install strace).', { cause })),
    )
  })
  const closed = once(child, 'close') as Promise<[number | null]>
  const ended = Promise.race([closed.then(([code]) => ({ code, output })), missing])
  return {
    ended,
    stop: async () => {
      // The first line is the program's own start.
      const pid = Number(/^\d+/.exec(await readFile(trace_path, 'utf8'))?.[0])
      if (pid > 0 && child.exitCode === null) process.kill(pid, 'SIGTERM')
    },
  }
}
