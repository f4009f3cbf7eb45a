import { readFile, writeFile } from 'node:fs/promises'
import { zstdCompressSync } from 'node:zlib'

import { afterAll, beforeAll, expect, test } from 'vitest'

import { startApp, type TestApp } from '../testing/app.ts'
import { runCommand } from '../testing/command.ts'
import { useFolder } from '../testing/folder.ts'
import { pcapFile, type TimedPacket } from '../testing/packets/files.ts'
import { ethernet, tcpFrame, udpFrame } from '../testing/packets/frames.ts'

const folder = useFolder()
let app: TestApp

/** Hosts that ask a server and are answered, one that is asked in vain, and ARP. */
function conversations(): TimedPacket[] {
  const packets: TimedPacket[] = []
  for (let host = 0; host < 300; host += 1) {
    const source = `10.0.${host >> 8}.${host & 255}`
    const ends = { source, destination: '192.0.2.1', source_port: 30_000 + host, destination_port: 443 }
    const answer = { source: '192.0.2.1', destination: source, source_port: 443, destination_port: 30_000 + host }
    const frames = [
      tcpFrame({ ...ends, flags: 'S' }),
      tcpFrame({ ...answer, flags: 'SA' }),
      tcpFrame({ ...ends, flags: 'PA', payload_bytes: 200 }),
      tcpFrame({ ...answer, flags: 'PA', payload_bytes: 1400 }),
      tcpFrame({ ...ends, flags: 'FA' }),
      tcpFrame({ ...answer, flags: 'FA' }),
    ]
    frames.forEach((bytes, step) =>
      packets.push({ time_us: 1_700_000_000_000_000 + host * 10_000 + step * 900, bytes }),
    )
  }
  const last_us = 1_700_000_010_000_000
  packets.push({ time_us: last_us, bytes: udpFrame({ payload_bytes: 30 }) })
  packets.push({ time_us: last_us, bytes: ethernet(Buffer.alloc(28), 0x0806) })
  return packets
}

beforeAll(async () => {
  app = await startApp(folder.at('data'))
  await writeFile(folder.at('talk.pcap.zst'), zstdCompressSync(pcapFile(conversations())))
})
afterAll(() => app.close())

test('a packet capture is imported like a CSV, and what became of its packets is kept with it', async () => {
  const path = folder.at('talk.pcap.zst')
  const preview = await app.call('captures.preview', { path })
  expect(preview).toMatchObject({ dialect: 'packets', instrument: 'corrected', doubts: [], has_header: true })
  expect(preview.sample_rows).toHaveLength(8)
  expect(preview.first_flow_at).toBe('2023-11-14T22:13:20Z')

  const job = await app.importFile(path)
  expect(job).toMatchObject({ status: 'done', rows_read: 301 })
  const capture = await app.call('captures.get', { id: job.started_as })
  expect(capture).toMatchObject({
    ...{ dialect: 'packets', instrument: 'corrected', classified: 301, rejected: 0, labelled: 0 },
    first_flow_at: '2023-11-14T22:13:20Z',
  })
  expect(capture.notices).toEqual([
    '1,802 packets read = 1,801 metered + 1 not IP + 0 undecodable + 0 cut.',
    'Not IP: 1 packet, ARP.',
    expect.stringMatching(/^1 flow has a single packet/),
  ])
  expect(capture.missing_cells).toContainEqual({ feature: 'Flow IAT Mean', kind: 'nan', cells: 1 })
  const { items } = await app.call('flows.list', { capture_id: capture.id, limit: 5 })
  expect(items[0]).toMatchObject({
    source_ip: '10.0.0.1',
    destination_ip: '10.0.0.2',
    destination_port: 53,
    protocol: 17,
  })
})

test('predict writes the rows that meter writes, with what the model says behind them', async () => {
  const [predicted, metered] = [folder.at('predicted.csv'), folder.at('metered.csv')]
  const prediction = await runCommand(['predict', folder.at('talk.pcap.zst'), '--out', predicted])
  expect(prediction).toMatchObject({ code: 0 })
  expect(prediction.stderr).toContain('note: 1,802 packets read = 1,801 metered')
  await runCommand(['meter', folder.at('talk.pcap.zst'), '--out', metered])
  const rows = async (path: string) => (await readFile(path, 'utf8')).trimEnd().split('\n')
  const [with_model, without] = [await rows(predicted), await rows(metered)]
  expect(with_model.map((row) => row.split(',').slice(0, -2).join(','))).toEqual(without)
})
