import { z } from 'zod'

import { PersonSchema } from '../../contract/common.ts'
import { EventSchema } from '../../contract/events.ts'
import { ERROR_STATUS, type ErrorCode, ProblemSchema } from '../../contract/errors.ts'
import type { HttpOperation } from '../../contract/operation.ts'
import { HTTP_OPERATIONS } from '../../contract/operations.ts'
import type { HttpLimits } from './limits.ts'
import { PACKETS_TYPE } from './packets-response.ts'
import { PERSON_HEADER } from './person.ts'
import { REPORT_TYPE } from './report-response.ts'
import { UPLOADS } from './upload.ts'

type Json = Record<string, unknown>

interface ObjectSchema extends Json {
  properties?: Record<string, Json>
  required?: string[]
}

const PROBLEM_CONTENT = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } }

/** The OpenAPI 3.1 document of the HTTP port, derived from the contract. */
export function openApiDocument(version: string, limits: HttpLimits): Json {
  const paths: Record<string, Json> = {}
  for (const [, operation] of HTTP_OPERATIONS) {
    const { method, path } = operation.http
    paths[path] = { ...paths[path], [method.toLowerCase()]: describeOperation(operation) }
  }
  paths['/events'] = { get: EVENTS_OPERATION }
  return {
    openapi: '3.1.0',
    info: {
      title: 'AnomalyX',
      version,
      description: describeWhole(limits),
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    security: [{ token: [] }],
    paths,
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      schemas: { Problem: problemSchema() },
    },
  }
}

function describeOperation(operation: HttpOperation): Json {
  const { http, name, summary } = operation
  const input = z.toJSONSchema(operation.input, { io: 'input' }) as ObjectSchema
  const in_path = [...http.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '')
  const has_json_body = takesJsonBody(operation)
  const hidden = http.body === undefined ? [] : ['path']
  const fields = Object.entries(input.properties ?? {}).filter(([field]) => !hidden.includes(field))
  const parameters = fields
    .filter(([field]) => in_path.includes(field) || !has_json_body)
    .map(([field, { description, ...schema }]) => ({
      name: field,
      in: in_path.includes(field) ? 'path' : 'query',
      required: in_path.includes(field) || (input.required ?? []).includes(field),
      schema,
      // Items with commas between them.
      ...(schema['type'] === 'array' ? { explode: false } : {}),
      ...(description === undefined ? {} : { description }),
    }))
  if (http.records_person === true) parameters.push(PERSON_PARAMETER)
  return {
    operationId: name.replaceAll('.', '_'),
    summary,
    tags: [name.split('.')[0]],
    ...(http.is_public === true ? { security: [] } : {}),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...requestBody(operation, input, in_path),
    responses: {
      [String(http.status ?? 200)]: successResponse(operation),
      ...problemResponses(codesOf(operation)),
    },
  }
}

/** The operations whose JSON body may be larger than others. */
function largeBodies(): string {
  const large = HTTP_OPERATIONS.filter(([, { http }]) => http.has_many_entries === true)
  return large.map(([, { http }]) => `${http.method} ${http.path}`).join(', ')
}

function describeWhole(limits: HttpLimits): string {
  const mib = (bytes: number) => `${String(bytes / 2 ** 20)} MiB`
  return [
    'Analysis of captured network traffic, entirely on this machine.',
    'All requests except /health and this documentation need the bearer token that `anomalyx token` prints.',
    `Size limits: ${mib(limits.json_bytes)} for a JSON body, ${mib(limits.entries_bytes)} for that of ${largeBodies()}, ${mib(limits.capture_bytes)} for a capture, ${mib(limits.bundle_bytes)} for a model bundle.`,
    `At most ${String(limits.connections)} connections are accepted and ${String(limits.requests)} requests handled at once; beyond that the answer is 503 with \`Retry-After\`.`,
    'An unsupported method is answered with 405 and `Allow`, an unknown path with 404.',
    `A connection is closed when its headers take more than ${String(limits.headers_ms / 1000)} s or no data of a body arrives for ${String(limits.body_idle_ms / 1000)} s (408), and when no data of an answer is read for ${String(limits.answer_idle_ms / 1000)} s.`,
  ].join(' ')
}

/** Who a change is written down as. */
const PERSON_PARAMETER = {
  name: PERSON_HEADER,
  in: 'header',
  required: false,
  schema: z.toJSONSchema(PersonSchema, { io: 'input' }),
  description: 'Who asks, in UTF-8, for the history; left out, the name of the token is written down',
}

/** What can go wrong with any request. */
const COMMON_CODES: readonly ErrorCode[] = [
  'malformed_request',
  // Every operation refuses query parameters that it does not have.
  'invalid_input',
  // What the connection refuses before any operation is asked.
  'timed_out',
  'expectation_failed',
  'headers_too_large',
  'forbidden',
  'internal',
  'engine_failed',
  'store_failed',
]

