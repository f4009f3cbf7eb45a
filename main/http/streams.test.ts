import { mkdir } from 'node:fs/promises'

import { beforeAll, expect, test } from 'vitest'

import { SegmentSchema, type Stream, StreamSchema } from '../../contract/streams.ts'
import { simulatedCapture, writeCsv } from '../testing/captures.ts'
import { useHttp } from '../testing/http.ts'

const served = useHttp()

beforeAll(async () => {
  await mkdir(served.folder.at('incoming'))
})

const CHANGE = 'data: {"type":"changed","subject":"streams"}'

/** Follows the events as a script does, and settles when a stream is as it waits for. */
async function streamThat(id: number, is_reached: (stream: Stream) => boolean): Promise<Stream> {
  const response = await served.server.get('/events')
  const reader = (response.body ?? new ReadableStream<Uint8Array>()).pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  for (;;) {
    const stream = StreamSchema.parse(await (await served.server.get(`/streams/${String(id)}`)).json())
    if (is_reached(stream)) {
      await reader.cancel()
      return stream
    }
    while (!text.includes(CHANGE)) text += (await reader.read()).value ?? ''
    text = text.slice(text.lastIndexOf(CHANGE) + CHANGE.length)
  }
}

test('a folder is followed by a script, which hears of each segment and reads them page by page', async () => {
  const target = served.folder.at('incoming')
  await writeCsv(`${target}/first.csv`, simulatedCapture('corrected', 300))
  const answer = await served.server.send('POST', '/streams', { kind: 'folder', target, segment_seconds: 1 })
  expect(answer.status).toBe(202)
  const { id, name, limits } = StreamSchema.parse(await answer.json())
  expect(name).toBe(target)
  expect(limits).toMatchObject({ segment_seconds: 1, keep_days: 30 })
  await streamThat(id, ({ segments }) => segments === 1)
  await writeCsv(`${target}/second.csv`, simulatedCapture('corrected', 200, 2))
  expect(await streamThat(id, ({ segments }) => segments === 2)).toMatchObject({ rows_read: 500, classified: 500 })

  const first = await served.server.get(`/streams/${String(id)}/segments?limit=1`)
  const [newest] = SegmentSchema.array().parse(await first.json())
  expect(newest).toMatchObject({ name: 'second.csv', state: 'ready', classified: 200 })
  expect(first.headers.get('x-total-count')).toBe('2')
  const [, next = ''] = /<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '') ?? []
  const second = await served.server.get(next)
  expect(SegmentSchema.array().parse(await second.json())).toMatchObject([{ name: 'first.csv', classified: 300 }])
  expect(second.headers.get('link')).toBeNull()

  const twice = await served.server.send('POST', '/streams', { kind: 'folder', target })
  expect([twice.status, await twice.json()]).toEqual([409, expect.objectContaining({ code: 'conflict' })])
  const stopped = await served.server.get(`/streams/${String(id)}`, { method: 'DELETE' })
  expect(StreamSchema.parse(await stopped.json())).toMatchObject({ id, state: 'stopped', segments: 2 })
})

test.each([
  [{ kind: 'folder' }, 'target'],
  [{ kind: 'cable', target: 'eth0' }, 'kind'],
  [{ kind: 'interface', target: 'lo', segment_seconds: 0 }, 'segment_seconds'],
  [{ kind: 'interface', target: 'lo', colour: 'red' }, 'colour'],
])('%j is refused with the field that is wrong', async (body, where) => {
  const answer = await served.server.send('POST', '/streams', body)
  expect(answer.status).toBe(422)
  expect(await answer.json()).toMatchObject({ problems: [{ where }] })
})

test('the dialog for folders is for the window alone', async () => {
  const document = (await (await served.server.get('/openapi.json')).json()) as { paths: Record<string, object> }
  expect(Object.keys(document.paths).filter((path) => path.startsWith('/streams'))).toEqual([
    '/streams',
    '/streams/{id}',
    '/streams/{id}/segments',
    '/streams/{id}/pause',
    '/streams/{id}/resume',
  ])
  expect(await served.app.call('streams.chooseFolder', {})).toEqual({ path: null })
})
