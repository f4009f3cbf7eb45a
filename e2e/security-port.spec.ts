import { stat } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'

import { expect, test } from './fixtures.ts'

test('a script without the token gets nothing but health and documentation', async ({ api }) => {
  const status = (path: string, token?: string) =>
    fetch(api.address + path, token === undefined ? {} : { headers: { Authorization: `Bearer ${token}` } }).then(
      (response) => response.status,
    )
  for (const path of ['/captures', '/logs', '/alerts', '/jobs', '/settings', '/status', '/events', '/model-status']) {
    expect(await status(path), path).toBe(401)
    expect(await status(path, 'wrong'), path).toBe(401)
    expect(await status(path, api.token.slice(0, -1)), path).toBe(401)
  }
  expect(await status('/captures', api.token)).toBe(200)
  for (const path of ['/health', '/openapi.json', '/docs', '/redoc']) expect(await status(path), path).toBe(200)
})

test('a web page is refused, by its origin or by the name it gives this machine', async ({ api }) => {
  expect(await statusWith(api.address, { Host: 'rebound.example' })).toBe(403)
  expect(await statusWith(api.address, { Host: '127.0.0.1.example:80' })).toBe(403)
  expect(await statusWith(api.address, { Origin: 'https://example.org' })).toBe(403)
  expect(await statusWith(api.address, { Origin: 'null' })).toBe(403)
  expect(await statusWith(api.address, { Origin: 'http://127.0.0.1:1' })).toBe(403)
  expect(await statusWith(api.address, { 'Sec-Fetch-Site': 'cross-site' })).toBe(403)
  expect(await statusWith(api.address, {})).toBe(200)
  const preflight = await fetch(`${api.address}/captures`, {
    method: 'OPTIONS',
    headers: { Origin: 'https://example.org', 'Access-Control-Request-Method': 'GET' },
  })
  expect(preflight.headers.get('access-control-allow-origin')).toBeNull()
})

test('the port is open to this machine only, and its token and uploads to their owner only', async ({
  api,
  data_dir,
}) => {
  test.skip(process.platform === 'win32', 'Windows has access lists instead of modes')
  expect(api.address).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  expect(api.token.length).toBeGreaterThanOrEqual(32)
  expect((await stat(join(data_dir, 'api-token'))).mode & 0o777).toBe(0o600)
  expect((await stat(join(data_dir, 'spool'))).mode & 0o077).toBe(0)
})

/** `fetch` would put in the right Host itself. */
function statusWith(address: string, headers: Readonly<Record<string, string>>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const asked = request(`${address}/health`, { headers }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
    asked.on('error', reject)
    asked.end()
  })
}
