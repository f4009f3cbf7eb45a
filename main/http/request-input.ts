import { z } from 'zod'

import { AnomalyError } from '../../contract/errors.ts'
import type { Operation } from '../../contract/operation.ts'

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
