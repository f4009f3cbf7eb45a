import { once } from 'node:events'
import { readdir } from 'node:fs/promises'

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { startApp, type TestApp } from '../testing/app.ts'
import { csvText, repeatRows, simulatedCapture } from '../testing/captures.ts'
import { useFolder } from '../testing/folder.ts'
import { startServer, type TestServer, TOKEN } from '../testing/server.ts'
import { openSocket, requestHead } from '../testing/socket.ts'
import type { HttpLimits } from './limits.ts'

const folder = useFolder()
let app: TestApp
let server: TestServer
const servers: TestServer[] = []

const LIMITS: Partial<HttpLimits> = {
  connections: 8,
  requests: 3,
  event_streams: 2,
  pipelined_requests: 8,
  headers_ms: 400,
  keep_alive_ms: 400,
  body_idle_ms: 400,
  answer_idle_ms: 400,
  discard_ms: 200,
}

beforeAll(async () => {
  app = await startApp(folder.at('data'))
  server = await startServer(app, folder.at('data'), LIMITS)
  servers.push(server)
})
afterAll(async () => {
  for (const each of servers) await each.close()
  await app.close()
})

const authorization = { Authorization: `Bearer ${TOKEN}` }
const LARGE = '/docs-assets/redoc.standalone.js'
const healthy = async () => (await fetch(`${server.address}/health`, { headers: { Connection: 'close' } })).status

describe('a client that does not read', () => {
  test('costs next to no memory however much it asks for, and is dropped', async () => {
    const before = process.memoryUsage().rss
    let peak = before
    const watching = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 5)
    const sockets = await Promise.all([1, 2, 3].map(() => openSocket(server.port, { reads: false })))
    for (const { send } of sockets) send(requestHead('GET', LARGE).repeat(2000))
    await Promise.all(sockets.map(({ closed }) => closed()))
    clearInterval(watching)
    expect((peak - before) / 2 ** 20).toBeLessThan(60)
    expect(await healthy()).toBe(200)
  })

  test('is dropped although it goes on asking', async () => {
    const { send, closed, socket } = await openSocket(server.port, { reads: false })
    send(requestHead('GET', LARGE).repeat(8))
    const asking = setInterval(() => socket.writable && send(requestHead('GET', '/health')), 20)
    await closed()
    clearInterval(asking)
  })

  test('keeps what it asked for when the system holds megabytes of it, which it reads in small pieces', async () => {
    const whole = (await (await fetch(server.address + LARGE)).arrayBuffer()).byteLength
    const { socket } = await openSocket(server.port, { reads: false })
    let bytes = 0
    const started_ms = performance.now()
    socket.on('data', (chunk: Buffer) => {
      bytes += chunk.byteLength
      if (performance.now() - started_ms > 5 * (LIMITS.answer_idle_ms ?? 0)) return
      socket.pause()
      setTimeout(() => socket.resume(), 100)
    })
    socket.write(requestHead('GET', LARGE).repeat(7) + requestHead('GET', LARGE, { Connection: 'close' }))
    socket.resume()
    await once(socket, 'close')
    expect(bytes).toBeGreaterThan(8 * whole)
  })

  test('keeps what it asked for when it reads slowly but steadily', async () => {
    const whole = (await (await fetch(server.address + LARGE)).arrayBuffer()).byteLength
    const { socket } = await openSocket(server.port, { reads: false })
    let bytes = 0
    socket.on('data', (chunk: Buffer) => {
      bytes += chunk.byteLength
      socket.pause()
      setTimeout(() => socket.resume(), 8)
    })
    const started_ms = performance.now()
    socket.write(requestHead('GET', LARGE).repeat(7) + requestHead('GET', LARGE, { Connection: 'close' }))
    socket.resume()
    await once(socket, 'end')
    expect(performance.now() - started_ms).toBeGreaterThan(2 * (LIMITS.answer_idle_ms ?? 0))
    expect(bytes).toBeGreaterThan(8 * whole)
  })
})

