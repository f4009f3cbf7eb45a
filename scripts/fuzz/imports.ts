import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { AnomalyError } from '../../contract/errors.ts'
import type { Job } from '../../contract/jobs.ts'
import { startApp, type TestApp } from '../../main/testing/app.ts'
import { simulatedCapture, writeCsv } from '../../main/testing/captures.ts'
import type { Outcome } from '../../main/testing/hostile/hold-reader.ts'

const SOUND_ROWS = 40
const SECONDS_FOR_ANY = 120

/** The whole backend on a data directory of its own, which imports hostile files and must outlive each of them. */
export class Importer {
  readonly #app: TestApp
  readonly #folder: string
  readonly #sound: string

  private constructor(app: TestApp, folder: string, sound: string) {
    this.#app = app
    this.#folder = folder
    this.#sound = sound
  }

  static async start(): Promise<Importer> {
    const folder = await mkdtemp(join(tmpdir(), 'anomalyx-fuzz-'))
    const sound = await writeCsv(join(folder, 'sound.csv'), simulatedCapture('corrected', SOUND_ROWS))
    return new Importer(await startApp(join(folder, 'data')), folder, sound)
  }

  /**
   * Imports a file, holds what the store then says of it against what the reader gave, and deletes it again.
   * @throws Error that tells what does not hold
   */
  async hold(path: string, expected: Outcome): Promise<void> {
    const job = await this.#import(path)
    if (expected.ended === 'read' && (expected.flows > 0 || expected.rejected === 0))
      await this.#holdCapture(job, expected)
    else if (expected.ended === 'read') await this.#holdRefusal(job, 'unreadable_file')
    else await this.#holdRefusal(job, expected.ended)
  }

  /** The engine still works. @throws Error when it does not */
  async holdSound(): Promise<void> {
    await this.hold(this.#sound, { ended: 'read', flows: SOUND_ROWS, rejected: 0 })
  }

  async close(): Promise<void> {
    await this.#app.close()
    await rm(this.#folder, { recursive: true, force: true })
  }

  async #import(path: string): Promise<Job & { started_as: number }> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(new Error(`the import took more than ${String(SECONDS_FOR_ANY)} s`)),
        SECONDS_FOR_ANY * 1000,
      )
    })
    try {
      return await Promise.race([this.#app.importFile(path, true), late])
    } finally {
      clearTimeout(timer)
    }
  }

  async #holdCapture(job: Job & { started_as: number }, { flows, rejected }: Outcome): Promise<void> {
    const app = this.#app
    assert.equal(job.status, 'done', `the import ended ${job.status}: ${job.error?.detail ?? ''}`)
    const counts = { rows_read: flows + rejected, classified: flows, rejected }
    const id = job.started_as
    const overview = await app.call('charts.overview', { capture_id: id })
    for (const [where, told] of Object.entries({ job, capture: await app.call('captures.get', { id }), overview })) {
      assert.deepEqual(
        { rows_read: told.rows_read, classified: told.classified, rejected: told.rejected },
        counts,
        `the ${where} counts other rows`,
      )
    }
    const { series, by_threat_type } = overview
    assert.equal(sum(by_threat_type), flows, 'threat types do not add up')
    assert.equal(
      sum(series.buckets.flatMap((bucket) => bucket.by_threat_type)) +
        (series.outside?.flows ?? 0) +
        series.flows_off_axis,
      flows,
      'buckets do not add up',
    )
    const listed = await app.call('flows.list', { capture_id: id, limit: 50 })
    assert.equal(listed.total, flows, 'the list has other flows')
    assert.equal(listed.items.length, Math.min(50, flows))
    const rows = await app.call('captures.rejectedRows', { id, limit: 50 })
    assert.equal(rows.total, rejected, 'the list has other rejected rows')
    await app.call('captures.delete', { id })
  }

  async #holdRefusal(job: Job & { started_as: number }, code: string): Promise<void> {
    const app = this.#app
    assert.equal(job.status, 'failed', `the import ended ${job.status}, where reading the file ends ${code}`)
    // The reader alone has no model that tells what missing features would cost.
    const codes = code === 'unknown_dialect' ? [code, 'lacks_features'] : [code]
    assert(
      codes.includes(job.error?.code ?? ''),
      `${code} became ${String(job.error?.code)}: ${String(job.error?.detail)}`,
    )
    await assert.rejects(
      app.call('captures.get', { id: job.started_as }),
      isNotFound,
      'a failed import left its capture',
    )
    const { items } = await app.call('captures.list', { limit: 100 })
    assert(!items.some(({ id }) => id === job.started_as), 'a failed import is listed')
    const listed = await app.call('flows.list', { capture_id: job.started_as, limit: 1 }).catch((error: unknown) => {
      if (isNotFound(error)) return { total: 0 }
      throw error
    })
    assert.equal(listed.total, 0, 'a failed import left flows')
  }
}

function isNotFound(error: unknown): boolean {
  return error instanceof AnomalyError && error.code === 'not_found'
}

function sum(counts: readonly { readonly flows: number }[]): number {
  return counts.reduce((all, { flows }) => all + flows, 0)
}
