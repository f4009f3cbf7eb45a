import { utilityProcess } from 'electron'

import { ENGINE_FILE, type EngineChannel } from '../engine/channel.ts'
import type { EngineReply } from '../engine/protocol.ts'

/**
 * Starts the engine as a utility process: out of memory it dies alone, where a worker thread would take the window
 * with it.
 */
export function launchUtilityEngine(): EngineChannel {
  const child = utilityProcess.fork(ENGINE_FILE, [], { serviceName: 'AnomalyX engine', stdio: 'inherit' })
  return {
    post: (request) => child.postMessage(request),
    onReply: (listener) => {
      child.on('message', (message) => listener(message as EngineReply))
    },
    onExit: (listener) => {
      child.once('exit', listener)
    },
    kill: () => {
      child.kill()
    },
  }
}
