import { parentPort, workerData } from 'node:worker_threads'

import { boost } from './boost.ts'
import { Random } from './random.ts'
import type { BoostJob, SharedInput, WorkerMessage } from './worker-pool.ts'

const shared = workerData as SharedInput
const port = parentPort
if (port === null) throw new Error('training-worker runs as a worker thread only')

port.on('message', (job: BoostJob) => {
  const trees = boost(
    { ...shared, rows: job.rows },
    job.start_margins,
    job.parameters,
    new Random(job.seed, job.stream),
    () => {
      port.postMessage({ kind: 'round' } satisfies WorkerMessage)
      return true
    },
  )
  port.postMessage({ kind: 'done', trees } satisfies WorkerMessage)
})
