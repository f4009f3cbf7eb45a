import { readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { once } from 'node:events'

import { describe, expect, test } from 'vitest'

import { HTTP_OPERATIONS } from '../../contract/operations.ts'
import { serveHttp } from '../serve-http.ts'
import { failureOf } from '../testing/failure.ts'
import { useHttp } from '../testing/http.ts'
import { rawRequest, TOKEN } from '../testing/server.ts'
import { readApiToken, tokensEqual } from './token.ts'

const served = useHttp()

const authorization = { Authorization: `Bearer ${TOKEN}` }
const raw = (path: string, headers: Record<string, string>, method?: string) =>
  rawRequest(served.server.port, path, headers, method)

describe('the bearer token', () => {
  const guarded = HTTP_OPERATIONS.map(([, { http }]) => http).filter(({ is_public }) => is_public !== true)

  test.each(guarded.map(({ method, path }) => [method, path.replace('{id}', '1')]))(
    'is asked for by %s %s, before anything else is looked at',
    async (method, path) => {
      for (const headers of [
        {},
        { Authorization: 'Bearer wrong' },
        { Authorization: TOKEN },
        { Authorization: 'Basic eDp5' },
      ]) {
        const response = await fetch(served.server.address + path, { method, headers: new Headers(headers) })
        expect(response.status).toBe(401)
        expect(response.headers.get('content-type')).toBe('application/problem+json')
        expect(response.headers.get('www-authenticate')).toBe('Bearer')
        expect(await response.json()).toMatchObject({
          status: 401,
          detail: expect.stringContaining('Bearer TOKEN') as string,
        })
      }
    },
  )

  test('is asked for by the event stream', async () => {
    expect((await fetch(`${served.server.address}/events`)).status).toBe(401)
  })

  test.each(['/health', '/openapi.json', '/docs', '/redoc', '/docs-assets/swagger-ui.css'])(
    'is not needed for %s',
    async (path) => {
      expect((await fetch(served.server.address + path)).status).toBe(200)
    },
  )

  test('is not asked for while the person has switched it off', async () => {
    await served.app.call('settings.update', { http_token_required: false })
    expect((await fetch(`${served.server.address}/settings`)).status).toBe(200)
    await served.app.call('settings.update', { http_token_required: true })
    expect((await fetch(`${served.server.address}/settings`)).status).toBe(401)
  })

  test('stands in a file that only its owner may read, and stays the same', async () => {
    const first = await readApiToken(served.folder.path, {})
    expect(first.file).toBe(served.folder.at('api-token'))
    expect((await stat(served.folder.at('api-token'))).mode & 0o777).toBe(0o600)
    expect((await readFile(served.folder.at('api-token'), 'utf8')).trim()).toBe(first.value)
    expect(first.value.length).toBeGreaterThanOrEqual(32)
    expect(await readApiToken(served.folder.path, {})).toEqual(first)
  })

  test('is made anew when its file is empty, and given by the environment when it is there', async () => {
    await writeFile(served.folder.at('api-token'), '\n', { mode: 0o644 })
    const { value } = await readApiToken(served.folder.path, { ANOMALYX_API_TOKEN: '' })
    expect(value.length).toBeGreaterThanOrEqual(32)
    expect((await stat(served.folder.at('api-token'))).mode & 0o777).toBe(0o600)
    expect(await readApiToken(served.folder.path, { ANOMALYX_API_TOKEN: 'mine' })).toEqual({
      value: 'mine',
      file: null,
      name: 'ANOMALYX_API_TOKEN',
    })
  })

  test.each(['a b', ' a', 'a\n', 'tab\tbed', 'schlüssel', ' '])(
    'that no request can carry is refused at the start: %j',
    async (given) => {
      const error = await failureOf(readApiToken(served.folder.path, { ANOMALYX_API_TOKEN: given }))
      expect(error.message).toMatch(/^The token in ANOMALYX_API_TOKEN has a blank or a character that is not ASCII/)
      await writeFile(served.folder.at('api-token'), `a token of ${given} and blanks\n`)
      const other = await failureOf(readApiToken(served.folder.path, {}))
      expect(other.message).toContain(served.folder.at('api-token'))
      await rm(served.folder.at('api-token'))
    },
  )

  test('is neither read nor made through a link', async () => {
    const [file, target] = [served.folder.at('api-token'), served.folder.at('target')]
    for (const content of ['a secret of somebody else', 'short', null]) {
      if (content === null) await rm(target)
      else await writeFile(target, content, { mode: 0o644 })
      await symlink(target, file)
      const error = await failureOf(readApiToken(served.folder.path, {}))
      expect(error.message).toBe(
        `${file} is a symbolic link, which is not followed. Delete the link; a new token is then made at the next start.`,
      )
      await rm(file)
      if (content === null) await expect(stat(target)).rejects.toThrow('ENOENT')
      else expect([(await stat(target)).mode & 0o777, await readFile(target, 'utf8')]).toEqual([0o644, content])
    }
  })

  test('of any visible characters opens the port', async () => {
    const token = `-._~+/=!"#$%&'()*,:;<>?@[]^{|}`
    const own = await serveHttp(served.app, served.folder.at('data'), 0, { ANOMALYX_API_TOKEN: token })
    const response = await fetch(`${own.address}/settings`, { headers: { Authorization: `Bearer ${token}` } })
    expect(response.status).toBe(200)
    await own.close()
  })

  test('is compared as a whole', () => {
    expect(tokensEqual('abc', 'abc')).toBe(true)
    for (const other of ['', 'ab', 'abcd', 'abd']) expect(tokensEqual('abc', other)).toBe(false)
  })
})

describe('a request that a web page could have made', () => {
  test('is refused when it names no host at all', async () => {
    const socket = connect(served.server.port, '127.0.0.1')
    socket.end('GET /health HTTP/1.0\r\n\r\n')
    let answer = ''
    for await (const chunk of socket.setEncoding('utf8')) answer += String(chunk)
    expect(answer).toMatch(/^HTTP\/1\.1 (400|403)/)
  })

  test.each([
    'evil.example',
    'evil.example:8000',
    '127.0.0.1.evil.example',
    'localhost.evil.example',
    '0.0.0.0',
    '192.168.0.7',
  ])('is refused for the Host "%s", even where no token is needed', async (host) => {
    for (const path of ['/health', '/docs', '/logs']) {
      const { status, headers } = await raw(path, { ...authorization, Host: host })
      expect([400, 403]).toContain(status)
      if (status === 403) expect(headers['content-type']).toBe('application/problem+json')
    }
  })

  test.each(['127.0.0.1', 'localhost', 'LOCALHOST', '[::1]'])('is not one to %s', async (host) => {
    for (const name of [host, `${host}:${String(served.server.port)}`]) {
      expect((await raw('/health', { Host: name })).status).toBe(200)
    }
  })

  test.each(['http://evil.example', 'null', 'https://127.0.0.1', 'http://127.0.0.1:1', 'file://'])(
    'is refused for the Origin "%s"',
    async (origin) => {
      const { status, body } = await raw('/settings', { ...authorization, Origin: origin })
      expect(status).toBe(403)
      expect(body).toContain('origin')
    },
  )

  test('is refused when a browser says that another site made it', async () => {
    expect((await raw('/health', { 'Sec-Fetch-Site': 'cross-site' })).status).toBe(403)
  })

  test('is let through from the documentation pages themselves', async () => {
    const { status } = await raw('/settings', { ...authorization, Origin: served.server.address })
    expect(status).toBe(200)
  })

  test('gets no leave to read across origins', async () => {
    for (const method of ['OPTIONS', 'GET']) {
      const { headers } = await raw(
        '/logs',
        { ...authorization, Origin: served.server.address, 'Access-Control-Request-Method': 'GET' },
        method,
      )
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toEqual([])
    }
  })
})

describe('a body', () => {
  test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', ''])(
    'of type "%s" is refused where JSON is asked for',
    async (type) => {
      const response = await served.server.get('/settings', {
        method: 'PATCH',
        body: '{"theme":"dark"}',
        headers: { 'Content-Type': type },
      })
      expect(response.status).toBe(415)
    },
  )

  test.each(['{', 'null', '[]', '"x"', '7', ''])('%s is refused as no JSON object', async (body) => {
    const response = await served.server.get('/threat-detection', {
      method: 'POST',
      body,
      headers: { 'Content-Type': 'application/json; charset=utf-8' },
    })
    expect([400, 422]).toContain(response.status)
    expect(response.headers.get('content-type')).toBe('application/problem+json')
  })

  test('of more than 1 MiB is refused, but for many entries', async () => {
    const send = async (method: string, path: string, body: string) => {
      const response = await served.server.get(path, {
        method,
        body,
        headers: { 'Content-Type': 'application/json' },
      })
      return [response.status, ((await response.json()) as { detail: string }).detail] as const
    }
    const large = '{}'.padEnd(2 << 20)
    expect(await send('POST', '/flows/traffic', large)).toEqual([
      413,
      'The body is larger than 1 MiB, the limit of POST /flows/traffic.',
    ])
    expect((await send('PATCH', '/settings', large))[0]).toBe(413)
    const entry = '{"a":1}'.padEnd(300)
    expect((await send('POST', '/threat-detection', `{"log_entries":[${Array(9000).fill(entry).join(',')}]}`))[0]).toBe(
      422,
    )
    const names = Array.from({ length: 100_000 }, (_, at) => `"name${String(at)}":1`).join(',')
    expect(await send('POST', '/threat-detection', `{${names}}`)).toEqual([
      413,
      'More than 1 MiB of the body are in one piece, without a new entry. Give each flow an entry of its own.',
    ])
  })

  test('with a list that is too long is refused for that alone', async () => {
    const response = await served.server.send('POST', '/threat-detection', { log_entries: Array(50_000).fill(1) })
    expect(response.status).toBe(422)
    expect(await response.json()).toMatchObject({
      detail: 'log_entries must have at most 10000 entries.',
      problems: [{ where: 'log_entries', reason: 'must have at most 10000 entries' }],
    })
  })

  test('with many unknown fields is told of twenty', async () => {
    const names = Array.from({ length: 10_000 }, (_, at) => [`name${String(at)}`, 1])
    const response = await served.server.send('PATCH', '/settings', Object.fromEntries(names))
    expect(response.status).toBe(422)
    expect(((await response.json()) as { problems: unknown[] }).problems).toHaveLength(20)
  })

  test('of more than 32 MiB is refused', async () => {
    const response = await served.server.send('POST', '/threat-detection', { log_entries: 'x'.repeat(33 << 20) })
    expect(response.status).toBe(413)
    expect(response.headers.get('connection')).toBe('close')
    expect((await served.server.get('/settings')).status).toBe(200)
  })
})

