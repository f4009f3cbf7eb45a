import { mkdir } from 'node:fs/promises'

import type { Job } from '../../contract/jobs.ts'
import type { OperationInput, OperationName, OperationOutput } from '../../contract/operations.ts'
import { type App, type AppConfig, composeApp } from '../compose.ts'
import { launchEngineProcess } from '../engine/channel.ts'
import { launchTrainingProcess } from '../training/channel.ts'
import { DEFAULT_BUNDLE_DIR } from '../paths.ts'
import { COMPILE_CACHE } from './command.ts'

/** The whole backend for a test: a real database, a real engine process, the model that AnomalyX comes with. */
export interface TestApp extends App {
  readonly logged: readonly string[]
  /** Asks as the window does; outputs are held against the contract. */
  call<Name extends OperationName>(name: Name, input: OperationInput<Name>): Promise<OperationOutput<Name>>
  /** Settles when a job has ended, whichever way. */
  jobEnd(job_id: number): Promise<Job>
  /** Imports a file to its end. */
  importFile(path: string, allow_repeat?: boolean): Promise<Job & { started_as: number }>
  /** Settles when a job has written rows and is still running. */
  jobUnderWay(job_id: number): Promise<Job>
}

export async function startApp(data_dir: string, config: Partial<AppConfig> = {}): Promise<TestApp> {
  await mkdir(data_dir, { recursive: true })
  // For the engine's process, which inherits it.
  process.env['NODE_COMPILE_CACHE'] ??= COMPILE_CACHE
  const logged: string[] = []
  const app = await composeApp({
    version: '0.0.0',
    data_dir,
    bundle_dir: DEFAULT_BUNDLE_DIR,
    sample_path: '/nowhere/sample.csv',
    launchEngine: launchEngineProcess,
    launchTraining: launchTrainingProcess,
    log: (message) => logged.push(message),
    check_outputs: true,
    ...config,
  })
  const call = async <Name extends OperationName>(name: Name, input: OperationInput<Name>) =>
    (await app.dispatch(name, input, { actor: 'window' })) as OperationOutput<Name>

  const jobThat = (job_id: number, is_reached: (job: Job) => boolean): Promise<Job> =>
    new Promise((resolve, reject) => {
      const look = (job: Job) => {
        if (job.id !== job_id || !is_reached(job)) return
        unsubscribe()
        resolve(job)
      }
      const unsubscribe = app.events.subscribe((event) => {
        if (event.type === 'job') look(event.job)
      })
      call('jobs.get', { id: job_id }).then(look, reject)
    })

  const jobEnd = (job_id: number) => jobThat(job_id, ({ status }) => status !== 'queued' && status !== 'running')
  return {
    ...app,
    logged,
    call,
    jobEnd,
    importFile: async (path, allow_repeat = false) => {
      const { job_id, capture_id } = await call('captures.import', { path, allow_repeat })
      return { ...(await jobEnd(job_id)), started_as: capture_id }
    },
    jobUnderWay: async (job_id) => {
      const job = await jobThat(job_id, ({ status, rows_read }) => status !== 'queued' && rows_read > 0)
      if (job.status !== 'running')
        throw new Error(`job ${String(job_id)} is ${job.status} already: make its file larger`)
      return job
    },
  }
}
