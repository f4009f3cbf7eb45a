import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

import type { Hono } from 'hono'

import { AnomalyError } from '../../contract/errors.ts'

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

/** Serves `/openapi.json`, `/docs` (Swagger UI) and `/redoc`, all from this machine. */
export function mountDocs(app: Hono, document: unknown): void {
  const pages = {
    '/docs': page(
      'AnomalyX API',
      '<link rel="stylesheet" href="/docs-assets/swagger-ui.css" />',
      'swagger-ui-bundle.js',
      'swagger-start.js',
    ),
    '/redoc': page('AnomalyX API reference', '', 'redoc.standalone.js', 'redoc-start.js'),
  }
  app.get('/openapi.json', (context) => context.json(document))
  for (const [path, html] of Object.entries(pages)) {
    app.get(path, (context) => context.html(html, 200, { 'Content-Security-Policy': CONTENT_SECURITY_POLICY }))
  }
  app.get('/docs-assets/swagger-start.js', (context) =>
    context.body(SWAGGER_START, 200, { 'Content-Type': 'text/javascript' }),
  )
  app.get('/docs-assets/redoc-start.js', (context) =>
    context.body(REDOC_START, 200, { 'Content-Type': 'text/javascript' }),
  )
  app.get('/docs-assets/:name', async (context) => {
    const asset = Object.hasOwn(ASSETS, context.req.param('name')) ? ASSETS[context.req.param('name')] : undefined
    if (asset === undefined) throw new AnomalyError('not_found', 'There is no such file.')
    const content = await readFile(assetPath(context.req.param('name'), asset.package_path))
    return context.body(new Uint8Array(content), 200, { 'Content-Type': asset.type, 'Cache-Control': 'max-age=3600' })
  })
}

function assetPath(name: string, package_path: string): string {
  const built = fileURLToPath(new URL(`../api-docs/${name}`, import.meta.url))
  return existsSync(built) ? built : fileURLToPath(new URL(`../../node_modules/${package_path}`, import.meta.url))
}