describe('an address that is not there', () => {
  test.each([
    ['GET', '/nothing'],
    ['GET', '/docs-assets/../../package.json'],
    ['GET', '/docs-assets/..%2f..%2fpackage.json'],
    ['GET', '/docs-assets/toString'],
  ])('%s %s is told as a problem', async (method, path) => {
    const { status, body } = await raw(path, authorization, method)
    expect(status).toBe(404)
    expect(JSON.parse(body)).toMatchObject({ status: 404, code: 'not_found' })
  })
})

describe('every answer', () => {
  test('is neither stored nor guessed at', async () => {
    const { headers } = await served.server.get('/logs')
    expect([
      headers.get('cache-control'),
      headers.get('x-content-type-options'),
      headers.get('referrer-policy'),
    ]).toEqual(['no-store', 'nosniff', 'no-referrer'])
  })
})

describe('the port', () => {
  test('is the next free one when the one asked for is taken, on the loopback address only', async () => {
    const taken = createServer().listen(0, '127.0.0.1')
    await once(taken, 'listening')
    const address = taken.address()
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0
    const other = await serveHttp(served.app, served.folder.at('data'), port, { ANOMALYX_API_TOKEN: TOKEN })
    expect(other.is_other_port).toBe(true)
    expect(Number(new URL(other.address).port)).toBeGreaterThan(port)
    expect(new URL(other.address).hostname).toBe('127.0.0.1')
    expect((await fetch(`${other.address}/health`)).status).toBe(200)
    const status = await served.app.call('system.status', {})
    expect(status.http_address).toBe(other.address)
    expect(status.notices.join()).toContain(`Port ${String(port)} is in use by another program`)
    await other.close()
    await expect(fetch(`${other.address}/health`)).rejects.toThrow()
    taken.close()
  })
})

describe('the event stream', () => {
  test('tells what changed, and ends with its listener', async () => {
    const abort = new AbortController()
    const response = await fetch(`${served.server.address}/events`, { headers: authorization, signal: abort.signal })
    expect(response.headers.get('content-type')).toContain('text/event-stream')
    const reader = (response.body ?? new ReadableStream<Uint8Array>()).pipeThrough(new TextDecoderStream()).getReader()
    let text = (await reader.read()).value ?? ''
    expect(text).toContain('event: hello')
    await served.app.call('settings.update', { theme: 'dark' })
    while (!text.includes('settings')) text += (await reader.read()).value ?? ''
    expect(text).toContain('data: {"type":"changed","subject":"settings"}')
    abort.abort()
    await served.app.call('settings.update', { theme: 'light' })
    expect((await served.server.get('/settings')).status).toBe(200)
  })
})
