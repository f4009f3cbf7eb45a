import type { Chance } from './chance.ts'
import type { ApiDocument, ApiOperation, ValueSchema } from './document.ts'
import type { Harvest } from './harvest.ts'
import { fittingValue, oddValue } from './values.ts'

export interface ApiRequest {
  /** Null for an address that the document does not have. */
  readonly operation: ApiOperation | null
  readonly method: string
  /** Address as it is sent, percent-encoded. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer | null
  /** Statuses of which the answer must have one; null when any documented one will do. */
  readonly expects: readonly number[] | null
}

/** Bodies for a content type of the document, or entries that only a program that knows features can make. */
export interface Samples {
  readonly bodies: Readonly<Record<string, readonly Buffer[]>>
  readonly log_entries: readonly unknown[]
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE']

/** Makes requests out of a document: most fit it, some are at its edges, some break it in one place. */
export class RequestMaker {
  readonly #document: ApiDocument
  readonly #samples: Samples
  readonly #harvest: Harvest
  readonly #chance: Chance
  readonly #token: string

  constructor(document: ApiDocument, parts: { samples: Samples; harvest: Harvest; chance: Chance; token: string }) {
    this.#document = document
    this.#samples = parts.samples
    this.#harvest = parts.harvest
    this.#chance = parts.chance
    this.#token = parts.token
  }

  next(): ApiRequest {
    const chance = this.#chance
    // An event stream has no end to wait for.
    const operation = chance.pick(this.#document.operations.filter(({ path }) => path !== '/events'))
    const request = this.#fitting(operation)
    return chance.is(0.7) ? request : this.#broken(request, operation)
  }

  #fitting(operation: ApiOperation): ApiRequest {
    const chance = this.#chance
    const is_boundary = chance.is(0.3)
    const query = new URLSearchParams()
    let path = operation.path
    const headers: Record<string, string> = { Authorization: `Bearer ${this.#token}` }
    for (const { name, in: place, required, schema } of operation.parameters) {
      const value = this.#parameter(operation, name, schema, is_boundary)
      if (place === 'path') path = path.replace(`{${name}}`, encodeURIComponent(value))
      else if (place === 'header') headers[name] = headerValue(value)
      else if (required || chance.is(0.4)) query.append(name, value)
    }
    const [type, body] = this.#body(operation, is_boundary)
    if (type !== null) headers['Content-Type'] = type
    if (body !== null && chance.is(0.1)) headers['Expect'] = '100-continue'
    const types = Object.keys(operation.responses['200']?.content ?? {})
    if (types.length > 1) headers['Accept'] = chance.pick(types)
    return {
      operation,
      method: operation.method,
      path: query.size === 0 ? path : `${path}?${query.toString()}`,
      headers,
      body,
      expects: null,
    }
  }

  #parameter({ path }: ApiOperation, name: string, schema: ValueSchema, is_boundary: boolean): string {
    const chance = this.#chance
    const known = this.#harvest.valuesFor(path, name)
    const value = known.length > 0 && chance.is(0.8) ? chance.pick(known) : fittingValue(schema, chance, is_boundary)
    return wellFormed(String(value))
  }

