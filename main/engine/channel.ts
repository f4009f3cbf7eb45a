import { fileURLToPath } from 'node:url'

import { launchChild, type ProcessChannel } from '../process/channel.ts'
import type { EngineReply, EngineRequest } from './protocol.ts'

/** The line to a running engine process. */
export type EngineChannel = ProcessChannel<EngineRequest, EngineReply>

/** File of the engine process: its source under plain Node, the bundle beside this one in a build. */
export const ENGINE_FILE = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? './process.ts' : './engine.js', import.meta.url),
)

/**
 * Little is garbage in the engine. The threads that V8 would collect it with cost several times what the collection does,
 * and take the time of those that read and classify.
 */
export const ENGINE_V8_FLAG = '--single-threaded-gc'

/** Starts the engine as a child process of plain Node. */
export function launchEngineProcess(): EngineChannel {
  return launchChild(ENGINE_FILE, [ENGINE_V8_FLAG])
}
