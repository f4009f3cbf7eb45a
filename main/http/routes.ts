import { rm } from 'node:fs/promises'

import { type Context, Hono } from 'hono'
import { streamSSE } from 'hono/streaming'

import type { Page } from '../../contract/common.ts'
import { AnomalyError } from '../../contract/errors.ts'
import type { AppEvent } from '../../contract/events.ts'
import type { HttpOperation } from '../../contract/operation.ts'
import { HTTP_OPERATIONS } from '../../contract/operations.ts'
import type { Dispatch } from '../handlers/dispatch.ts'
import { csvResponse, wantsCsv } from './csv-response.ts'
import { mountDocs } from './docs.ts'
import { checkCaller, checkToken } from './guard.ts'
import { openApiDocument, takesJsonBody } from './openapi.ts'
import { problemResponse } from './problem-response.ts'
import { coerceParameters, inputTypes, readJsonBody, refuseUnknownParameters } from './request-input.ts'
import { spoolBody } from './upload.ts'

export interface RouteOptions {
  readonly dispatch: Dispatch
  readonly subscribe: (listener: (event: AppEvent) => void) => () => void
  readonly spool_dir: string
  readonly version: string
  readonly token: string
  readonly isTokenRequired: () => Promise<boolean>
  readonly log: (message: string) => void
}

/** The HTTP face of the contract: one route an operation, the documentation, and the event stream. */
export function createRoutes(options: RouteOptions): Hono {
  const app = new Hono()
  app.onError((error, context) => problemResponse(context, error, options.log))
  app.notFound((context) => {
    const error = new AnomalyError('not_found', `There is no ${context.req.method} ${context.req.path}. See /docs.`)
    return problemResponse(context, error, options.log)
  })
  app.use(async (context, next) => {
    checkCaller(context.req.raw)
    await next()
    context.header('X-Content-Type-Options', 'nosniff')
    context.header('Referrer-Policy', 'no-referrer')
    if (!context.res.headers.has('Cache-Control')) context.header('Cache-Control', 'no-store')
  })
  mountDocs(app, openApiDocument(options.version))
  const authorize = async (context: Context) => {
    if (await options.isTokenRequired()) checkToken(context.req.raw, options.token)
  }
  app.get('/events', async (context) => {
    await authorize(context)
    return streamEvents(context, options.subscribe)
  })
  for (const [name, operation] of HTTP_OPERATIONS) {
    const types = inputTypes(operation)
    app.on(operation.http.method, operation.http.path.replaceAll(/\{(\w+)\}/g, ':$1'), async (context) => {
      if (operation.http.is_public !== true) await authorize(context)
      const input = await readInput(context, operation, types, options.spool_dir)
      try {
        const output = await options.dispatch(name, input, { actor: 'http' })
        // A capture is read after the answer, by the job that deletes it.
        if (operation.http.body === 'bundle') await rm(String(input['path']), { force: true })
        if (!wantsCsv(context, operation)) return respond(context, operation, output)
        return csvResponse(context, operation, output, (cursor) =>
          options.dispatch(name, { ...input, cursor }, { actor: 'http' }),
        )
      } catch (error) {
        if (operation.http.body !== undefined) await rm(String(input['path']), { force: true })
        throw error
      }
    })
  }
  return app
}

async function readInput(
  context: Context,
  operation: HttpOperation,
  types: ReadonlyMap<string, string>,
  spool_dir: string,
): Promise<Record<string, unknown>> {
  const query = coerceParameters(context.req.query(), types)
  const in_path = coerceParameters(context.req.param(), types)
  refuseUnknownParameters(Object.keys(query), types, operation, Object.keys(in_path))
  if (operation.http.body === 'capture') {
    const name = query['name'] ?? 'upload.csv'
    return { ...query, name, path: await spoolBody(context.req.raw, 'capture', spool_dir) }
  }
  if (operation.http.body === 'bundle') return { path: await spoolBody(context.req.raw, 'bundle', spool_dir) }
  const takes_body = takesJsonBody(operation) && (context.req.header('content-length') ?? '0') !== '0'
  const body =
    takes_body || context.req.header('transfer-encoding') !== undefined ? await readJsonBody(context.req.raw) : {}
  return { ...query, ...body, ...in_path }
}

function respond(context: Context, operation: HttpOperation, output: unknown): Response {
  if (operation.http.is_page !== true) return context.json(output, operation.http.status ?? 200)
  const { items, next_cursor, total } = output as Page<unknown>
  context.header('X-Total-Count', String(total))
  if (next_cursor !== null) {
    const next = new URL(context.req.url)
    next.searchParams.set('cursor', next_cursor)
    context.header('Link', `<${next.href}>; rel="next"`)
  }
  return context.json(items)
}

function streamEvents(context: Context, subscribe: RouteOptions['subscribe']): Response {
  return streamSSE(context, async (stream) => {
    const unsubscribe = subscribe((event) => {
      void stream.writeSSE({ event: event.type, data: JSON.stringify(event) })
    })
    await stream.writeSSE({ event: 'hello', data: '{}' })
    await new Promise<void>((resolve) => stream.onAbort(resolve))
    unsubscribe()
  })
}
