import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { simulatedCapture } from '../../testing/captures.ts'
import { changeDatabase } from '../../testing/database.ts'
import { failureOf } from '../../testing/failure.ts'
import { useFolder } from '../../testing/folder.ts'
import { found } from '../../testing/found.ts'
import { alertsOf, ended, type Live, openLive, pieces, startStream, streamThat } from '../../testing/live.ts'
import { pcapFile, type TimedPacket } from '../../testing/packets/files.ts'
import { tcpFrame, udpFrame } from '../../testing/packets/frames.ts'
import { until } from '../../testing/processes.ts'
import { wireFlows } from '../../testing/wire-flows.ts'
import { zeekTsvLog } from '../../testing/zeek-logs.ts'

const folder = useFolder()
let number = 0
const newDir = () => folder.at(`data-${String((number += 1))}`)
const BEGIN_US = 1_700_000_000_000_000

/** Flows of some hosts with a server, each of two packets. */
const talks = (segment: number, hosts = 5): TimedPacket[] =>
  Array.from({ length: hosts }, (_, host) => {
    const ends = {
      source: `10.0.${String(segment)}.${String(host + 1)}`,
      destination: '192.0.2.1',
      source_port: 30_000 + host,
    }
    return [20 + host, 7].map((payload_bytes, step) => ({
      time_us: BEGIN_US + segment * 60_000_000 + host * 10_000 + step * 900,
      bytes: tcpFrame({ ...ends, destination_port: 80, flags: 'PA', payload_bytes }),
    }))
  }).flat()

/** Ports tried one after another without an answer. */
const scan = (segment: number): TimedPacket[] =>
  Array.from({ length: 60 }, (_, at) => ({
    time_us: BEGIN_US + segment * 60_000_000 + at * 100_000,
    bytes: tcpFrame({
      ...{
        source: '203.0.113.9',
        destination: '10.0.0.5',
        source_port: 40_000,
        destination_port: 1000 + at,
        flags: 'S',
      },
    }),
  }))

/** Some hundred kilobytes in one flow. */
const bulk = (segment: number): TimedPacket[] =>
  Array.from({ length: 400 }, (_, at) => ({
    time_us: BEGIN_US + segment * 60_000_000 + at * 1000,
    bytes: udpFrame({ source: '10.0.0.2', destination: '10.0.0.3', destination_port: 5000, payload_bytes: 1200 }),
  }))

async function giveOwn(live: Live, id: number, name: string, packets: readonly TimedPacket[]): Promise<string> {
  const path = join(live.data_dir, 'streams', String(id), name)
  await writeFile(path, pcapFile([...packets].sort((one, other) => one.time_us - other.time_us)))
  await live.follower.give(path, true)
  return path
}

describe('packets of a stream', () => {
  test('are found in the segment of their flow, and saved from several', async () => {
    let chosen: string | null = null
    const live = await openLive(newDir(), { chooseSavePath: () => Promise.resolve(chosen) })
    const { app } = live
    const { id } = await startStream(live)
    const paths: string[] = []
    for (const segment of [1, 2, 3]) paths.push(await giveOwn(live, id, `${String(segment)}.pcap`, talks(segment)))
    const { capture_id, classified } = await streamThat(live, id, ended(3))
    expect(classified).toBe(15)
    expect(await app.call('packets.source', { capture_id: found(capture_id) })).toEqual({
      state: 'there',
      reason: null,
    })
    const flowOf = async (source: string) =>
      found((await app.call('flows.list', { capture_id: found(capture_id), q: `src:${source}` })).items[0]).id
    const look = await app.call('packets.look', { id: await flowOf('10.0.2.3') })
    expect(look.items.map(({ payload_bytes }) => payload_bytes)).toEqual([22, 7])
    chosen = folder.at('saved.pcapng')
    const { job_id } = await app.call('packets.save', {
      capture_id: found(capture_id),
      q: 'src:10.0.1.1 or src:10.0.3.5',
    })
    expect((await app.jobEnd(found(job_id))).stage).toContain('4 packets of 2 flows saved')
    const saved = (await readFile(chosen)).toString('latin1')
    expect(saved).toContain('From 1.pcap, SHA-256')
    expect(saved).toContain('From 3.pcap, SHA-256')

    await app.call('streams.pause', { id })
    await live.close()
    const again = await openLive(live.data_dir)
    await again.app.call('captures.delete', { id: found(capture_id) })
    await until(() => paths.every((path) => !existsSync(path)))
    const { items } = await again.app.call('streams.segments', { id })
    expect(items.map((segment) => [segment.capture_id, segment.are_packets_kept])).toEqual(
      Array.from({ length: 3 }, () => [null, false]),
    )
    // Each tells what became of its packets.
    for (const { notices } of items) expect(notices[0]).toMatch(/^\d[\d,]* packets/)
  })

  test('that are too much go, the oldest first, but for those that an alert refers to', async () => {
    const live = await openLive(newDir())
    const { id } = await startStream(live, { keep_bytes: 1 << 20 })
    const paths: string[] = []
    for (const segment of [1, 2, 3, 4, 5]) {
      const packets = segment === 2 ? [...scan(segment), ...bulk(segment)] : bulk(segment)
      paths.push(await giveOwn(live, id, `${String(segment)}.pcap`, packets))
    }
    const { capture_id } = await streamThat(live, id, ended(5))
    expect(await alertsOf(live.app, found(capture_id))).toMatchObject([{ source_ip: '203.0.113.9' }])
    await live.close()
    const again = await openLive(live.data_dir)
    await until(() => !existsSync(found(paths[3])))
    expect(paths.map((path) => existsSync(path))).toEqual([false, true, false, false, true])
    const { items } = await again.app.call('streams.segments', { id })
    expect(items.map(({ are_packets_kept }) => are_packets_kept).toReversed()).toEqual([
      false,
      true,
      false,
      false,
      true,
    ])
    const [flow] = (await again.app.call('flows.list', { capture_id: found(capture_id), q: 'src:10.0.0.2' })).items
    const gone = await failureOf(again.app.call('packets.look', { id: `${String(capture_id)}-1` }))
    expect([flow?.source_ip, gone.code]).toEqual(['10.0.0.2', 'conflict'])
    expect(gone.message).toContain('1.pcap, the segment of the stream that the flow is in, is not kept any more')
  })
})

