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
 * How V8 collects the engine's garbage. There is little of it: the threads that V8 would collect it with cost several times
 * what the collection does, and take the time of those that read and classify. What there is holds on to large buffers, so
 * it is collected soon.
 */
export const ENGINE_V8_FLAGS = ['--single-threaded-gc', '--max-semi-space-size=4']

/** Starts the engine as a child process of plain Node. */
export function launchEngineProcess(): EngineChannel {
  return launchChild(ENGINE_FILE, ENGINE_V8_FLAGS)
}
