import { once } from 'node:events'
import { readdir, statfs } from 'node:fs/promises'
import { request } from 'node:http'

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { startApp, type TestApp } from '../testing/app.ts'
import { csvText, simulatedCapture } from '../testing/captures.ts'
import { useFolder } from '../testing/folder.ts'
import { startServer, type TestServer, TOKEN } from '../testing/server.ts'
import { openSocket, requestHead } from '../testing/socket.ts'
import type { HttpLimits } from './limits.ts'

const MIB = 2 ** 20

const folder = useFolder()
let app: TestApp
const servers: TestServer[] = []

beforeAll(async () => {
  app = await startApp(folder.at('data'))
})
afterAll(async () => {
  for (const server of servers) await server.close()
  await app.close()
})

async function serveWith(limits: Partial<HttpLimits>): Promise<TestServer> {
  const server = await startServer(app, folder.at('data'), { discard_ms: 300, ...limits })
  servers.push(server)
  return server
}

const spooled = () => readdir(app.spool_dir)
const upload = (headers: Record<string, string | number>, path = '/captures?name=x.csv') =>
  requestHead('POST', path, { Authorization: `Bearer ${TOKEN}`, 'Content-Type': 'text/csv', ...headers })

async function freeBytes(): Promise<number> {
  const { bavail, bsize } = await statfs(app.spool_dir)
  return bavail * bsize
}

/** Sends chunk after chunk without end until the answer is there. */
async function sendWithoutEnd(server: TestServer): Promise<{ status: number | undefined; body: string }> {
  const sending = request({
    host: '127.0.0.1',
    port: server.port,
    path: '/captures?name=x.csv',
    method: 'POST',
    headers: { Authorization: `Bearer ${TOKEN}`, 'Content-Type': 'text/csv' },
  })
  sending.on('error', () => undefined)
  const chunk = Buffer.alloc(MIB, 'x')
  const send = () => {
    while (!sending.destroyed && sending.write(chunk));
  }
  sending.on('drain', send)
  send()
  const [response] = (await once(sending, 'response')) as [AsyncIterable<Buffer> & { statusCode?: number }]
  let body = ''
  for await (const part of response) body += part.toString()
  sending.destroy()
  return { status: response.statusCode, body }
}

describe('an upload', () => {
  test('larger than what is taken is refused by its length, before any of it', async () => {
    const server = await serveWith({ capture_bytes: MIB })
    const { send, until } = await openSocket(server.port)
    send(upload({ 'Content-Length': MIB + 1, Expect: '100-continue' }))
    const answer = await until(/\}$/)
    expect(answer).toMatch(/^HTTP\/1\.1 413 /)
    expect(answer).toContain('larger than 1 MiB')
    expect(await spooled()).toEqual([])
  })

  test('in chunks that grows larger than what is taken is refused, and leaves no file', async () => {
    const server = await serveWith({ capture_bytes: 3 * MIB })
    const { status, body } = await sendWithoutEnd(server)
    expect(status).toBe(413)
    expect(JSON.parse(body)).toMatchObject({ code: 'too_large', status: 413 })
    expect(await spooled()).toEqual([])
  })

  test('for which the disk has no space is refused by its length, before any of it', async () => {
    const server = await serveWith({ capture_bytes: Number.MAX_SAFE_INTEGER })
    const { send, until } = await openSocket(server.port)
    send(upload({ 'Content-Length': (await freeBytes()) + 2 ** 30, Expect: '100-continue' }))
    const answer = await until(/\}$/)
    expect(answer).toMatch(/^HTTP\/1\.1 507 /)
    expect(answer).toContain('"code":"disk_full"')
    expect(answer).toMatch(/has \d+ MB free/)
    expect(await spooled()).toEqual([])
  })

  test('in chunks for which space runs out is refused while it grows, and leaves no file', async () => {
    // Room for one step of space, not for two.
    const server = await serveWith({ kept_free_bytes: (await freeBytes()) - 100 * MIB })
    const { status, body } = await sendWithoutEnd(server)
    expect(status).toBe(507)
    expect(JSON.parse(body)).toMatchObject({ code: 'disk_full', status: 507 })
    expect(await spooled()).toEqual([])
  })

  test('is not promised the space that another one was', async () => {
    const free = await freeBytes()
    const server = await serveWith({ capture_bytes: Number.MAX_SAFE_INTEGER })
    const length = Math.floor(free * 0.6)
    const first = await openSocket(server.port)
    first.send(upload({ 'Content-Length': length, Expect: '100-continue' }))
    await first.until(/100 Continue/)
    const second = await openSocket(server.port)
    second.send(upload({ 'Content-Length': length, Expect: '100-continue' }))
    expect(await second.until(/\}$/)).toMatch(/^HTTP\/1\.1 507 /)
    first.socket.destroy()
    await expect.poll(spooled).toEqual([])
    const third = await openSocket(server.port)
    third.send(upload({ 'Content-Length': length, Expect: '100-continue' }))
    await third.until(/100 Continue/)
    third.socket.destroy()
    await expect.poll(spooled).toEqual([])
  })
})

