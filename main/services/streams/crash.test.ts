import { mkdir, rename } from 'node:fs/promises'

import { expect, test } from 'vitest'
import { z } from 'zod'

import { SegmentSchema, type Stream, StreamSchema } from '../../../contract/streams.ts'
import { repeatRows, simulatedCapture, writeCsv } from '../../testing/captures.ts'
import { startServe } from '../../testing/command.ts'
import { useFolder } from '../../testing/folder.ts'
import { until } from '../../testing/processes.ts'

const folder = useFolder()
const ROWS = 60_000
const TOKEN = 'a-token-for-tests-only'

async function ask(address: string, path: string, body?: object): Promise<unknown> {
  const headers = { Authorization: `Bearer ${TOKEN}`, 'Content-Type': 'application/json' }
  const init = body === undefined ? { headers } : { headers, method: 'POST', body: JSON.stringify(body) }
  return (await fetch(address + path, init)).json()
}

/** Settles when a stream is as a test waits for. */
async function streamThat(address: string, id: number, is_reached: (stream: Stream) => boolean): Promise<Stream> {
  let stream: Stream | undefined
  await until(async () => {
    stream = StreamSchema.parse(await ask(address, `/streams/${String(id)}`))
    return is_reached(stream)
  })
  return StreamSchema.parse(stream)
}

test('a stream that kill -9 ends in the middle of a segment goes on at the next start, and each row is there once', async () => {
  const target = folder.at('target')
  await mkdir(target)
  const come = async (name: string, rows: number) => {
    await writeCsv(folder.at(name), repeatRows(simulatedCapture('corrected', 1000), rows))
    await rename(folder.at(name), `${target}/${name}`)
  }
  const environment = { ANOMALYX_API_TOKEN: TOKEN }
  const first = await startServe(folder.at('data'), [], environment)
  const { id } = StreamSchema.parse(await ask(first.address, '/streams', { kind: 'folder', target }))
  await come('large.csv', ROWS)
  const cut_off = await streamThat(first.address, id, ({ classified }) => classified > 0)
  await first.end('SIGKILL')
  expect(cut_off.segments).toBe(0)

  await come('next.csv', 100)
  const second = await startServe(folder.at('data'), [], environment)
  const stream = await streamThat(second.address, id, ({ segments }) => segments === 2)
  expect(stream).toMatchObject({ state: 'running', problem: null, failed_segments: 0, classified: ROWS + 100 })
  const items = z.array(SegmentSchema).parse(await ask(second.address, `/streams/${String(id)}/segments`))
  expect(items.map(({ name, classified }) => [name, classified])).toEqual([
    ['next.csv', 100],
    ['large.csv', ROWS],
  ])
  expect(await ask(second.address, `/captures/${String(stream.capture_id)}`)).toMatchObject({ classified: ROWS + 100 })
  await second.end('SIGTERM')
})
