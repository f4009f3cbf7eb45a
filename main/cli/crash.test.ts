import { readdir } from 'node:fs/promises'

import { expect, test } from 'vitest'
import { z } from 'zod'

import { ImportStartedSchema } from '../../contract/captures.ts'
import { JobSchema } from '../../contract/jobs.ts'
import { csvText, repeatRows, simulatedCapture } from '../testing/captures.ts'
import { startServe } from '../testing/command.ts'
import { captureRows, NO_CAPTURE_ROWS } from '../testing/database.ts'
import { useFolder } from '../testing/folder.ts'

const folder = useFolder()
const ROWS = 60_000
const TOKEN = 'a-token-for-tests-only'

/** Asks a served AnomalyX for JSON. */
async function ask(address: string, path: string, init: { method?: string; body?: string } = {}): Promise<unknown> {
  const headers = { Authorization: `Bearer ${TOKEN}`, 'Content-Type': 'text/csv' }
  return (await fetch(address + path, { ...init, headers })).json()
}

async function jobThat(address: string, job_id: number, is_reached: (job: z.infer<typeof JobSchema>) => boolean) {
  const deadline = Date.now() + 60_000
  for (;;) {
    const job = JobSchema.parse(await ask(address, `/jobs/${String(job_id)}`))
    if (is_reached(job)) return job
    if (Date.now() > deadline) throw new Error(`job ${String(job_id)} is still ${job.status}`)
  }
}

test('an import that kill -9 ends in the middle leaves nothing but its job, and can be done again', async () => {
  const data_dir = folder.at('data')
  const environment = { ANOMALYX_API_TOKEN: TOKEN }
  const text = csvText(repeatRows(simulatedCapture('corrected', 1000), ROWS))
  const first = await startServe(data_dir, [], environment)
  const kept = ImportStartedSchema.parse(
    await ask(first.address, '/captures?name=kept.csv', {
      method: 'POST',
      body: csvText(simulatedCapture('original', 500)),
    }),
  )
  await jobThat(first.address, kept.job_id, ({ status }) => status === 'done')
  const started = ImportStartedSchema.parse(
    await ask(first.address, '/captures?name=large.csv', { method: 'POST', body: text }),
  )
  const under_way = await jobThat(first.address, started.job_id, ({ rows_read }) => rows_read > 0)
  await first.end('SIGKILL')
  expect(under_way.status).toBe('running')
  expect(captureRows(data_dir)['prediction_chunks']).toBeGreaterThan(0)

  const second = await startServe(data_dir, [], environment)
  const { address } = second
  expect(second.told.join('\n')).toContain('The import of large.csv was interrupted')
  expect(await ask(address, '/status')).toMatchObject({ notices: [expect.stringContaining('large.csv')] as string[] })
  const job = JobSchema.parse(await ask(address, `/jobs/${String(started.job_id)}`))
  expect(job).toMatchObject({ status: 'interrupted', capture_id: null })
  expect(job.error?.detail).toContain('Import the file again')
  // Nothing of it is seen anywhere, and what was there before is.
  expect(await ask(address, `/captures/${String(started.capture_id)}`)).toMatchObject({ status: 404 })
  expect(await ask(address, '/captures')).toMatchObject([{ id: kept.capture_id, classified: 500 }])
  expect(await ask(address, `/logs?capture_id=${String(started.capture_id)}`)).toMatchObject({ code: 'not_found' })
  expect(await ask(address, `/alerts?capture_id=${String(started.capture_id)}`)).toMatchObject({ code: 'not_found' })
  expect(await ask(address, '/charts/overview')).toMatchObject({ captures: 1, rows_read: 500, is_partial: false })
  expect(await readdir(`${data_dir}/spool`)).toEqual([])

  const again = ImportStartedSchema.parse(
    await ask(address, '/captures?name=large.csv', { method: 'POST', body: text }),
  )
  const done = await jobThat(address, again.job_id, ({ status }) => status !== 'queued' && status !== 'running')
  expect(done).toMatchObject({ status: 'done', rows_read: ROWS, rejected: 0 })
  expect(await ask(address, '/charts/overview')).toMatchObject({ rows_read: ROWS + 500 })
  for (const { id } of z.array(z.object({ id: z.int() })).parse(await ask(address, '/captures'))) {
    await ask(address, `/captures/${String(id)}`, { method: 'DELETE' })
  }
  // Rows go behind what a person sees: those of the crash, and now those of the captures.
  const deadline = Date.now() + 30_000
  while (Object.values(captureRows(data_dir)).some((rows) => rows > 0) && Date.now() < deadline)
    await ask(address, '/jobs')
  expect(await second.end('SIGTERM')).toBe(0)
  expect(captureRows(data_dir)).toEqual(NO_CAPTURE_ROWS)
}, 90_000)
