import type { EngineChannel } from './channel.ts'
import type { EngineReply } from './protocol.ts'
import { createTaskRunner } from './tasks.ts'

/**
 * The engine inside this process: for a command that does one thing and ends, where starting a second process would
 * take longer than it protects.
 */
export function launchInProcessEngine(): EngineChannel {
  let onReply: (reply: EngineReply) => void = () => undefined
  const handle = createTaskRunner((reply) => onReply(reply))
  return {
    post: handle,
    onReply: (listener) => {
      onReply = listener
    },
    onExit: () => undefined,
    kill: () => undefined,
  }
}