function codesOf(operation: HttpOperation): ErrorCode[] {
  const { http } = operation
  const codes: ErrorCode[] = [...COMMON_CODES, ...(http.fails ?? [])]
  // Whether AnomalyX answers can be asked however busy it is.
  if (http.is_public !== true) codes.push('unauthorized', 'busy')
  if (http.path.includes('{')) codes.push('not_found')
  if (http.method !== 'GET') codes.push('disk_full')
  if (takesJsonBody(operation) || http.body !== undefined) codes.push('too_large', 'unsupported_type')
  return codes
}

const RETRY_AFTER = { 'Retry-After': { description: 'Seconds to wait', schema: { type: 'string' } } }

/** A response for each error status; its description lists the codes. */
function problemResponses(codes: readonly ErrorCode[]): Json {
  const by_status = Map.groupBy(new Set(codes), (code) => ERROR_STATUS[code])
  return Object.fromEntries(
    [...by_status]
      .sort(([one], [other]) => one - other)
      .map(([status, of_status]) => [
        String(status),
        {
          description: of_status.map((code) => code.replaceAll('_', ' ')).join(', '),
          ...(status === ERROR_STATUS.busy ? { headers: RETRY_AFTER } : {}),
          content: PROBLEM_CONTENT,
        },
      ]),
  )
}

/** Whether an operation's input beyond its path parameters comes as a JSON body rather than in the query. */
export function takesJsonBody({ http }: HttpOperation): boolean {
  return (http.method === 'POST' || http.method === 'PATCH') && http.body === undefined
}

function requestBody(operation: HttpOperation, input: ObjectSchema, in_path: readonly string[]): Json {
  if (operation.http.body !== undefined) {
    const file = { schema: { type: 'string', format: 'binary' } }
    const content = Object.fromEntries(UPLOADS[operation.http.body].types.map((type) => [type, file]))
    return { requestBody: { required: true, content } }
  }
  if (!takesJsonBody(operation)) return {}
  const properties = Object.fromEntries(
    Object.entries(input.properties ?? {}).filter(([field]) => !in_path.includes(field)),
  )
  if (Object.keys(properties).length === 0) return {}
  const required = (input.required ?? []).filter((field) => !in_path.includes(field))
  const schema = { type: 'object', properties, ...(required.length > 0 ? { required } : {}) }
  const content = { 'application/json': { schema: closed(schema) } }
  return { requestBody: { required: required.length > 0, content } }
}

/** Fields that a request does not have are refused, at every depth. */
function closed(schema: Json): Json {
  const { properties } = schema as ObjectSchema
  if (properties === undefined) return schema
  return {
    ...schema,
    properties: Object.fromEntries(Object.entries(properties).map(([name, field]) => [name, closed(field)])),
    additionalProperties: schema['additionalProperties'] ?? false,
  }
}

const FILE_NAME = {
  'Content-Disposition': {
    description: 'Name for the answer as a file; a page as JSON has none',
    schema: { type: 'string' },
  },
}

function successResponse({ output, http }: HttpOperation): Json {
  const schema = z.toJSONSchema(output, { io: 'output' }) as ObjectSchema
  delete schema['$schema']
  if (http.answers === 'packets') {
    return {
      description: 'A pcapng file',
      headers: FILE_NAME,
      content: { [PACKETS_TYPE]: { schema: { type: 'string', format: 'binary' } } },
    }
  }
  if (http.answers === 'report') {
    return {
      description: 'A page of HTML',
      headers: FILE_NAME,
      content: { [REPORT_TYPE]: { schema: { type: 'string' } } },
    }
  }
  if (http.is_page !== true) return { description: 'OK', content: { 'application/json': { schema } } }
  return {
    description: 'A page of the list',
    headers: {
      ...FILE_NAME,
      Link: { description: 'URL of the next page, rel="next"', schema: { type: 'string' } },
      'X-Total-Count': {
        description: 'Number of items on all pages; left out while a search has not counted them',
        schema: { type: 'integer' },
      },
      'X-Search-Progress': {
        description:
          'Share of the stored flows that a search has gone through, from 0 to 1. A page of a search can be short, even empty, and followed by another: follow Link to the end',
        schema: { type: 'number' },
      },
    },
    content: {
      'application/json': { schema: schema.properties?.['items'] ?? {} },
      'text/csv': { schema: { type: 'string', description: 'All items from the cursor on, with a header line' } },
      'application/jsonl': { schema: { type: 'string', description: 'All items from the cursor on, one a line' } },
    },
  }
}

function problemSchema(): Json {
  const { properties, required } = z.toJSONSchema(ProblemSchema, { io: 'output' }) as ObjectSchema
  return {
    type: 'object',
    properties: { type: { type: 'string' }, title: { type: 'string' }, status: { type: 'integer' }, ...properties },
    required: ['type', 'title', 'status', ...(required ?? [])],
    additionalProperties: false,
  }
}

const EVENTS_OPERATION = {
  operationId: 'events',
  summary: 'Server-sent events: job progress and changed lists',
  tags: ['system'],
  responses: {
    '200': {
      description: 'A stream of events; each `data` line is one JSON object',
      content: { 'text/event-stream': { schema: z.toJSONSchema(EventSchema, { io: 'output' }) } },
    },
    ...problemResponses([...COMMON_CODES, 'unauthorized', 'busy']),
  },
}