describe('a sender that waits for leave', () => {
  test('gets it, and its capture is taken', async () => {
    const server = await serveWith({})
    const text = csvText(simulatedCapture('original', 50))
    const { send, until } = await openSocket(server.port)
    send(upload({ 'Content-Length': Buffer.byteLength(text), Expect: '100-continue' }))
    await until(/^HTTP\/1\.1 100 Continue\r\n\r\n$/)
    send(text)
    const { job_id } = JSON.parse((await until(/\}$/)).split('\r\n\r\n').at(-1) ?? '') as { job_id: number }
    expect(await app.jobEnd(job_id)).toMatchObject({ status: 'done', classified: 50 })
  })

  test.each([
    ['has no token', { Authorization: 'Bearer wrong' }, '/captures?name=x.csv', 401],
    ['sends another type', { 'Content-Type': 'image/png' }, '/captures?name=x.csv', 415],
    ['gives no name of a capture', {}, '/captures?name=x.exe', 415],
    ['gives an offset that is none', {}, '/captures?name=x.csv&utc_offset_minutes=99999', 422],
    ['gives a choice that is none', {}, '/captures/preview?name=x.csv&utc_offset_minutes=maybe', 422],
    ['has nothing to send', { 'Content-Length': 0 }, '/captures?name=x.csv', 400],
  ])('is told at once when it %s, and nothing is written', async (_, headers, path, status) => {
    const server = await serveWith({})
    const { send, until } = await openSocket(server.port)
    send(upload({ 'Content-Length': 1000, Expect: '100-continue', ...headers }, path))
    const answer = await until(/\}$/)
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${String(status)} `))
    expect(answer).toContain('application/problem+json')
    expect(await spooled()).toEqual([])
  })
})

describe('a JSON body', () => {
  const patch = (headers: Record<string, string | number>) =>
    requestHead('PATCH', '/settings', {
      Authorization: `Bearer ${TOKEN}`,
      'Content-Type': 'application/json',
      ...headers,
    })

  test('larger than what is taken is refused by its length', async () => {
    const server = await serveWith({ json_bytes: 1000 })
    const { send, until } = await openSocket(server.port)
    send(patch({ 'Content-Length': 1001, Expect: '100-continue' }))
    expect(await until(/\}$/)).toMatch(/^HTTP\/1\.1 413 /)
  })

  test('in chunks is refused once it is larger', async () => {
    const server = await serveWith({ json_bytes: 1000 })
    const { send, until } = await openSocket(server.port)
    send(`${patch({ 'Transfer-Encoding': 'chunked' })}400\r\n${' '.repeat(1024)}\r\n`)
    expect(await until(/\}$/)).toMatch(/^HTTP\/1\.1 413 /)
  })

  test('waits its turn, with 503, when others fill the memory for bodies', async () => {
    const server = await serveWith({ json_bytes: 2000, json_bytes_at_once: 2500 })
    const first = await openSocket(server.port)
    first.send(patch({ 'Content-Length': 2000 }) + ' '.repeat(1900))
    await expect
      .poll(async () => {
        const second = await openSocket(server.port)
        second.send(patch({ 'Content-Length': 1000 }) + ' '.repeat(1000))
        return (await second.until(/\}$/)).slice(9, 12)
      })
      .toBe('503')
    first.send('{}'.padStart(100))
    expect(await first.until(/\}$/)).toMatch(/^HTTP\/1\.1 200 /)
    expect((await server.send('PATCH', '/settings', { theme: 'dark' })).status).toBe(200)
  })
})
