import { describe, expect, test } from 'vitest'

import { HTTP_OPERATIONS } from '../../contract/operations.ts'
import { useHttp } from '../testing/http.ts'
import { rawRequest, TOKEN } from '../testing/server.ts'

const served = useHttp()

const DOCUMENTS = ['/events', '/openapi.json', '/docs', '/redoc', '/docs-assets/swagger-ui.css']
const paths = [...new Set(HTTP_OPERATIONS.map(([, { http }]) => http.path)), ...DOCUMENTS]
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'PROPFIND', 'TRACE']

function methodsOf(path: string): string[] {
  const own: string[] = HTTP_OPERATIONS.filter(([, { http }]) => http.path === path).map(([, { http }]) => http.method)
  if (DOCUMENTS.includes(path)) own.push('GET')
  return own.includes('GET') ? [...own, 'HEAD'] : own
}

describe.each(paths)('%s', (path) => {
  const address = path.replaceAll(/\{\w+\}/g, '1')
  const allowed = [...methodsOf(path), 'OPTIONS'].sort()

  test.each(METHODS.filter((method) => !allowed.includes(method)))(
    'refuses %s with 405, and tells its methods',
    async (method) => {
      const { status, headers, body } = await rawRequest(served.server.port, address, {}, method)
      expect(status).toBe(405)
      expect(String(headers['allow']).split(', ').sort()).toEqual(allowed)
      expect(headers['content-type']).toBe('application/problem+json')
      if (method !== 'HEAD') expect(JSON.parse(body)).toMatchObject({ status: 405, code: 'method_not_allowed' })
    },
  )

  test('tells its methods to OPTIONS', async () => {
    const { status, headers, body } = await rawRequest(served.server.port, address, {}, 'OPTIONS')
    expect([status, body]).toEqual([204, ''])
    expect(String(headers['allow']).split(', ').sort()).toEqual(allowed)
  })
})

describe('HEAD', () => {
  test.each([
    '/health',
    '/settings',
    '/logs',
    '/model-status',
    '/openapi.json',
    '/docs',
    '/docs-assets/swagger-ui.css',
  ])('%s answers as GET does, without the body', async (path) => {
    const get = await served.server.get(path)
    await get.arrayBuffer()
    const head = await served.server.get(path, { method: 'HEAD' })
    expect([head.status, head.headers.get('content-type'), await head.text()]).toEqual([
      get.status,
      get.headers.get('content-type'),
      '',
    ])
  })

  test('needs the token where GET does', async () => {
    expect((await rawRequest(served.server.port, '/logs', {}, 'HEAD')).status).toBe(401)
    expect((await rawRequest(served.server.port, '/logs', { Authorization: `Bearer ${TOKEN}` }, 'HEAD')).status).toBe(
      200,
    )
  })

  test('of a list as CSV reads nothing and holds nothing', async () => {
    const head = await served.server.get('/logs', { method: 'HEAD', headers: { Accept: 'text/csv' } })
    expect([head.status, head.headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8; header=present'])
  })
})

test.each([
  ['PUT', '/nothing'],
  ['OPTIONS', '/nothing'],
  ['POST', '/captures/1/nothing'],
  ['HEAD', '/nothing'],
])('%s %s is 404, since the path is not there', async (method, path) => {
  expect((await rawRequest(served.server.port, path, {}, method)).status).toBe(404)
})
