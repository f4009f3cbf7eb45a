import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { startApp, type TestApp } from '../testing/app.ts'
import { useFolder } from '../testing/folder.ts'
import { rawRequest, startServer, type TestServer, TOKEN } from '../testing/server.ts'
import { openSocket, requestHead } from '../testing/socket.ts'
import type { HttpLimits } from './limits.ts'

const folder = useFolder()
let app: TestApp
const servers: TestServer[] = []

/** Few at once, and time enough to look at them. */
const PATIENT: Partial<HttpLimits> = {
  connections: 8,
  requests: 3,
  event_streams: 2,
  headers_ms: 15_000,
  body_idle_ms: 15_000,
  answer_idle_ms: 15_000,
  keep_alive_ms: 15_000,
  discard_ms: 200,
}

beforeAll(async () => {
  app = await startApp(folder.at('data'))
})
afterAll(async () => {
  for (const each of servers) await each.close()
  await app.close()
})

async function serve(limits: Partial<HttpLimits> = {}): Promise<TestServer> {
  const server = await startServer(app, folder.at('data'), { ...PATIENT, ...limits })
  servers.push(server)
  return server
}

const authorization = { Authorization: `Bearer ${TOKEN}` }
const LARGE = '/docs-assets/redoc.standalone.js'
/** A request that stays under way: it waits for leave to send its body. */
const HELD_BACK = requestHead('POST', '/captures?name=x.csv', {
  ...authorization,
  'Content-Type': 'text/csv',
  'Content-Length': 5000,
  Expect: '100-continue',
})
describe('connections beyond the limit', () => {
  test('are told 503, idle ones make room, and all is well once they are gone', async () => {
    const server = await serve({ requests: 8 })
    const idle = await Promise.all(Array.from({ length: 4 }, () => openSocket(server.port)))
    await Promise.all(
      idle.map(({ send, until }) => {
        send(requestHead('GET', '/health'))
        return until(/"ok"/)
      }),
    )
    const busy = await Promise.all(Array.from({ length: 8 }, () => openSocket(server.port)))
    for (const { send } of busy) send(HELD_BACK)
    await Promise.all(busy.map(({ until }) => until(/100 Continue/)))
    await Promise.all(idle.map(({ closed }) => closed()))
    const { send, closed } = await openSocket(server.port)
    send(requestHead('GET', '/health'))
    const refusal = await closed()
    expect(refusal).toMatch(/^HTTP\/1\.1 503 /)
    expect(refusal).toMatch(/retry-after: \d/i)
    expect(refusal).toContain('application/problem+json')
    for (const { socket } of busy) socket.destroy()
    await Promise.all(busy.map((each) => each.closed()))
    await expect.poll(async () => (await fetch(`${server.address}/health`)).status).toBe(200)
  })
})

describe('connections without a whole request', () => {
  const HALF = 'GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Wait: '

  test.each([
    ['nothing', ''],
    ['half a request', HALF],
  ])('that sent %s and stay open after they were refused do not count', async (_, text) => {
    const own = await serve({ headers_ms: 400 })
    // As many as are taken at all, counting those that are told that they are too many.
    const sockets = await Promise.all(Array.from({ length: 40 }, () => openSocket(own.port, { stays: true })))
    for (const { send } of sockets) send(text)
    await Promise.any(sockets.map(({ until }) => until(/"timed_out"/)))
    const status = () => rawRequest(own.port, '/health', {}).then((answer) => answer.status, String)
    await expect.poll(status, { timeout: 3000 }).toBe(200)
    for (const { socket } of sockets) socket.destroy()
  })

  test.each([
    ['nothing', ''],
    ['half a request', HALF],
  ])('that sent %s make room, the oldest first, and none with a request under way', async (_, text) => {
    const server = await serve()
    const uploads = await Promise.all([1, 2].map(() => openSocket(server.port)))
    for (const { send } of uploads) send(HELD_BACK)
    await Promise.all(uploads.map(({ until }) => until(/100 Continue/)))
    const idle = []
    for (let count = 0; count < 6; count += 1) {
      const socket = await openSocket(server.port)
      socket.send(text)
      idle.push(socket)
    }
    for (let count = 0; count < 3; count += 1) {
      const response = await fetch(`${server.address}/health`, { headers: { Connection: 'close' } })
      expect(response.status).toBe(200)
    }
    const others = await Promise.all(Array.from({ length: 30 }, () => openSocket(server.port)))
    await idle[0]?.closed()
    await idle[5]?.closed()
    expect(uploads.map(({ socket }) => socket.closed)).toEqual([false, false])
    for (const { socket } of [...others, ...uploads]) socket.destroy()
  })
})

