import type { EngineReply, EngineRequest } from './protocol.ts'
import { createTaskRunner } from './tasks.ts'

/** The line to the process that started this one: Electron's `process.parentPort`, or Node's IPC channel. */
const parent_port = process.parentPort as typeof process.parentPort | undefined

const reply = (message: EngineReply): void => {
  if (parent_port === undefined) process.send?.(message)
  else parent_port.postMessage(message)
}
const handle = createTaskRunner(reply)

if (parent_port === undefined) {
  process.on('message', (message) => {
    handle(message as EngineRequest)
  })
  process.on('disconnect', () => process.exit(0))
} else {
  parent_port.on('message', ({ data }) => {
    handle(data as EngineRequest)
  })
}
