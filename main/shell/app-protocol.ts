import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'

import { protocol } from 'electron'

import { APP_HOST, APP_SCHEME, fileInside } from './app-files.ts'

export const APP_ORIGIN = `${APP_SCHEME}://${APP_HOST}`

const NONCE_PLACEHOLDER = '__CSP_NONCE__'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
}

/** Must run before Electron is ready: pages of the scheme get an origin of their own, and no more. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: false, codeCache: true } },
  ])
}

/** Serves the window's files from one folder, with a policy that lets nothing else in. */
export function serveAppScheme(folder: string): void {
  protocol.handle(APP_SCHEME, async ({ url }) => {
    const path = fileInside(folder, url)
    if (path === undefined) return new Response('not found', { status: 404 })
    try {
      const content = await readFile(path)
      const type = TYPES[extname(path)] ?? 'application/octet-stream'
      const headers = { 'Content-Type': type, 'X-Content-Type-Options': 'nosniff' }
      if (extname(path) !== '.html') return new Response(new Uint8Array(content), { headers })
      const nonce = randomBytes(16).toString('base64')
      return new Response(content.toString('utf8').replaceAll(NONCE_PLACEHOLDER, nonce), {
        headers: { ...headers, 'Content-Security-Policy': contentSecurityPolicy(nonce) },
      })
    } catch {
      return new Response('not found', { status: 404 })
    }
  })
}

function contentSecurityPolicy(nonce: string): string {
  return [
    `default-src 'none'`,
    `script-src 'self'`,
    `style-src 'self' 'nonce-${nonce}'`,
    `font-src 'self'`,
    `img-src 'self' data:`,
    `base-uri 'none'`,
    `form-action 'none'`,
    `frame-ancestors 'none'`,
  ].join('; ')
}
