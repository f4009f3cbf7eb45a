import { mkdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'

import { type App, composeApp } from '../../main/compose.ts'
import { launchEngineProcess } from '../../main/engine/channel.ts'
import { launchTrainingProcess } from '../../main/training/channel.ts'
import { DEFAULT_BUNDLE_DIR, SAMPLE_PATH, VERSION } from '../../main/paths.ts'
import type { Job } from '../../contract/jobs.ts'
import type { OperationInput, OperationName, OperationOutput } from '../../contract/operations.ts'
import { BENCH_DIR } from './captures.ts'

/** The whole backend on a data directory of its own. */
export class BenchApp {
  readonly #app: App
  readonly data_dir: string

  private constructor(app: App, data_dir: string) {
    this.#app = app
    this.data_dir = data_dir
  }

  static async start(): Promise<BenchApp> {
    const data_dir = join(BENCH_DIR, 'data')
    await rm(data_dir, { recursive: true, force: true })
    await mkdir(data_dir, { recursive: true })
    const app = await composeApp({
      version: VERSION,
      data_dir,
      bundle_dir: DEFAULT_BUNDLE_DIR,
      sample_path: SAMPLE_PATH,
      launchEngine: launchEngineProcess,
      launchTraining: launchTrainingProcess,
      log: (message) => process.stderr.write(`${message}\n`),
    })
    const bench = new BenchApp(app, data_dir)
    // As the window and the server do at their start.
    await app.rehearse()
    return bench
  }

  async call<Name extends OperationName>(name: Name, input: OperationInput<Name>): Promise<OperationOutput<Name>> {
    return (await this.#app.dispatch(name, input, { actor: 'window' })) as OperationOutput<Name>
  }

  /** Imports a file and answers its job when it has ended well. */
  async import(path: string): Promise<Job & { capture_id: number; elapsed_ms: number }> {
    const started_ms = performance.now()
    const ended: Job[] = []
    let tell = (): void => undefined
    const unsubscribe = this.#app.events.subscribe((event) => {
      if (event.type !== 'job' || event.job.status === 'queued' || event.job.status === 'running') return
      ended.push(event.job)
      tell()
    })
    const started = await this.call('captures.import', { path, allow_repeat: true })
    const job = await new Promise<Job>((resolve) => {
      tell = () => {
        const own = ended.find(({ id }) => id === started.job_id)
        if (own !== undefined) resolve(own)
      }
      tell()
    })
    unsubscribe()
    if (job.status !== 'done') throw new Error(`the import ended ${job.status}: ${job.error?.detail ?? ''}`)
    return { ...job, capture_id: started.capture_id, elapsed_ms: performance.now() - started_ms }
  }

  /** Cancels an import of a file when it is nearly done. */
  async cancelLate(path: string, share: number): Promise<{ cancelled_ms: number; removed_ms: number }> {
    const { job_id } = await this.call('captures.import', { path, allow_repeat: true })
    for (;;) {
      const { progress_done, progress_total } = await this.call('jobs.get', { id: job_id })
      if (progress_done >= (progress_total ?? 0) * share) break
      await setTimeout(20)
    }
    const asked_ms = performance.now()
    await this.call('jobs.cancel', { id: job_id })
    while ((await this.call('jobs.get', { id: job_id })).status === 'running') await setTimeout(5)
    const cancelled_ms = performance.now() - asked_ms
    await this.#app.removed()
    return { cancelled_ms, removed_ms: performance.now() - asked_ms }
  }

  async databaseMb(): Promise<number> {
    const files = ['anomalyx.sqlite', 'anomalyx.sqlite-wal']
    const sizes = await Promise.all(files.map(async (name) => (await stat(join(this.data_dir, name))).size))
    return sizes.reduce((sum, size) => sum + size, 0) / 2 ** 20
  }

  async close(): Promise<void> {
    await this.#app.close()
    await rm(this.data_dir, { recursive: true, force: true })
  }
}
