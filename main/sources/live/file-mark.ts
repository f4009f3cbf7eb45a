import { createHash } from 'node:crypto'
import type { Stats } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'

import { stampOf } from '../file-stamp.ts'

const MARKED_BYTES = 4096
const MARK_LETTERS = 16

/** Stands for the bytes of a file before `end_byte`: another file in its place has others. */
export async function markOf(handle: FileHandle, end_byte: number): Promise<string> {
  const length = Math.min(MARKED_BYTES, end_byte)
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, end_byte - length)
  return createHash('sha256').update(buffer.subarray(0, bytesRead)).digest('hex').slice(0, MARK_LETTERS)
}

/** How far a file was taken, in a word. */
export function takenStamp(stats: Stats, mark: string): string {
  return `${stampOf(stats)},${mark}`
}

/** What a stamp tells; the mark is null in one of another origin. */
export function readStamp(stamp: string): { readonly ino: number; readonly mark: string | null } {
  const [, , , ino = '', mark = null] = stamp.split(',')
  return { ino: Number(ino), mark }
}