describe('what is older than a stream keeps it', () => {
  test.each([
    ['goes with its packets', talks(1), 0],
    ['stays where there is an alert', scan(1), 1],
  ])('%s', async (_, packets, captures) => {
    const live = await openLive(newDir())
    const { id } = await startStream(live, { keep_days: 1 })
    const path = await giveOwn(live, id, 'old.pcap', packets)
    const calm = await giveOwn(live, id, 'calm.pcap', talks(2))
    await streamThat(live, id, ended(2))
    await live.close()
    changeDatabase(live.data_dir, 'UPDATE segments SET closed_at_us = closed_at_us - 2 * 24 * 3600 * 1000000')
    const again = await openLive(live.data_dir)
    await until(() => !existsSync(calm))
    expect((await again.app.call('captures.list', {})).total).toBe(captures)
    await until(() => existsSync(path) === (captures === 1))
  })
})

describe('logs of conversations in a folder', () => {
  const day = { ...simulatedCapture('corrected', 3000) }

  async function giveLogs(live: Live, count: number, from = 0, to = count) {
    const flows = wireFlows(day).sort((one, other) => one.time_us - other.time_us)
    const parts = pieces({ header: '', rows: flows.map((_, at) => String(at)) }, count)
    for (const [at, { rows }] of parts.entries()) {
      if (at < from || at >= to) continue
      const path = `${live.target}/conn.${String(at)}.log`
      await writeFile(path, zeekTsvLog(rows.map((row) => found(flows[Number(row)]))))
      await live.follower.give(path)
    }
  }

  test('raise the alerts of one uncut log', async () => {
    const live = await openLive(newDir())
    const { id } = await startStream(live)
    await giveLogs(live, 4)
    const stream = await streamThat(live, id, ended(4))
    expect(stream).toMatchObject({ failed_segments: 0, conversations: 3000, classified: 0 })
    const path = folder.at('conn.log')
    await writeFile(path, zeekTsvLog(wireFlows(day)))
    const { started_as } = await live.app.importFile(path)
    expect(await alertsOf(live.app, found(stream.capture_id))).toEqual(await alertsOf(live.app, started_as))
    expect(await live.app.call('captures.get', { id: found(stream.capture_id) })).toMatchObject({ conversations: 3000 })
  })

  test('go to another capture after a restart, which knows nothing of those before', async () => {
    const live = await openLive(newDir())
    const { id } = await startStream(live)
    await giveLogs(live, 4, 0, 2)
    const { capture_id: before } = await streamThat(live, id, ended(2))
    const alerts = await alertsOf(live.app, found(before))
    await live.close()
    const again = await openLive(live.data_dir)
    await until(() => again.followers.length > 0)
    await giveLogs(again, 4, 2)
    const { capture_id, conversations } = await streamThat(again, id, ended(4))
    expect([capture_id === before, conversations]).toEqual([false, 3000])
    expect(await alertsOf(again.app, found(before))).toEqual(alerts)
    expect((await again.app.call('captures.list', {})).items.map((capture) => capture.conversations)).toEqual([
      1500, 1500,
    ])
  })
})
