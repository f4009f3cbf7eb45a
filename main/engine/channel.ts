import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

import type { EngineReply, EngineRequest } from './protocol.ts'

/** The line to a running engine process. */
export interface EngineChannel {
  post(request: EngineRequest): void
  onReply(listener: (reply: EngineReply) => void): void
  /** Called once when the process is gone, whatever the reason. */
  onExit(listener: (code: number | null) => void): void
  kill(): void
}

/** File of the engine process: its source under plain Node, the bundle beside this one in a build. */
export const ENGINE_FILE = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? './process.ts' : './engine.js', import.meta.url),
)

/** Starts the engine as a child process of plain Node. */
export function launchEngineProcess(): EngineChannel {
  const child = fork(ENGINE_FILE, { serialization: 'advanced', stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  return {
    post: (request) => {
      if (child.connected) child.send(request)
    },
    onReply: (listener) => {
      child.on('message', (message) => listener(message as EngineReply))
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
