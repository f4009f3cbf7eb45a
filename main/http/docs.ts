import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

import type { Hono } from 'hono'

import { AnomalyError } from '../../contract/errors.ts'
import { refuseOtherMethods } from './allowed-methods.ts'
import type { HttpContext, HttpEnv } from './exchange.ts'
import { refuseParameters } from './query-parameters.ts'
import { sharedBody } from './shared-body.ts'

/** Assets of the documentation pages: copied beside the bundle in a build, from the packages otherwise. */
const ASSETS: Readonly<Record<string, { package_path: string; type: string }>> = {
  'swagger-ui.css': { package_path: 'swagger-ui-dist/swagger-ui.css', type: 'text/css' },
  'swagger-ui-bundle.js': { package_path: 'swagger-ui-dist/swagger-ui-bundle.js', type: 'text/javascript' },
  'redoc.standalone.js': { package_path: 'redoc/bundles/redoc.standalone.js', type: 'text/javascript' },
}

const SWAGGER_START = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#docs', deepLinking: true, validatorUrl: null })\n`
const REDOC_START = `Redoc.init('/openapi.json', { disableSearch: false, hideDownloadButton: false }, document.getElementById('docs'))\n`

/** Nothing but this server is reachable from the pages; both libraries style through injected sheets. */
const CONTENT_SECURITY_POLICY = [
  `default-src 'none'`,
  `script-src 'self'`,
  `style-src 'self' 'unsafe-inline'`,
  `img-src 'self' data:`,
  `font-src 'self' data:`,
  `connect-src 'self'`,
  `worker-src 'self' blob:`,
  `base-uri 'none'`,
  `form-action 'none'`,
  `frame-ancestors 'none'`,
].join('; ')

function page(title: string, head: string, library: string, start: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${title}</title>
    ${head}
  </head>
  <body>
    <div id="docs"></div>
    <script src="/docs-assets/${library}"></script>
    <script src="/docs-assets/${start}"></script>
  </body>
</html>
`
}

const SWAGGER_PAGE = page(
  'AnomalyX API',
  '<link rel="stylesheet" href="/docs-assets/swagger-ui.css" />',
  'swagger-ui-bundle.js',
  'swagger-start.js',
)
const REDOC_PAGE = page('AnomalyX API reference', '', 'redoc.standalone.js', 'redoc-start.js')

/** Serves `/openapi.json`, `/docs` (Swagger UI) and `/redoc`, all from this machine. */
export function mountDocs(app: Hono<HttpEnv>, document: unknown): void {
  const html = 'text/html; charset=UTF-8'
  const script = 'text/javascript'
  const files = new Map([
    ['/openapi.json', { type: 'application/json', bytes: Buffer.from(JSON.stringify(document)) }],
    ['/docs', { type: html, bytes: Buffer.from(SWAGGER_PAGE) }],
    ['/redoc', { type: html, bytes: Buffer.from(REDOC_PAGE) }],
    ['/docs-assets/swagger-start.js', { type: script, bytes: Buffer.from(SWAGGER_START) }],
    ['/docs-assets/redoc-start.js', { type: script, bytes: Buffer.from(REDOC_START) }],
  ])
  for (const [path, { type, bytes }] of files) {
    app.get(path, (context) => {
      refuseParameters(context)
      if (type === html) context.header('Content-Security-Policy', CONTENT_SECURITY_POLICY)
      return send(context, type, bytes)
    })
    refuseOtherMethods(app, path, ['GET'])
  }
  app.get('/docs-assets/:name', async (context) => {
    refuseParameters(context)
    const name = context.req.param('name')
    const asset = Object.hasOwn(ASSETS, name) ? ASSETS[name] : undefined
    if (asset === undefined) throw new AnomalyError('not_found', 'There is no such file.')
    const bytes = await readOnce(assetPath(name, asset.package_path))
    context.header('Cache-Control', 'max-age=3600')
    return send(context, asset.type, bytes)
  })
  refuseOtherMethods(app, '/docs-assets/:name', ['GET'])
}

function send(context: HttpContext, type: string, bytes: Uint8Array): Response {
  context.header('Content-Type', type)
  context.header('Content-Length', String(bytes.byteLength))
  return context.body(sharedBody(bytes))
}

const known = new Map<string, Promise<Uint8Array>>()

/** Content of a file that does not change, the same bytes for everyone who asks. */
function readOnce(path: string): Promise<Uint8Array> {
  const reading = known.get(path) ?? readFile(path)
  known.set(path, reading)
  // What could not be read is tried again next time.
  reading.catch(() => known.delete(path))
  return reading
}

function assetPath(name: string, package_path: string): string {
  const built = fileURLToPath(new URL(`../api-docs/${name}`, import.meta.url))
  return existsSync(built) ? built : fileURLToPath(new URL(`../../node_modules/${package_path}`, import.meta.url))
}
