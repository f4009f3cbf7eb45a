import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { extname, join, normalize, sep } from 'node:path'

import { protocol } from 'electron'

const SCHEME = 'app'
export const APP_ORIGIN = `${SCHEME}://anomalyx`

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
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: false } },
  ])
}

/** Serves the window's files from one folder, with a policy that lets nothing else in. */
export function serveAppScheme(folder: string): void {
  protocol.handle(SCHEME, async ({ url }) => {
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

/** File of a URL, or undefined when it would lie outside the folder. */
export function fileInside(folder: string, url: string): string | undefined {
  const { host, pathname } = new URL(url)
  if (host !== 'anomalyx') return undefined
  let relative: string
  try {
    relative = decodeURIComponent(pathname)
  } catch {
    return undefined
  }
  const path = normalize(join(folder, relative === '/' ? 'index.html' : relative))
  return path.startsWith(folder + sep) && !path.includes('\0') ? path : undefined
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
