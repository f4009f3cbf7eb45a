import { randomUUID } from 'node:crypto'
import { type FileHandle, open, rm } from 'node:fs/promises'
import { join } from 'node:path'

import { AnomalyError } from '../../contract/errors.ts'
import type { HttpRoute } from '../../contract/operation.ts'
import type { HttpContext } from './exchange.ts'
import type { HttpLimits } from './limits.ts'
import { bodyChunks, bodyLength } from './request-input.ts'
import { diskFull, SpoolSpace } from './spool-space.ts'

type UploadKind = NonNullable<HttpRoute['body']>

interface Upload {
  readonly what: string
  /** Content types to send it as. */
  readonly types: readonly string[]
  /** All that are taken. */
  readonly accepted: RegExp
  /** How the file in the spool folder ends. */
  readonly ending: string
  readonly limit: 'capture_bytes' | 'bundle_bytes'
}

/** The kinds of files that come as the body of a request. */
export const UPLOADS: Readonly<Record<UploadKind, Upload>> = {
  capture: {
    what: 'capture',
    types: [
      ...['text/csv', 'text/plain', 'application/x-ndjson'],
      ...['application/vnd.tcpdump.pcap', 'application/gzip', 'application/zstd'],
    ],
    accepted:
      /^(text\/(csv|plain)|application\/((x-)?gzip|zstd|jsonl|x-ndjson|vnd\.tcpdump\.pcap|(x-)?pcap(ng)?|x-pcapng|octet-stream))\b/i,
    ending: '.csv',
    limit: 'capture_bytes',
  },
  bundle: {
    what: 'zip archive of the model bundle',
    types: ['application/zip'],
    accepted: /^application\/(zip|x-zip-compressed|octet-stream)\b/i,
    ending: '.zip',
    limit: 'bundle_bytes',
  },
}

/** What a capture is called that came without a name. */
export function unnamedCapture(context: HttpContext): string {
  return /pcap/i.test(context.req.header('content-type') ?? '') ? 'upload.pcap' : 'upload.csv'
}

/** A body of unknown length is promised space by so much at a time. */
const SPACE_STEP_BYTES = 2 ** 26

/** Takes the files that come as bodies. */
export class Uploads {
  readonly #folder: string
  readonly #limits: HttpLimits
  readonly #space: SpoolSpace

  /** @param folder where the files go */
  constructor(folder: string, limits: HttpLimits) {
    this.#folder = folder
    this.#limits = limits
    this.#space = new SpoolSpace(folder, limits.kept_free_bytes)
  }

  /** The file in the spool folder that a body will be; nothing is there yet. */
  newPath(kind: UploadKind): string {
    return join(this.#folder, `${randomUUID()}${UPLOADS[kind].ending}`)
  }

  /**
   * Checks what can be known of a body before any of it is read, then streams it into a file.
   * @throws AnomalyError `unsupported_type`, `too_large`, `disk_full`, `malformed_request` for an empty body, or when the
   *   sender stops half-way; no file is left then
   */
  async take(context: HttpContext, kind: UploadKind, path: string): Promise<void> {
    const { what, types, accepted, limit } = UPLOADS[kind]
    const max_bytes = this.#limits[limit]
    if (!accepted.test(context.req.header('content-type') ?? '')) {
      const named = types.map((type) => `"${type}"`).join(' or ')
      throw new AnomalyError('unsupported_type', `Send the ${what} with the Content-Type ${named}.`)
    }
    const length = bodyLength(context)
    if (length === 0) throw empty(what)
    if (length !== null && length > max_bytes) throw tooLarge(what, max_bytes)
    let promised = length ?? Math.min(SPACE_STEP_BYTES, max_bytes)
    await this.#space.promise(promised)
    let size = 0
    try {
      const file = await open(path, 'wx', 0o600)
      try {
        for await (const chunk of bodyChunks(context)) {
          if (size + chunk.byteLength > max_bytes) throw tooLarge(what, max_bytes)
          if (size + chunk.byteLength > promised) {
            await this.#space.promise(SPACE_STEP_BYTES)
            promised += SPACE_STEP_BYTES
          }
          await write(file, chunk)
          size += chunk.byteLength
          this.#space.settle(chunk.byteLength)
        }
      } finally {
        await file.close()
      }
      if (size === 0) throw empty(what)
    } catch (error) {
      await rm(path, { force: true })
      throw error
    } finally {
      this.#space.settle(promised - size)
    }
  }
}

async function write(file: FileHandle, chunk: Buffer): Promise<void> {
  try {
    await file.writeFile(chunk)
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : ''
    if (code === 'ENOSPC' || code === 'EDQUOT') throw diskFull('The disk of the data directory is full', cause)
    throw cause
  }
}

function empty(what: string): AnomalyError {
  return new AnomalyError('malformed_request', `The body is empty; it must be the ${what}.`)
}

function tooLarge(what: string, max_bytes: number): AnomalyError {
  return new AnomalyError(
    'too_large',
    `The ${what} is larger than ${String(Math.floor(max_bytes / 2 ** 20))} MiB, the limit for HTTP uploads.`,
  )
}