  #body({ requestBody, operationId }: ApiOperation, is_boundary: boolean): [string | null, Buffer | null] {
    const chance = this.#chance
    if (requestBody === undefined) return [null, null]
    const [type, { schema }] = chance.pick(Object.entries(requestBody.content))
    if (type !== 'application/json') return [type, chance.pick(this.#samples.bodies[type] ?? [Buffer.from('x')])]
    const value = fittingValue(schema, chance, is_boundary) as Record<string, unknown>
    for (const name of Object.keys(value)) {
      const known = this.#harvest.valuesFor('', name)
      if (known.length > 0 && chance.is(0.8)) value[name] = chance.pick(known)
    }
    if (operationId === 'detection_classify' && chance.is(0.7))
      value['log_entries'] = [chance.pick(this.#samples.log_entries)]
    return [type, Buffer.from(JSON.stringify(value))]
  }

  /** The same with one thing that does not fit. */
  #broken(request: ApiRequest, operation: ApiOperation): ApiRequest {
    const chance = this.#chance
    const odd = () => encodeURIComponent(wellFormed(textOf(oddValue(chance))))
    const ways: (() => ApiRequest)[] = [
      () => ({
        ...request,
        headers: { ...request.headers, Authorization: chance.pick(['', 'Bearer wrong', 'Basic eDp5']) },
      }),
      () => ({ ...request, headers: { ...request.headers, Host: 'evil.example' }, expects: [403] }),
      () => ({ ...request, path: `/${odd()}/no/such/path`, operation: null, expects: [404] }),
      () => this.#otherMethod(request, operation),
      () => ({ ...request, path: `${request.path}${request.path.includes('?') ? '&' : '?'}${odd()}=${odd()}` }),
      () => ({
        ...request,
        headers: { ...request.headers, Accept: textOf(oddValue(chance)).replaceAll(/[^ -~]/g, '?') },
      }),
    ]
    for (const { name, in: place } of operation.parameters) {
      if (place === 'query')
        ways.push(() => ({ ...request, path: `${operation.path.replaceAll(/\{\w+\}/g, '1')}?${name}=${odd()}` }))
      else if (place === 'header') {
        const value = headerValue(textOf(oddValue(chance)))
        ways.push(() => ({ ...request, headers: { ...request.headers, [name]: value } }))
      } else ways.push(() => ({ ...request, path: operation.path.replaceAll(/\{\w+\}/g, () => odd() || '0') }))
    }
    const { body } = request
    if (body !== null) {
      ways.push(
        () => ({ ...request, headers: { ...request.headers, 'Content-Type': 'image/png' } }),
        () => ({ ...request, body: body.subarray(0, chance.below(body.length + 1)) }),
        () => ({ ...request, body: Buffer.from(JSON.stringify(oddValue(chance))) }),
        () => ({ ...request, body: this.#oddField(body) }),
      )
    }
    return chance.pick(ways)()
  }

  #otherMethod(request: ApiRequest, operation: ApiOperation): ApiRequest {
    const method = this.#chance.pick(METHODS)
    const same_path = this.#document.operations.filter(({ path }) => path === operation.path)
    const other = same_path.find((each) => each.method === (method === 'HEAD' ? 'GET' : method))
    const expects = other !== undefined ? null : method === 'OPTIONS' ? [204] : [405]
    return { ...request, method, operation: other ?? null, expects }
  }

  #oddField(body: Buffer): Buffer {
    let value: unknown
    try {
      value = JSON.parse(body.toString('utf8'))
    } catch {
      return Buffer.concat([body, Buffer.from([0])])
    }
    const names = Object.keys(value as object)
    const name = names.length > 0 ? this.#chance.pick(names) : 'extra'
    return Buffer.from(JSON.stringify({ ...(value as object), [name]: oddValue(this.#chance) }))
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** Half of a character cannot be part of an address. */
function wellFormed(text: string): string {
  return text.toWellFormed()
}

/** A command that sends a request again. */
export function asCurl({ method, path, headers, body }: ApiRequest, address: string): string {
  const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`
  const parts = [
    'curl -sS -i --path-as-is',
    method === 'HEAD' ? '--head' : `-X ${method}`,
    ...Object.entries(headers).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    ...(body === null ? [] : ['--data-binary @-']),
    quoted(address + path),
  ]
  return body === null ? parts.join(' ') : `echo ${body.toString('base64')} | base64 -d | ${parts.join(' ')}`
}

/** Text as the bytes of a header in UTF-8, without those that Node refuses to send. */
function headerValue(text: string): string {
  return Buffer.from(text, 'utf8')
    .toString('latin1')
    .replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, '\t')
}
