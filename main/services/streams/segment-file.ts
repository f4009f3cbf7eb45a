import { createReadStream, createWriteStream } from 'node:fs'
import { rm, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { pipeline } from 'node:stream/promises'

import { AnomalyError } from '../../../contract/errors.ts'
import type { SegmentRow } from '../../store/streams.ts'

/** The bytes of a segment as a file. */
export interface SegmentFile {
  readonly path: string
  /** Lets go of it. */
  close(): Promise<void>
}

/**
 * The file of a segment; where it went on since the segment was closed, a copy of the bytes that it had then.
 * @param dir of the copy
 * @throws AnomalyError `unreadable_file` when it is gone, or shorter than it was
 */
export async function openSegmentFile(
  { id, path, name, size_bytes }: Pick<SegmentRow, 'id' | 'path' | 'name' | 'size_bytes'>,
  dir: string,
): Promise<SegmentFile> {
  if ((await sizeOf(path, name)) <= size_bytes) return { path, close: () => Promise.resolve() }
  // Its name tells how it is to be read.
  const copy = join(dir, `.copy-${String(id)}-${basename(path)}`)
  await pipeline(createReadStream(path, { end: size_bytes - 1 }), createWriteStream(copy, { mode: 0o600 }))
  return { path: copy, close: () => rm(copy, { force: true }) }
}

/** @throws AnomalyError `unreadable_file` when the file is gone, or longer or shorter than what was closed */
export async function checkSize({
  path,
  name,
  size_bytes,
}: Pick<SegmentRow, 'path' | 'name' | 'size_bytes'>): Promise<void> {
  const size = await sizeOf(path, name)
  if (size === size_bytes) return
  throw new AnomalyError(
    'unreadable_file',
    `${name} was changed while it was read: it has ${String(size)} bytes, and had ${String(size_bytes)}. What was stored of it stays.`,
  )
}

async function sizeOf(path: string, name: string): Promise<number> {
  const stats = await stat(path).catch((cause: unknown) => {
    throw new AnomalyError('unreadable_file', `${name} was moved or deleted before it was read completely.`, { cause })
  })
  return stats.size
}
