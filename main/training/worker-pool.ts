import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'

import { AnomalyError } from '../../contract/errors.ts'
import type { BinnedFeatures } from './binning.ts'
import type { BoostParameters } from './boost.ts'
import type { Tree } from './tree.ts'
import { trainingWorkerUrl } from './worker-url.ts'

/** What every worker holds; the large arrays lie in shared memory. */
export interface SharedInput {
  readonly binned: BinnedFeatures
  readonly labels: Uint8Array
  readonly weights: Float32Array
  readonly outputs: number
}

/** One boosting run. It depends on nothing but this and the shared input, so no result depends on timing. */
export interface BoostJob {
  readonly rows: Int32Array
  readonly start_margins: Float32Array
  readonly parameters: BoostParameters
  readonly seed: number
  readonly stream: number
}

export type WorkerMessage = { readonly kind: 'round' } | { readonly kind: 'done'; readonly trees: Tree[] }

export interface PoolOptions {
  readonly signal?: AbortSignal | undefined
  readonly on_round: () => void
  /** Threads to use; defaults to the cores of the machine. */
  readonly threads?: number | undefined
}

/**
 * Runs the jobs on worker threads, each job whole on one of them.
 * @returns the trees of each job, in the order of the jobs
 * @throws AnomalyError `cancelled`
 */
export async function runBoostJobs(
  shared: SharedInput,
  jobs: readonly BoostJob[],
  { signal, on_round, threads = availableParallelism() }: PoolOptions,
): Promise<Tree[][]> {
  const results: Tree[][] = []
  const waiting = jobs.map((job, index) => ({ job, index }))
  const workers = Array.from(
    { length: Math.min(threads, jobs.length) },
    () => new Worker(trainingWorkerUrl(), { workerData: shared }),
  )
  const cancelled = (): AnomalyError => new AnomalyError('cancelled', 'Training was cancelled.')
  try {
    await Promise.all(
      workers.map(
        (worker) =>
          new Promise<void>((resolve, reject) => {
            let current = -1
            const takeNext = (): void => {
              const next = waiting.shift()
              if (next === undefined) {
                resolve()
                return
              }
              current = next.index
              worker.postMessage(next.job)
            }
            worker.on('error', reject)
            worker.on('message', (message: WorkerMessage) => {
              if (message.kind === 'round') {
                on_round()
                return
              }
              results[current] = message.trees
              takeNext()
            })
            if (signal?.aborted === true) reject(cancelled())
            signal?.addEventListener(
              'abort',
              () => {
                reject(cancelled())
              },
              { once: true },
            )
            takeNext()
          }),
      ),
    )
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()))
  }
  return results
}
