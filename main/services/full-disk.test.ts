import { stat } from 'node:fs/promises'
import { join } from 'node:path'

import { afterEach, describe, expect, onTestFinished, test } from 'vitest'

import { startApp, type TestApp } from '../testing/app.ts'
import { repeatRows, simulatedCapture, writeCsv } from '../testing/captures.ts'
import { captureRows, NO_CAPTURE_ROWS } from '../testing/database.ts'
import { failureOf } from '../testing/failure.ts'
import { useFolder } from '../testing/folder.ts'
import { CAN_MOUNT, useSmallDisks } from '../testing/small-disk.ts'

const ROWS = 60_000
const TOLD_WITHIN_MS = 2000
const MIB = 1 << 20

const folder = useFolder()
const running: TestApp[] = []
afterEach(async () => {
  for (const app of running.splice(0)) await app.close()
})
const mountDisk = useSmallDisks()

async function startOnDisk(name: string, size_bytes: number) {
  const disk = mountDisk(folder.at(name), size_bytes)
  const data_dir = join(disk.path, 'data')
  const app = await startApp(data_dir)
  running.push(app)
  await expect.poll(() => stat(join(data_dir, 'reserved-space')).catch(() => null)).not.toBeNull()
  return { disk, data_dir, app }
}

const large = (rows = ROWS) => writeCsv(folder.at('large.csv'), repeatRows(simulatedCapture('corrected', 600), rows))
const small = () => writeCsv(folder.at('small.csv'), simulatedCapture('original', 100))

describe.runIf(CAN_MOUNT)('a disk that fills up during an import', () => {
  test('ends it within two seconds, holds those that wait, and lets all go on once there is room', async () => {
    const { disk, data_dir, app } = await startOnDisk('filled', 24 * MIB)
    const { job_id } = await app.call('captures.import', { path: await large() })
    const waiting = await app.call('captures.import', { path: await small() })
    await app.jobUnderWay(job_id)
    disk.fill()
    const since_ms = performance.now()
    const job = await app.jobEnd(job_id)
    const { status, reasons } = await app.call('system.health', {})
    expect(performance.now() - since_ms).toBeLessThan(TOLD_WITHIN_MS)
    expect(job).toMatchObject({ status: 'failed', capture_id: null, error: { code: 'disk_full' } })
    expect(job.error?.detail).toMatch(
      /The disk with the data directory is full \(\d.* free\)\. Free some space and try again/,
    )
    expect(status).toBe('degraded')
    expect(reasons?.find(({ part }) => part === 'disk')?.detail).toContain('The disk with the data directory is full')

    expect(await app.call('jobs.queue', {})).toMatchObject({
      jobs: [{ id: waiting.job_id, status: 'queued' }],
      held_because: expect.stringContaining('Imports wait until there is space') as string,
    })
    // What the failed import wrote goes although the disk is still full.
    await app.removed()
    expect(captureRows(data_dir)).toMatchObject({ prediction_chunks: 0, feature_chunks: 0, captures: 1 })
    expect(await app.call('jobs.cancel', { id: waiting.job_id })).toMatchObject({ status: 'cancelled' })
    const again = await app.call('captures.import', { path: await small() }).catch(() => null)

    disk.free()
    await expect.poll(() => app.call('system.health', {})).toEqual({ status: 'ok' })
    if (again !== null) expect(await app.jobEnd(again.job_id)).toMatchObject({ status: 'done' })
    expect(await app.importFile(await small(), true)).toMatchObject({ status: 'done', rows_read: 100 })
    await expect.poll(() => stat(join(data_dir, 'reserved-space')).catch(() => null)).not.toBeNull()
  })

  test('fills up by the import itself: it ends, and its space comes back', async () => {
    const { data_dir, app } = await startOnDisk('too-small', 24 * MIB)
    const job = await app.importFile(await large(6 * ROWS))
    expect(job).toMatchObject({ status: 'failed', error: { code: 'disk_full' } })
    await app.removed()
    expect(captureRows(data_dir)).toEqual(NO_CAPTURE_ROWS)
    await expect.poll(() => app.call('system.health', {})).toEqual({ status: 'ok' })
    expect(await app.importFile(await small())).toMatchObject({ status: 'done', rows_read: 100 })
  })

  test('does not keep captures from being deleted, and that makes room', async () => {
    const { disk, data_dir, app } = await startOnDisk('deleted', 24 * MIB)
    const { started_as } = await app.importFile(await large())
    disk.fill()
    await app.call('captures.delete', { id: started_as })
    expect((await app.call('captures.list', {})).items).toEqual([])
    await app.removed()
    expect(captureRows(data_dir)).toEqual(NO_CAPTURE_ROWS)
    await expect.poll(() => app.call('system.health', {}), { timeout: 5000 }).toEqual({ status: 'ok' })
    expect(await app.importFile(await small())).toMatchObject({ status: 'done', rows_read: 100 })
  })

  test('tells the end of a job that it has no room to write, and writes it later', async () => {
    const { disk, app, data_dir } = await startOnDisk('no-room', 24 * MIB)
    const { job_id } = await app.call('captures.import', { path: await large() })
    await app.jobUnderWay(job_id)
    disk.fill()
    // Somebody else takes what was kept in reserve.
    app.events.subscribe(() => disk.fill())
    const filling = setInterval(() => disk.fill(), 1)
    onTestFinished(() => clearInterval(filling))
    const job = await app.jobEnd(job_id)
    expect(job).toMatchObject({ status: 'failed', error: { code: 'disk_full' } })
    expect((await failureOf(app.call('jobs.cancel', { id: job_id }))).code).toBe('conflict')
    expect((await failureOf(app.call('captures.import', { path: await small() }))).code).toBe('disk_full')
    clearInterval(filling)
    await app.close()
    running.splice(0)
    disk.free()
    const next = await startApp(data_dir)
    running.push(next)
    await next.removed()
    expect(captureRows(data_dir)).toEqual(NO_CAPTURE_ROWS)
    expect(await next.importFile(await small())).toMatchObject({ status: 'done', rows_read: 100 })
  })
})
