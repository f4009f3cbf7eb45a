import { rm } from 'node:fs/promises'

import { Hono } from 'hono'

import type { SearchPage } from '../../contract/common.ts'
import { AnomalyError } from '../../contract/errors.ts'
import type { HttpOperation } from '../../contract/operation.ts'
import { HTTP_OPERATIONS } from '../../contract/operations.ts'
import type { Dispatch } from '../handlers/dispatch.ts'
import { checkUploadInput } from '../handlers/upload-input.ts'
import { refuseOtherMethods } from './allowed-methods.ts'
import { mountDocs } from './docs.ts'
import { eventStream, type Subscribe } from './event-stream.ts'
import type { HttpContext, HttpEnv, Slot } from './exchange.ts'
import { carriesToken, checkCaller, checkToken } from './guard.ts'
import type { HttpLimits } from './limits.ts'
import { openApiDocument, takesJsonBody } from './openapi.ts'
import { packetsResponse } from './packets-response.ts'
import { personOf } from './person.ts'
import { problemResponse } from './problem-response.ts'
import { checkPath, queryParameters, refuseParameters } from './query-parameters.ts'
import { reportResponse } from './report-response.ts'
import {
  bodyLength,
  coerceParameters,
  inputTypes,
  joinInput,
  JsonBodies,
  refuseUnknownParameters,
} from './request-input.ts'
import { streamedFormat, streamedList, streamedPageItems } from './streamed-list.ts'
import type { ApiToken } from './token.ts'
import { unnamedCapture, Uploads } from './upload.ts'

export interface RouteOptions {
  readonly dispatch: Dispatch
  readonly subscribe: Subscribe
  readonly spool_dir: string
  readonly version: string
  readonly token: Pick<ApiToken, 'value' | 'name'>
  readonly isTokenRequired: () => Promise<boolean>
  readonly log: (message: string) => void
  readonly limits: HttpLimits
}

/** The HTTP face of the contract: one route an operation, the documentation, and the event stream. */
export function createRoutes(options: RouteOptions): Hono<HttpEnv> {
  const app = new Hono<HttpEnv>()
  const tell = (context: HttpContext, error: unknown) =>
    problemResponse(context, error, options.log, options.limits.discard_ms)
  app.onError((error, context) => tell(context, error))
  app.notFound((context) => {
    return tell(
      context,
      new AnomalyError('not_found', `There is no ${context.req.method} ${context.req.path}. See /docs.`),
    )
  })
  app.use(async (context, next) => {
    await next()
    context.header('X-Content-Type-Options', 'nosniff')
    context.header('Referrer-Policy', 'no-referrer')
    if (!context.res.headers.has('Cache-Control')) context.header('Cache-Control', 'no-store')
  })
  app.use((context, next) => {
    const { refusal } = context.env.exchange
    if (refusal !== null) throw refusal
    checkCaller(context.req.raw)
    checkPath(context)
    return next()
  })
  const admit = async (context: HttpContext, slot: Slot) => {
    if (await options.isTokenRequired()) checkToken(context.req.raw, options.token.value)
    context.env.exchange.takeSlot(slot)
  }
  const whoAsks = ({ req }: HttpContext) => ({
    person: personOf(req.raw) ?? (carriesToken(req.raw, options.token.value) ? options.token.name : null),
  })
  const readInput = inputReader(options)
  mountDocs(app, openApiDocument(options.version, options.limits))
  app.get('/events', async (context) => {
    await admit(context, 'event_stream')
    refuseParameters(context)
    return eventStream(context, options.subscribe)
  })
  refuseOtherMethods(app, '/events', ['GET'])
  for (const [path, operations] of operationsByPath()) {
    const route = path.replaceAll(/\{(\w+)\}/g, ':$1')
    for (const [name, operation] of operations) {
      const types = inputTypes(operation)
      app.on(operation.http.method, route, async (context) => {
        if (operation.http.is_public !== true) await admit(context, 'request')
        const { signal } = context.req.raw
        const caller = {
          actor: 'http' as const,
          signal,
          ...(operation.http.records_person === true ? whoAsks(context) : {}),
        }
        const input = await readInput(context, operation, types)
        try {
          const format = streamedFormat(context, operation)
          if (format !== null) {
            const nextPage = (cursor?: string) =>
              options.dispatch(name, cursor === undefined ? input : { ...input, cursor }, {
                ...caller,
                page_items: streamedPageItems(input),
              })
            return streamedList(context, operation, input, format, await nextPage(), nextPage, options.log)
          }
          const output = await options.dispatch(name, input, caller)
          if (operation.http.answers === 'packets') {
            return await packetsResponse(context, output as { path: string; name: string }, options.log)
          }
          if (operation.http.answers === 'report') {
            return reportResponse(context, output as { html: string; name: string })
          }
          // A capture is read after the answer, by the job that deletes it.
          if (operation.http.body === 'bundle') await rm(String(input['path']), { force: true })
          return respond(context, operation, output)
        } catch (error) {
          if (operation.http.body !== undefined) await rm(String(input['path']), { force: true })
          throw error
        }
      })
    }
    refuseOtherMethods(
      app,
      route,
      operations.map(([, { http }]) => http.method),
    )
  }
  return app
}

type PathOperations = (typeof HTTP_OPERATIONS)[number][]

/** Operations of each path; paths without parameters first, since one with a parameter may fit them too. */
function operationsByPath(): [path: string, PathOperations][] {
  const paths = new Map<string, PathOperations>()
  for (const each of HTTP_OPERATIONS) {
    const { path } = each[1].http
    paths.set(path, [...(paths.get(path) ?? []), each])
  }
  return [...paths].sort(([one], [other]) => Number(one.includes('{')) - Number(other.includes('{')))
}

function inputReader({ spool_dir, limits }: RouteOptions) {
  const uploads = new Uploads(spool_dir, limits)
  const json_bodies = new JsonBodies(limits)
  return async (
    context: HttpContext,
    operation: HttpOperation,
    types: ReadonlyMap<string, string>,
  ): Promise<Record<string, unknown>> => {
    const query = coerceParameters(queryParameters(context), types)
    const in_path = coerceParameters(context.req.param(), types)
    refuseUnknownParameters(Object.keys(query), types, operation, Object.keys(in_path))
    const kind = operation.http.body
    if (kind !== undefined) {
      const path = uploads.newPath(kind)
      const input = kind === 'capture' ? { ...query, name: query['name'] ?? unnamedCapture(context), path } : { path }
      checkUploadInput(operation, input)
      await uploads.take(context, kind, path)
      return input
    }
    const has_body = takesJsonBody(operation) && bodyLength(context) !== 0
    const body = has_body ? await json_bodies.read(context, operation) : {}
    return joinInput(query, body, in_path)
  }
}

/** Lists that can be searched tell how far the search is. */
type AnyPage = Omit<SearchPage<unknown>, 'progress'> & { progress?: number }

function respond(context: HttpContext, operation: HttpOperation, output: unknown): Response {
  if (operation.http.is_page !== true) return context.json(output, operation.http.status ?? 200)
  const { items, next_cursor, total, progress } = output as AnyPage
  if (total !== null) context.header('X-Total-Count', String(total))
  if (progress !== undefined) context.header('X-Search-Progress', String(progress))
  if (next_cursor !== null) {
    const next = new URL(context.req.url)
    next.searchParams.set('cursor', next_cursor)
    context.header('Link', `<${next.href}>; rel="next"`)
  }
  return context.json(items)
}
