import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename, isAbsolute } from 'node:path'

import { AnomalyError } from '../../contract/errors.ts'
import { isCaptureName } from '../sources/capture-names.ts'
import { stampOf } from '../sources/file-stamp.ts'

/** A file about to be imported, as it is at this moment. */
export interface CaptureFile {
  readonly path: string
  readonly name: string
  readonly size_bytes: number
  readonly modified_ms: number
  /** Differs when the file does, as far as the file system can tell. */
  readonly stamp: string
}

/** @throws AnomalyError `unsupported_type` */
export function checkCaptureName(name: string): void {
  if (isCaptureName(name)) return
  throw new AnomalyError(
    'unsupported_type',
    `${name} is neither a packet capture (.pcap, .pcapng, .cap), nor a CSV file of flows (.csv), nor a log of connections (.log, .json, .jsonl, .ndjson); each may be compressed (.gz, .zst).`,
  )
}

/** Hashes files, and remembers it: an import after a preview does not hash again. */
export class FileHashes {
  readonly #known = new Map<string, { readonly stamp: string; readonly sha256: string }>()
  static readonly #LARGEST = 1000

  /** SHA-256 of the file in hexadecimal. */
  async of({ path, stamp }: Pick<CaptureFile, 'path' | 'stamp'>): Promise<string> {
    const known = this.#known.get(path)
    if (known?.stamp === stamp) return known.sha256
    const hash = createHash('sha256')
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 18 })) hash.update(chunk as Buffer)
    const sha256 = hash.digest('hex')
    this.learn({ path, stamp }, sha256)
    return sha256
  }

  /** A file that was read as it is was found to have this hash. */
  learn({ path, stamp }: Pick<CaptureFile, 'path' | 'stamp'>, sha256: string): void {
    if (this.#known.size >= FileHashes.#LARGEST) this.#known.clear()
    this.#known.set(path, { stamp, sha256 })
  }
}

/**
 * Checks that a path is a capture that may be read.
 * @throws AnomalyError `unsupported_type`, `unreadable_file`
 */
export async function inspectCaptureFile(path: string, name = basename(path)): Promise<CaptureFile> {
  if (!isAbsolute(path)) throw new AnomalyError('unreadable_file', `${path} is not an absolute path.`)
  for (const each of [name, basename(path)]) checkCaptureName(each)
  try {
    const stats = await statFile(path)
    return { path, name, size_bytes: stats.size, modified_ms: stats.mtimeMs, stamp: stampOf(stats) }
  } catch (cause) {
    if (cause instanceof AnomalyError) throw cause
    throw new AnomalyError(
      'unreadable_file',
      `${path} cannot be read. Check that it exists and that you have permission to read it.`,
      {
        cause,
      },
    )
  }
}

/**
 * Checks that the file still is as it was when its import was asked for.
 * @throws AnomalyError `unreadable_file`
 */
export async function checkUnchanged(file: CaptureFile): Promise<void> {
  const stats = await statFile(file.path).catch((cause: unknown) => {
    throw new AnomalyError(
      'unreadable_file',
      `${file.name} was moved or deleted before it was read completely. Import it from its new location.`,
      { cause },
    )
  })
  if (stats.size !== file.size_bytes || stats.mtimeMs !== file.modified_ms) throw changed(file)
}

export function changed({ name }: Pick<CaptureFile, 'name'>): AnomalyError {
  return new AnomalyError(
    'unreadable_file',
    `${name} was changed while it was waiting or being read, so no hash would match the classified rows. Import it again once it is complete.`,
  )
}

async function statFile(path: string) {
  const stats = await stat(path)
  if (!stats.isFile()) throw new AnomalyError('unreadable_file', `${path} is not a regular file.`)
  return stats
}
