import { request } from 'node:http'

import type { HttpLimits } from '../http/limits.ts'
import { serveHttp } from '../serve-http.ts'
import type { TestApp } from './app.ts'

export const TOKEN = 'a-token-for-tests-only'

/** What a request has beyond its address and token. */
interface Asked {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array<ArrayBuffer>
}

export interface TestServer {
  readonly address: string
  readonly port: number
  /** Asks with the bearer token. */
  get(path: string, init?: Asked): Promise<Response>
  send(method: string, path: string, body: unknown): Promise<Response>
  upload(path: string, body: string | Uint8Array<ArrayBuffer>, type?: string): Promise<Response>
  close(): Promise<void>
}

/** The HTTP face of an app on a free port. */
export async function startServer(
  app: TestApp,
  data_dir: string,
  limits: Partial<HttpLimits> = {},
): Promise<TestServer> {
  const server = await serveHttp(app, data_dir, 0, { ANOMALYX_API_TOKEN: TOKEN }, { limits })
  const headers = { Authorization: `Bearer ${TOKEN}` }
  const get = (path: string, init: Asked = {}) =>
    fetch(new URL(path, server.address), { ...init, headers: { ...headers, ...init.headers } })
  return {
    address: server.address,
    port: Number(new URL(server.address).port),
    get,
    send: (method, path, body) =>
      get(path, { method, body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
    upload: (path, body, type = 'text/csv') => get(path, { method: 'POST', body, headers: { 'Content-Type': type } }),
    close: () => server.close(),
  }
}

/** A request with headers that `fetch` does not let through, such as Host. */
export function rawRequest(
  port: number,
  path: string,
  headers: Readonly<Record<string, string>>,
  method = 'GET',
): Promise<{ status: number; body: string; headers: NodeJS.Dict<string | string[]> }> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      let body = ''
      response.setEncoding('utf8')
      response.on('data', (text: string) => (body += text))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body, headers: response.headers }))
    })
    asked.on('error', reject)
    asked.end()
  })
}
