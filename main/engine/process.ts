import type { EngineReply, EngineRequest } from './protocol.ts'
import { createTaskRunner } from './tasks.ts'

/** The part of Electron's `process.parentPort` that the engine uses; absent under plain Node. */
interface ParentPort {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: { data: EngineRequest }) => void): void
}

const parent_port = (process as NodeJS.Process & { parentPort?: ParentPort }).parentPort

const reply = (message: EngineReply): void => {
  if (parent_port === undefined) process.send?.(message)
  else parent_port.postMessage(message)
}
const handle = createTaskRunner(reply)

if (parent_port === undefined) {
  process.on('message', handle)
  process.on('disconnect', () => process.exit(0))
} else {
  parent_port.on('message', ({ data }) => handle(data))
}
