import { constants, setPriority } from 'node:os'

import { listenToParent, postToParent } from '../process/parent.ts'
import type { EngineRequest } from './protocol.ts'
import { keepReaderReady } from './read-ahead.ts'
import { createTaskRunner } from './tasks.ts'

// Whoever waits at a window comes first. Threads begin with the priority of the one that starts them.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL)

keepReaderReady()

const handle = createTaskRunner(postToParent)

listenToParent((message) => handle(message as EngineRequest))
