import { listenToParent, postToParent } from '../process/parent.ts'
import { putProcessBehindWindow } from '../process/priority.ts'
import type { EngineRequest } from './protocol.ts'
import { keepReaderReady } from '../sources/csv/read-ahead.ts'
import { createTaskRunner } from './tasks.ts'

putProcessBehindWindow()

keepReaderReady()

const handle = createTaskRunner(postToParent)

listenToParent((message) => handle(message as EngineRequest))
