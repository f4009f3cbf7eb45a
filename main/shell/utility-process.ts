import { utilityProcess } from 'electron'

import { ENGINE_FILE, ENGINE_V8_FLAGS, type EngineChannel } from '../engine/channel.ts'
import type { ProcessChannel } from '../process/channel.ts'
import { quietEnvironment } from '../process/quiet.ts'
import { TRAINING_FILE, type TrainingChannel } from '../training/channel.ts'

/**
 * Starts a file as a utility process: out of memory it dies alone, where a worker thread would take the window with it.
 */
function launchUtility<Request, Reply>(
  file: string,
  serviceName: string,
  v8_flags: readonly string[] = [],
): ProcessChannel<Request, Reply> {
  const execArgv = v8_flags.length === 0 ? [] : [`--js-flags=${v8_flags.join(' ')}`]
  const child = utilityProcess.fork(file, [], { serviceName, execArgv, env: quietEnvironment(), stdio: 'inherit' })
  return {
    post: (request) => child.postMessage(request),
    onReply: (listener) => {
      child.on('message', (message) => listener(message as Reply))
    },
    onExit: (listener) => {
      child.once('exit', listener)
    },
    kill: () => {
      // Electron's own kill asks first, and a process that hangs in native code may not answer.
      try {
        if (child.pid !== undefined) process.kill(child.pid, 'SIGKILL')
      } catch {
        // It is gone already.
      }
    },
  }
}

export function launchUtilityEngine(): EngineChannel {
  return launchUtility(ENGINE_FILE, 'AnomalyX engine', ENGINE_V8_FLAGS)
}

export function launchUtilityTraining(): TrainingChannel {
  return launchUtility(TRAINING_FILE, 'AnomalyX training')
}
