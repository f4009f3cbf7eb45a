import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream } from 'node:stream/web'

import { AnomalyError } from '../../contract/errors.ts'
import type { HttpRoute } from '../../contract/operation.ts'

type UploadKind = NonNullable<HttpRoute['body']>

interface Upload {
  readonly what: string
  /** Content types to send it as. */
  readonly types: readonly string[]
  /** All that are taken. */
  readonly accepted: RegExp
  /** How the file in the spool folder ends. */
  readonly ending: string
}

/** The kinds of files that come as the body of a request. */
export const UPLOADS: Readonly<Record<UploadKind, Upload>> = {
  capture: {
    what: 'capture',
    types: ['text/csv', 'application/gzip'],
    accepted: /^(text\/csv|application\/(x-)?gzip|application\/octet-stream)\b/i,
    ending: '.csv',
  },
  bundle: {
    what: 'zip archive of the model bundle',
    types: ['application/zip'],
    accepted: /^application\/(zip|x-zip-compressed|octet-stream)\b/i,
    ending: '.zip',
  },
}

/**
 * Streams a request body into a new file of the spool folder.
 * @returns path of that file
 * @throws AnomalyError `unsupported_type`, `malformed_request` when the sender stops half-way
 */
export async function spoolBody(request: Request, kind: UploadKind, spool_dir: string): Promise<string> {
  const { what, types, accepted, ending } = UPLOADS[kind]
  if (!accepted.test(request.headers.get('content-type') ?? '')) {
    const named = types.map((type) => `"${type}"`).join(' or ')
    throw new AnomalyError('unsupported_type', `Send the ${what} with the Content-Type ${named}.`)
  }
  if (request.body === null) throw new AnomalyError('malformed_request', `The body is empty; it must be the ${what}.`)
  const path = join(spool_dir, `${randomUUID()}${ending}`)
  try {
    await pipeline(
      Readable.fromWeb(request.body as ReadableStream<Uint8Array>),
      createWriteStream(path, { flags: 'wx', mode: 0o600 }),
    )
  } catch (cause) {
    await rm(path, { force: true })
    throw new AnomalyError('malformed_request', 'The upload broke off before its end. Send it again.', { cause })
  }
  return path
}