describe('requests beyond the limit', () => {
  test('are told 503 with Retry-After, but for /health; slots come back', async () => {
    const server = await serve()
    const uploads = await Promise.all([1, 2, 3].map(() => openSocket(server.port)))
    for (const { send } of uploads) send(HELD_BACK)
    await Promise.all(uploads.map(({ until }) => until(/100 Continue/)))
    const refused = await server.get('/settings')
    expect(refused.status).toBe(503)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(await refused.json()).toMatchObject({ code: 'busy', status: 503 })
    expect((await fetch(`${server.address}/health`)).status).toBe(200)
    for (const { socket } of uploads) socket.destroy()
    await expect.poll(async () => (await server.get('/settings')).status).toBe(200)
  })

  test('do not count before their token is known to be right, nor once they are refused', async () => {
    const server = await serve({ connections: 32, discard_ms: 15_000 })
    const refused = await Promise.all(Array.from({ length: 20 }, () => openSocket(server.port)))
    const length = { 'Content-Type': 'application/json', 'Content-Length': 99_999 }
    for (const [at, { send }] of refused.entries()) {
      if (at < 10) send(requestHead('POST', '/captures', length))
      else send(requestHead('POST', '/captures?name=x.csv&nonsense=1', { ...authorization, ...length }))
      await refused[at]?.until(/"code"/)
    }
    expect((await server.get('/settings')).status).toBe(200)
    for (const { socket } of refused) socket.destroy()
  })

  test('that were refused give up their connection before the rest of their body came', async () => {
    const server = await serve({ discard_ms: 15_000 })
    const refused = await Promise.all(Array.from({ length: 8 }, () => openSocket(server.port)))
    for (const { send } of refused) send(requestHead('POST', '/captures', { 'Content-Length': 99_999 }))
    await Promise.all(refused.map(({ until }) => until(/"unauthorized"/)))
    expect((await server.get('/settings')).status).toBe(200)
    for (const { socket } of refused) socket.destroy()
  })

  test('do not count for the documentation, however slowly it is read', async () => {
    const server = await serve()
    const slow = await Promise.all([1, 2, 3, 4].map(() => openSocket(server.port, { reads: false })))
    for (const { send } of slow) send(requestHead('GET', LARGE).repeat(8))
    expect((await server.get('/settings')).status).toBe(200)
    for (const { socket } of slow) socket.destroy()
  })

  test.each(['/x/../events', '/%65vents', '/./events', 'http://127.0.0.1/events'])(
    'are counted by what answers them, not by how it is written: %s',
    async (path) => {
      const server = await serve()
      const streams = await Promise.all([1, 2].map(() => openSocket(server.port)))
      for (const { send, until } of streams) {
        send(requestHead('GET', path, authorization))
        await until(/event: hello/)
      }
      expect((await rawRequest(server.port, path, authorization)).status).toBe(503)
      const uploads = await Promise.all([1, 2, 3].map(() => openSocket(server.port)))
      for (const { send } of uploads) send(HELD_BACK)
      await Promise.all(uploads.map(({ until }) => until(/100 Continue/)))
      for (const health of ['/x/../health', '/%68ealth', 'http://127.0.0.1/health'])
        expect([health, (await rawRequest(server.port, health, {})).status]).toEqual([health, 200])
      for (const { socket } of [...streams, ...uploads]) socket.destroy()
    },
  )

  test('are counted apart for event streams', async () => {
    const server = await serve()
    const streams = await Promise.all([1, 2].map(() => openSocket(server.port)))
    for (const { send, until } of streams) {
      send(requestHead('GET', '/events', authorization))
      await until(/event: hello/)
    }
    expect((await server.get('/events')).status).toBe(503)
    expect((await server.get('/settings')).status).toBe(200)
    for (const { socket } of streams) socket.destroy()
    await expect.poll(async () => (await server.get('/events', { method: 'HEAD' })).status).toBe(200)
  })
})
