import { utilityProcess } from 'electron'

import { ENGINE_FILE, type EngineChannel } from '../engine/channel.ts'
import type { ProcessChannel } from '../process/channel.ts'
import { TRAINING_FILE, type TrainingChannel } from '../training/channel.ts'

/**
 * Starts a file as a utility process: out of memory it dies alone, where a worker thread would take the window with it.
 */
function launchUtility<Request, Reply>(file: string, serviceName: string): ProcessChannel<Request, Reply> {
  const child = utilityProcess.fork(file, [], { serviceName, stdio: 'inherit' })
  return {
    post: (request) => child.postMessage(request),
    onReply: (listener) => {
      child.on('message', (message) => listener(message as Reply))
    },
    onExit: (listener) => {
      child.once('exit', listener)
    },
    kill: () => {
      child.kill()
    },
  }
}

export function launchUtilityEngine(): EngineChannel {
  return launchUtility(ENGINE_FILE, 'AnomalyX engine')
}

export function launchUtilityTraining(): TrainingChannel {
  return launchUtility(TRAINING_FILE, 'AnomalyX training')
}
