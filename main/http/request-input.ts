import { z } from 'zod'

import { AnomalyError } from '../../contract/errors.ts'
import type { HttpOperation, Operation } from '../../contract/operation.ts'

/** Largest JSON body: ten thousand flows with every feature have about 25 MB. */
const MAX_JSON_BYTES = 32 * 1024 * 1024

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

/** Text of a path or query parameter as the type its field has; text that does not fit stays, for zod to refuse. */
export function coerceParameters(
  parameters: Readonly<Record<string, string>>,
  types: ReadonlyMap<string, string>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, text]): [string, unknown] => {
      const type = types.get(name)
      if ((type === 'integer' || type === 'number') && text.trim() !== '' && Number.isFinite(Number(text))) {
        return [name, Number(text)]
      }
      if (type === 'boolean' && (text === 'true' || text === 'false')) return [name, text === 'true']
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
  // Where an upload was put is for the server alone to say; it takes the place of what a caller says.
  const own = http.body === undefined ? [] : ['path']
  const hidden = new Set([...in_path, ...own])
  const known = http.body === 'bundle' ? [] : [...types.keys()].filter((name) => !hidden.has(name))
  const unknown = names.filter((name) => !known.includes(name) && !own.includes(name))
  if (unknown.length === 0) return
  const there_are = known.length === 0 ? 'It takes none.' : `There are ${known.join(', ')}.`
  throw new AnomalyError(
    'invalid_input',
    `${http.method} ${http.path} has no parameter ${unknown.map((name) => `"${name.slice(0, 60)}"`).join(', ')}. ${there_are}`,
    { problems: unknown.map((name) => ({ where: name.slice(0, 60), reason: 'is no parameter of this operation' })) },
  )
}

/** @throws AnomalyError `unsupported_type`, `too_large`, `malformed_request` */
export async function readJsonBody(request: Request): Promise<Record<string, unknown>> {
  const type = request.headers.get('content-type') ?? ''
  if (!/^application\/json\b/i.test(type)) {
    throw new AnomalyError('unsupported_type', 'Send the body as "Content-Type: application/json".')
  }
  const text = await readText(request)
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch (cause) {
    throw new AnomalyError(
      'malformed_request',
      `The body is not JSON: ${cause instanceof Error ? cause.message : ''}.`,
      {
        cause,
      },
    )
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new AnomalyError('malformed_request', 'The body must be a JSON object.')
  }
  return { ...body }
}

async function readText(request: Request): Promise<string> {
  const chunks: Uint8Array[] = []
  let size_bytes = 0
  for await (const chunk of (request.body ?? []) as AsyncIterable<Uint8Array>) {
    size_bytes += chunk.byteLength
    if (size_bytes > MAX_JSON_BYTES) {
      throw new AnomalyError(
        'too_large',
        'The body is larger than 32 MiB. Send fewer entries at once, or upload a capture.',
      )
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
