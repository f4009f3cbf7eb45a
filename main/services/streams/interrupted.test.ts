import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { launchEngineProcess } from '../../engine/channel.ts'
import { repeatRows, simulatedCapture, writeCsv } from '../../testing/captures.ts'
import { useFolder } from '../../testing/folder.ts'
import { found } from '../../testing/found.ts'
import { ended, type Live, openLive, startStream, streamThat } from '../../testing/live.ts'
import { childrenOf } from '../../testing/processes.ts'
import { CAN_MOUNT, useSmallDisks } from '../../testing/small-disk.ts'

const folder = useFolder()
const mountDisk = useSmallDisks()
const ROWS = 40_000
let number = 0
const newDir = () => folder.at(`data-${String((number += 1))}`)

const large = (live: Live) => writeCsv(`${live.target}/large.csv`, repeatRows(simulatedCapture('corrected', 600), ROWS))
const small = (live: Live) => writeCsv(`${live.target}/small.csv`, simulatedCapture('corrected', 100))

/** Gives a large file, and settles when some of it is stored. */
async function underWay(live: Live): Promise<number> {
  const { id } = await startStream(live)
  await live.follower.give(await large(live))
  const stream = await streamThat(live, id, ({ classified }) => classified > 0)
  expect(stream.segments).toBe(0)
  return id
}

/** What counters of a stream, its segments and its captures say. */
async function allCounts({ app }: Live, id: number) {
  const { classified, capture_id, problem } = await app.call('streams.get', { id })
  const { items } = await app.call('streams.segments', { id, limit: 100 })
  const capture = await app.call('captures.get', { id: found(capture_id) })
  const flows = await app.call('flows.list', { capture_id: found(capture_id), limit: 1 })
  const of_segments = items.reduce((sum, segment) => sum + segment.classified, 0)
  return { problem, stream: classified, segments: of_segments, capture: capture.classified, flows: flows.total }
}

const all = (rows: number) => ({ problem: null, stream: rows, segments: rows, capture: rows, flows: rows })

describe('a segment that is broken off', () => {
  test('by the end of AnomalyX is read to its end at the next start, each row once', async () => {
    const live = await openLive(newDir())
    const id = await underWay(live)
    await live.close()
    const again = await openLive(live.data_dir)
    const { items } = await again.app.call('streams.segments', { id })
    expect(items).toMatchObject([{ state: 'reading', name: 'large.csv' }])
    await streamThat(again, id, ended(1))
    expect(await allCounts(again, id)).toEqual(all(ROWS))
  })

  test('and whose file is another one then fails, with what is stored of it', async () => {
    const live = await openLive(newDir())
    const id = await underWay(live)
    await live.close()
    await small(live).then((path) => execFileSync('cp', [path, `${live.target}/large.csv`]))
    const again = await openLive(live.data_dir)
    const stream = await streamThat(again, id, ended(1))
    expect(stream).toMatchObject({ state: 'running', failed_segments: 1, problem: { code: 'unreadable_file' } })
    expect(stream.problem?.detail).toContain('large.csv was read in part before, and is another file now')
    const counts = await allCounts(again, id)
    expect(counts).toEqual({ ...all(counts.stream), problem: stream.problem })
  })

  test('by the end of the engine is read again, each row once', async () => {
    const live = await openLive(newDir())
    const id = await underWay(live)
    const [pid] = childrenOf()
    process.kill(found(pid), 'SIGKILL')
    await streamThat(live, id, ended(1))
    await live.follower.give(await small(live))
    await streamThat(live, id, ended(2))
    expect(await allCounts(live, id)).toEqual(all(ROWS + 100))
  })

  test('by an engine that does not start waits and says so, and is read once there is one', async () => {
    let is_broken = false
    const launchEngine = () => {
      if (is_broken) throw new Error('no engine today')
      return launchEngineProcess()
    }
    const live = await openLive(newDir(), { launchEngine })
    const id = await underWay(live)
    is_broken = true
    const [pid] = childrenOf()
    process.kill(found(pid), 'SIGKILL')
    const waiting = await streamThat(live, id, ({ problem }) => problem !== null)
    expect(waiting).toMatchObject({ state: 'running', problem: { code: 'engine_failed' }, failed_segments: 0 })
    is_broken = false
    await streamThat(live, id, ended(1))
    expect(await allCounts(live, id)).toEqual(all(ROWS))
  })

  test.runIf(CAN_MOUNT)('by a full disk waits and says so, and goes on once there is room', async () => {
    const disk = mountDisk(folder.at('small'), 24 << 20)
    const live = await openLive(join(disk.path, 'data'))
    const { id } = await startStream(live)
    await live.follower.give(
      await writeCsv(folder.at('of-disk.csv'), repeatRows(simulatedCapture('corrected', 600), ROWS)),
    )
    await streamThat(live, id, ({ classified }) => classified > 0)
    disk.fill()
    const waiting = await streamThat(live, id, ({ problem }) => problem !== null)
    expect(waiting).toMatchObject({ state: 'running', problem: { code: 'disk_full' } })
    disk.free()
    await streamThat(live, id, ended(1))
    expect(await allCounts(live, id)).toEqual(all(ROWS))
  })
})