describe('requests on one connection', () => {
  test('are answered in their order', async () => {
    const { send, until } = await openSocket(server.port)
    send(
      ['/health', '/nothing', '/docs-assets/swagger-start.js', '/health']
        .map((path) => requestHead('GET', path))
        .join(''),
    )
    const text = await until(/"ok"[^]*"ok"/)
    const order = [...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status)
    expect(order).toEqual(['200', '404', '200', '200'])
  })

  test('are refused from the one on with which too many wait, and the connection ends', async () => {
    const { send, closed } = await openSocket(server.port)
    send(requestHead('GET', '/settings', authorization).repeat(50))
    const answers = (await closed()).split(/(?=HTTP\/1\.1 )/)
    expect(answers.slice(0, -1).map((each) => each.slice(9, 12))).toEqual(Array(9).fill('200'))
    expect(answers.at(-1)).toMatch(/^HTTP\/1\.1 503/)
    expect(answers.at(-1)).toMatch(/retry-after: \d/i)
    expect(answers.at(-1)).toContain('"code":"busy"')
  })
})

describe('a connection', () => {
  test('on which nothing is sent is closed', async () => {
    expect(await (await openSocket(server.port)).closed()).toContain('"code":"timed_out"')
  })

  test('whose headers come in drops is told 408 and closed', async () => {
    const { send, closed, socket } = await openSocket(server.port)
    send('GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n')
    const dripping = setInterval(() => socket.writable && send('X-Drop: 1\r\n'), 30)
    const answer = await closed()
    clearInterval(dripping)
    expect(answer).toMatch(/^HTTP\/1\.1 408 /)
    expect(answer).toContain('application/problem+json')
    expect(answer).toContain('"code":"timed_out"')
  })

  test('that is idle after an answer is closed', async () => {
    const { send, closed } = await openSocket(server.port)
    send(requestHead('GET', '/health'))
    expect(await closed()).toContain('{"status":"ok"}')
  })

  test('that its client half closed still gets its answer', async () => {
    const { socket, closed } = await openSocket(server.port)
    socket.end(requestHead('GET', '/health'))
    expect(await closed()).toContain('{"status":"ok"}')
  })

  test.each([
    [requestHead('GET', '/health', { Expect: 'foo' }), 417, 'expectation_failed'],
    ['GET /health HTTP/1.1\r\n\r\n', 400, 'malformed_request'],
  ])('with a request that cannot be answered is told so: %j', async (text, status, code) => {
    const { send, until } = await openSocket(server.port)
    send(text)
    const answer = await until(/"code"/)
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${String(status)} `))
    expect(answer).toContain('application/problem+json')
    expect(answer).toContain(`"${code}"`)
  })

  test('whose body stops coming is told so before it is closed', async () => {
    const { send, closed } = await openSocket(server.port)
    const headers = { ...authorization, 'Content-Type': 'application/json', 'Content-Length': '100' }
    send(`${requestHead('PATCH', '/settings', headers)}{"theme":`)
    expect(await closed()).toMatch(/^HTTP\/1\.1 408 [^]*application\/problem\+json[^]*"code":"timed_out"/)
    expect(await healthy()).toBe(200)
  })

  test('with headers that are too large is told so', async () => {
    const { send, closed } = await openSocket(server.port)
    send(requestHead('GET', '/health', { 'X-Large': 'x'.repeat(40_000) }))
    expect(await closed()).toMatch(/^HTTP\/1\.1 431 [^]*"code":"headers_too_large"/)
  })

  test('that is a HEAD with headers that are too large is answered by headers alone', async () => {
    const { send, closed } = await openSocket(server.port)
    send(requestHead('HEAD', '/health', { 'X-Large': 'x'.repeat(40_000) }))
    expect(await closed()).toMatch(/^HTTP\/1\.1 431 [^]*\r\n\r\n$/)
  })

  test.each([
    'nonsense\r\n\r\n',
    'GET /health\r\n\r\n',
    'GET /health HTTP/9.9\r\nHost: 127.0.0.1\r\n\r\n',
    'OPTIONS * HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n',
    'CONNECT 127.0.0.1:1 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\nmore',
  ])('that speaks something else is told 400 as a problem: %j', async (text) => {
    const { send, closed } = await openSocket(server.port)
    send(text)
    expect(await closed()).toMatch(/^HTTP\/1\.1 400 [^]*application\/problem\+json[^]*"code":"malformed_request"/)
  })
})

describe('a body', () => {
  const upload = (headers: Record<string, string | number>) =>
    requestHead('POST', '/captures?name=slow.csv&allow_repeat=true', {
      ...authorization,
      'Content-Type': 'text/csv',
      ...headers,
    })
  const spooled = () => readdir(app.spool_dir)

  test.each([
    ['a capture', upload({ 'Content-Length': 1 << 20 }), 'x'],
    ['a capture in chunks', upload({ 'Transfer-Encoding': 'chunked' }), '1\r\nx\r\n'],
    [
      'JSON',
      requestHead('PATCH', '/settings', {
        ...authorization,
        'Content-Type': 'application/json',
        'Content-Length': 4000,
      }),
      ' ',
    ],
  ])('of %s that comes in drops is dropped, and leaves no file', async (_, head, drop) => {
    const { send, closed, socket } = await openSocket(server.port)
    send(head)
    const dripping = setInterval(() => socket.writable && send(drop), 20)
    await closed()
    clearInterval(dripping)
    await expect.poll(spooled).toEqual([])
  })

  test.each([
    ['in chunks that are none', upload({ 'Transfer-Encoding': 'chunked' }), 'zz\r\n', false],
    ['that ends before its length', upload({ 'Content-Length': 1000 }), 'Flow ID', true],
  ])('%s is told 400, and leaves no file', async (_, head, part, ends) => {
    const { send, closed, socket } = await openSocket(server.port)
    send(head)
    if (ends) socket.end(part)
    else send(part)
    expect(await closed()).toMatch(/^HTTP\/1\.1 400 [^]*"code":"malformed_request"/)
    await expect.poll(spooled).toEqual([])
  })

  test('that nobody wants is not waited for', async () => {
    const { send, closed, socket } = await openSocket(server.port)
    send(requestHead('GET', '/health', { 'Content-Length': 1 << 20 }))
    const dripping = setInterval(() => socket.writable && send('x'), 20)
    expect(await closed()).toContain('{"status":"ok"}')
    clearInterval(dripping)
  })

  test('that makes progress is taken however long it takes', async () => {
    const text = csvText(repeatRows(simulatedCapture('original', 100), 100))
    const { send, until } = await openSocket(server.port)
    send(upload({ 'Content-Length': Buffer.byteLength(text) }))
    const started_ms = performance.now()
    for (let sent = 0; sent < text.length; sent += 5000) {
      send(text.slice(sent, sent + 5000))
      await new Promise((resolve) => setTimeout(resolve, 150))
    }
    expect(performance.now() - started_ms).toBeGreaterThan(1000)
    const { job_id } = JSON.parse((await until(/\}$/)).split('\r\n\r\n')[1] ?? '') as { job_id: number }
    expect(await app.jobEnd(job_id)).toMatchObject({ status: 'done', classified: 100 })
  })
})

describe('an event stream', () => {
  test('that nobody reads is ended, and nothing is kept for it', async () => {
    const { send, closed, socket } = await openSocket(server.port, { reads: false })
    send(requestHead('GET', '/events', authorization))
    const ended = closed()
    while (!socket.closed) {
      for (let count = 0; count < 2000; count += 1) app.events.changed('settings', 'captures', 'flows', 'alerts')
      await new Promise((resolve) => setImmediate(resolve))
    }
    await ended
    expect(await healthy()).toBe(200)
  })

  test('is told of by HEAD without listening', async () => {
    const response = await server.get('/events', { method: 'HEAD' })
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toContain('text/event-stream')
  })
})
