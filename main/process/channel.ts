import { fork } from 'node:child_process'

import { quietEnvironment } from './quiet.ts'

/** The line to a running process of our own. */
export interface ProcessChannel<Request, Reply> {
  post(request: Request): void
  onReply(listener: (reply: Reply) => void): void
  /** Called once when the process is gone, whatever the reason. */
  onExit(listener: (code: number | null) => void): void
  kill(): void
}

/**
 * Starts a file as a child process of plain Node.
 * @param flags of Node and V8, beside those of this process
 */
export function launchChild<Request, Reply>(
  file: string,
  flags: readonly string[] = [],
): ProcessChannel<Request, Reply> {
  const execArgv = [...process.execArgv, ...flags]
  const child = fork(file, {
    execArgv,
    env: quietEnvironment(),
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  return {
    post: (request) => {
      if (child.connected) child.send(request as object)
    },
    onReply: (listener) => {
      child.on('message', (message) => listener(message as Reply))
    },
    onExit: (listener) => {
      child.once('exit', listener)
      // Every message to a dying process is an error of its own; one without a listener would end this process too.
      child.on('error', () => listener(null))
    },
    kill: () => {
      child.kill('SIGKILL')
    },
  }
}
