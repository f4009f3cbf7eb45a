import { z } from 'zod'

import { AnomalyError } from '../../contract/errors.ts'
import type { HttpOperation, HttpRoute, Operation } from '../../contract/operation.ts'
import { Budget } from './budget.ts'
import type { HttpContext } from './exchange.ts'
import { checkEntries } from './json-structure.ts'
import type { HttpLimits } from './limits.ts'
import { busy } from './problem-response.ts'

interface ParameterSchema {
  type?: string
  anyOf?: ParameterSchema[]
}

/** JSON Schema types of an operation's input fields, by name. */
export function inputTypes(operation: Operation): ReadonlyMap<string, string> {
  const schema = z.toJSONSchema(operation.input, { io: 'input' }) as { properties?: Record<string, ParameterSchema> }
  return new Map(
    Object.entries(schema.properties ?? {}).map(([name, { type, anyOf }]) => [
      name,
      type ?? anyOf?.[0]?.type ?? 'string',
    ]),
  )
}

/** Other spellings of a number (0x10, 1e0) are meant as something else more often than as one. */
const WHOLE = /^-?\d+$/
const DECIMAL = /^-?\d+(\.\d+)?$/

/** Text of a path or query parameter as the type its field has, lists with commas; text that does not fit stays, for zod to refuse. */
export function coerceParameters(
  parameters: Readonly<Record<string, string>>,
  types: ReadonlyMap<string, string>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, text]): [string, unknown] => {
      const type = types.get(name)
      if (type === 'integer' && WHOLE.test(text)) return [name, Number(text)]
      // The contract says what is wrong with it.
      if (type === 'integer' && DECIMAL.test(text) && !Number.isInteger(Number(text))) return [name, Number(text)]
      if (type === 'number' && DECIMAL.test(text)) return [name, Number(text)]
      if (type === 'boolean' && (text === 'true' || text === 'false')) return [name, text === 'true']
      if (type === 'array') return [name, text.split(',')]
      return [name, text]
    }),
  )
}

/**
 * Refuses what an operation does not know: a parameter that is ignored looks like one that holds.
 * @param names query parameters of a request
 * @param in_path names of the parameters in the path
 * @throws AnomalyError `invalid_input` that names them and those there are
 */
export function refuseUnknownParameters(
  names: readonly string[],
  types: ReadonlyMap<string, string>,
  { http }: HttpOperation,
  in_path: readonly string[],
): void {
  // Where an upload was put is for the server alone to say.
  const hidden = new Set(http.body === undefined ? in_path : [...in_path, 'path'])
  const known = http.body === 'bundle' ? [] : [...types.keys()].filter((name) => !hidden.has(name))
  const unknown = names.filter((name) => !known.includes(name))
  if (unknown.length === 0) return
  const there_are = known.length === 0 ? 'It takes none.' : `There are ${known.join(', ')}.`
  throw new AnomalyError(
    'invalid_input',
    `${http.method} ${http.path} has no parameter ${unknown.map((name) => `"${name.slice(0, 60)}"`).join(', ')}. ${there_are}`,
    { problems: unknown.map((name) => ({ where: name.slice(0, 60), reason: 'is not a parameter of this operation' })) },
  )
}

/**
 * The input of an operation. Fields go into the body itself: to copy one with a hundred thousand names takes longer than to
 * refuse it.
 * @throws AnomalyError `invalid_input` for a field that says something else than the path
 */
export function joinInput(
  query: Readonly<Record<string, unknown>>,
  body: Record<string, unknown>,
  in_path: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  refuseOtherThanInPath(body, in_path)
  for (const [name, value] of Object.entries(query)) if (!Object.hasOwn(body, name)) body[name] = value
  return Object.assign(body, in_path)
}

function refuseOtherThanInPath(
  body: Readonly<Record<string, unknown>>,
  in_path: Readonly<Record<string, unknown>>,
): void {
  const other = Object.keys(in_path).filter((name) => Object.hasOwn(body, name) && body[name] !== in_path[name])
  if (other.length === 0) return
  throw new AnomalyError(
    'invalid_input',
    `${other.join(', ')} in the body differs from what the path says. Leave it out of the body.`,
    { problems: other.map((where) => ({ where, reason: 'differs from the path' })) },
  )
}

/** Bytes of the body as its headers tell: 0 when there is none, null when only its end will tell. */
export function bodyLength({ req }: HttpContext): number | null {
  if (req.header('transfer-encoding') !== undefined) return null
  return Number(req.header('content-length') ?? 0)
}

/** Takes JSON bodies, no more of them at once than memory is meant for. */
export class JsonBodies {
  readonly #limits: HttpLimits
  /** Bytes of bodies that may be held at once. */
  readonly #memory: Budget

  constructor(limits: HttpLimits) {
    this.#limits = limits
    this.#memory = new Budget(limits.json_bytes_at_once)
  }

  /** @throws AnomalyError `unsupported_type`, `too_large`, `malformed_request`, `busy` */
  async read(context: HttpContext, { http }: HttpOperation): Promise<Record<string, unknown>> {
    if (!/^application\/json\b/i.test(context.req.header('content-type') ?? '')) {
      throw new AnomalyError('unsupported_type', 'Send the body as "Content-Type: application/json".')
    }
    const encoding = context.req.header('content-encoding') ?? 'identity'
    if (encoding.toLowerCase() !== 'identity') {
      throw new AnomalyError('unsupported_type', 'Send the body as it is, without "Content-Encoding".')
    }
    const { json_bytes, entries_bytes } = this.#limits
    const max_bytes = http.has_many_entries === true ? entries_bytes : json_bytes
    if ((bodyLength(context) ?? 0) > max_bytes) throw tooLarge(http, max_bytes)
    const chunks: Uint8Array[] = []
    let size_bytes = 0
    try {
      for await (const chunk of bodyChunks(context)) {
        if (!this.#memory.take(chunk.byteLength))
          throw busy('AnomalyX is already holding as many request bodies as its memory limit allows.')
        size_bytes += chunk.byteLength
        chunks.push(chunk)
        if (size_bytes > max_bytes) throw tooLarge(http, max_bytes)
      }
      const bytes = Buffer.concat(chunks)
      checkEntries(bytes, this.#limits)
      return parseObject(bytes.toString('utf8'))
    } finally {
      this.#memory.give(size_bytes)
    }
  }
}

/**
 * The body chunk by chunk. Whoever stops reading it keeps the connection, to answer.
 * @throws AnomalyError `malformed_request` when the sender stops half-way
 */
export async function* bodyChunks(context: HttpContext): AsyncGenerator<Buffer, void, void> {
  try {
    yield* context.env.exchange.takeBody().iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>
  } catch (cause) {
    throw new AnomalyError('malformed_request', 'The body ended early. Send it again.', { cause })
  }
}

/** Some writers begin UTF-8 with it. */
const BYTE_ORDER_MARK = '\ufeff'

function parseObject(text: string): Record<string, unknown> {
  let body: unknown
  try {
    body = JSON.parse(text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : ''
    throw new AnomalyError('malformed_request', `The body is not valid JSON: ${reason}.`, { cause })
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new AnomalyError('malformed_request', 'The body must be a JSON object.')
  }
  return body as Record<string, unknown>
}

function tooLarge({ method, path, has_many_entries }: HttpRoute, max_bytes: number): AnomalyError {
  const instead = has_many_entries === true ? ' Send fewer entries at once, or upload a capture.' : ''
  return new AnomalyError(
    'too_large',
    `The body is larger than ${String(max_bytes / 2 ** 20)} MiB, the limit of ${method} ${path}.${instead}`,
  )
}
