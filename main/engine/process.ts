import { listenToParent, postToParent } from '../process/parent.ts'
import type { EngineRequest } from './protocol.ts'
import { createTaskRunner } from './tasks.ts'

const handle = createTaskRunner(postToParent)

listenToParent((message) => handle(message as EngineRequest))
