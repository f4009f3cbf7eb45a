import { z } from 'zod'

import { isPacketCapture } from '../../sources/packets/capture-reader.ts'
import type { ApiDocument, ApiOperation } from './document.ts'
import type { ApiRequest } from './requests.ts'

export interface ApiAnswer {
  readonly status: number
  readonly headers: NodeJS.Dict<string | string[]>
  readonly body: Buffer
}

/** Server errors that say no more than that there is too much to do, or too little space. */
const ALLOWED_SERVER_ERRORS: ReadonlySet<number> = new Set([503, 507])

/** Holds answers against what an OpenAPI document says of them. */
export class Judge {
  readonly #schemas: Readonly<Record<string, unknown>>
  readonly #validators = new Map<string, z.ZodType>()

  constructor(document: ApiDocument) {
    this.#schemas = document.schemas
  }

  /** What is wrong with an answer, or null. */
  faultOf(request: ApiRequest, answer: ApiAnswer): string | null {
    const { status } = answer
    if (status >= 500 && !ALLOWED_SERVER_ERRORS.has(status)) return `a server error: ${told(answer)}`
    if (request.expects !== null && !request.expects.includes(status)) {
      return `status ${String(status)} instead of ${request.expects.join(' or ')}: ${told(answer)}`
    }
    const header = headerFault(answer)
    if (header !== null) return header
    // What a path does not have is not in the document of the path.
    if (request.operation === null || status === 405 || (status === 204 && request.method === 'OPTIONS')) {
      return status < 400 ? null : this.#bodyFault(answer, 'Problem', { $ref: '#/components/schemas/Problem' }, request)
    }
    return this.#documentedFault(request, request.operation, answer)
  }

  #documentedFault(request: ApiRequest, operation: ApiOperation, answer: ApiAnswer): string | null {
    const response = operation.responses[String(answer.status)]
    if (response === undefined) return `status ${String(answer.status)} is not documented: ${told(answer)}`
    const type = typeOf(answer)
    const media = response.content[type]
    if (media === undefined) return `content type ${type} is not documented for status ${String(answer.status)}`
    return this.#bodyFault(answer, `${operation.operationId} ${String(answer.status)}`, media.schema, request)
  }

  #bodyFault(answer: ApiAnswer, key: string, schema: unknown, { method }: ApiRequest): string | null {
    const type = typeOf(answer)
    if (method === 'HEAD') return answer.body.length === 0 ? null : 'HEAD has a body'
    if (type === 'application/x-pcapng') return isPacketCapture(answer.body) ? null : 'the body is no packet capture'
    if (type === 'text/html') return htmlFault(answer.body.toString('utf8'))
    if (type === 'text/csv') return csvFault(answer.body.toString('utf8'))
    if (type === 'application/jsonl') return jsonLinesFault(answer.body.toString('utf8'))
    if (type !== 'application/json' && type !== 'application/problem+json') return `content type ${type} is not known`
    let body: unknown
    try {
      body = JSON.parse(answer.body.toString('utf8'))
    } catch {
      return `the body is not JSON: ${told(answer)}`
    }
    const result = this.#validator(key, schema).safeParse(body)
    if (!result.success) return `the body does not fit its schema: ${z.prettifyError(result.error)}\n${told(answer)}`
    const { status } = body as { status?: unknown }
    if (type === 'application/problem+json' && status !== answer.status)
      return `the problem has status ${String(status)}`
    return null
  }

  #validator(key: string, schema: unknown): z.ZodType {
    const known = this.#validators.get(key)
    if (known !== undefined) return known
    const whole = JSON.parse(JSON.stringify(schema), (_, value: unknown) =>
      this.#resolved(value),
    ) as z.core.JSONSchema.JSONSchema
    const made = z.fromJSONSchema(whole)
    this.#validators.set(key, made)
    return made
  }

  #resolved(value: unknown): unknown {
    if (typeof value !== 'object' || value === null || !('$ref' in value)) return value
    return this.#schemas[String(value.$ref).split('/').at(-1) ?? '']
  }
}

function headerFault({ status, headers }: ApiAnswer): string | null {
  if (status === 503 && !/^\d+$/.test(String(headers['retry-after']))) return '503 without Retry-After'
  if (status === 405 && headers['allow'] === undefined) return '405 without Allow'
  if (status === 401 && headers['www-authenticate'] === undefined) return '401 without WWW-Authenticate'
  return null
}

function csvFault(text: string): string | null {
  if (!text.endsWith('\n')) return 'the CSV breaks off'
  // Columns are fields, and features under their own names.
  return /^[a-z_0-9]+(,[A-Za-z_0-9/ ]+)*\n/.test(text) ? null : `the CSV has no header: ${text.slice(0, 200)}`
}

function htmlFault(text: string): string | null {
  if (!text.trimEnd().endsWith('</html>')) return 'the page breaks off'
  const tags = text.match(/<[^>]*>/g) ?? []
  const loading = tags.find((tag) => /^<(script|img|iframe|object|link)|\s(on\w+|href|src)=/i.test(tag))
  return loading === undefined ? null : `the page has something that runs or loads: ${loading.slice(0, 200)}`
}

function jsonLinesFault(text: string): string | null {
  if (text === '') return null
  if (!text.endsWith('\n')) return 'the JSON lines break off'
  const wrong = text
    .slice(0, -1)
    .split('\n')
    .find((line) => !isJsonObject(line))
  return wrong === undefined ? null : `a line is no JSON object: ${wrong.slice(0, 200)}`
}

function isJsonObject(line: string): boolean {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
  } catch {
    return false
  }
}

function typeOf({ headers }: ApiAnswer): string {
  return String(headers['content-type']).split(';')[0]?.trim().toLowerCase() ?? ''
}

function told({ status, body }: ApiAnswer): string {
  return `${String(status)} ${body.toString('utf8').slice(0, 2000)}`
}
