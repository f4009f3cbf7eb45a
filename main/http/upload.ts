import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream } from 'node:stream/web'

import { AnomalyError } from '../../contract/errors.ts'

const ACCEPTED_TYPES = /^(text\/csv|application\/(x-)?gzip|application\/octet-stream)\b/i

/**
 * Streams a request body into a new file of the spool folder.
 * @returns path of that file
 * @throws AnomalyError `unsupported_type`, `malformed_request` when the sender stops half-way
 */
export async function spoolBody(request: Request, spool_dir: string): Promise<string> {
  if (!ACCEPTED_TYPES.test(request.headers.get('content-type') ?? '')) {
    throw new AnomalyError('unsupported_type', 'Send the capture as "Content-Type: text/csv" or "application/gzip".')
  }
  if (request.body === null) throw new AnomalyError('malformed_request', 'The body is empty; it must be the capture.')
  const path = join(spool_dir, `${randomUUID()}.csv`)
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
