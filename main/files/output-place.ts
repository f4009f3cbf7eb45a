import type { Stats } from 'node:fs'
import { lstat, readlink, realpath, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'

import { AnomalyError } from '../../contract/errors.ts'

/** Stands for standard output wherever an output is named. */
export const STANDARD_OUTPUT = '-'

/** What a path leads to, for something that is to be written there. */
export type OutputPlace =
  | { readonly kind: 'standard'; readonly fd: 1 | 2 }
  /** A device, a FIFO, or what this process was given open: what is written there goes on, nothing is replaced. */
  | { readonly kind: 'stream'; readonly path: string }
  /** A regular file, or the place of a new one; links are followed, so `path` is no link. */
  | { readonly kind: 'file'; readonly path: string; readonly existing: Stats | null }

const MOST_LINKS = 40

/**
 * Finds out what stands at a path. Nothing is opened or changed.
 * @throws AnomalyError `unreadable_file` when it is a directory, a socket, a disk, or a place in no folder
 */
export async function findOutputPlace(path: string): Promise<OutputPlace> {
  const fd = descriptorOf(path)
  if (fd === 1 || fd === 2) return { kind: 'standard', fd }
  if (fd !== null) return { kind: 'stream', path }
  const target = await followLinks(path)
  const found = await lstat(target).catch((cause: unknown) => {
    if (codeOf(cause) === 'ENOENT') return null
    throw notWritable(path, cause)
  })
  if (found === null || found.isFile()) {
    const folder = await stat(dirname(target)).catch((cause: unknown) => {
      throw notWritable(path, cause)
    })
    if (!folder.isDirectory()) throw notWritable(path)
    return { kind: 'file', path: target, existing: found }
  }
  if (found.isCharacterDevice() || found.isFIFO()) return { kind: 'stream', path: target }
  const what = found.isDirectory() ? 'a folder' : found.isSocket() ? 'a socket' : 'a disk'
  throw new AnomalyError(
    'unreadable_file',
    `${path} is ${what}, which cannot be written as a file. Give the name of a file.`,
  )
}

/** Whether standard output is one of the places, so that nothing else may be printed there. */
export async function isStandardOutputTaken(paths: readonly string[]): Promise<boolean> {
  const places = await Promise.all(paths.map(findOutputPlace))
  return places.some((place) => place.kind === 'standard' && place.fd === 1)
}

/** The sentence for a place that does not take a file. */
export function notWritable(path: string, cause?: unknown): AnomalyError {
  return new AnomalyError(
    'unreadable_file',
    `${path} cannot be written. Check that its folder exists, is writable and has free space.`,
    { cause },
  )
}

/** The sentence for a place that took what was written to it no further. */
export function writingFailed(path: string, cause: unknown): AnomalyError {
  const why =
    codeOf(cause) === 'ENOSPC'
      ? 'there is no space left on its disk'
      : cause instanceof Error
        ? cause.message
        : String(cause)
  return new AnomalyError('unreadable_file', `Writing ${path} failed: ${why}.`, { cause })
}

/** The number of what this process was given open already, by the names that the system has for it. */
function descriptorOf(path: string): number | null {
  if (path === STANDARD_OUTPUT || path === '/dev/stdout') return 1
  if (path === '/dev/stderr') return 2
  const number = /^\/(?:dev|proc\/self)\/fd\/(\d{1,4})$/.exec(path)?.[1]
  return number === undefined ? null : Number(number)
}

/** The path that all links of a path lead to, also when nothing is there yet. */
async function followLinks(path: string): Promise<string> {
  let at = resolve(path)
  for (let links = 0; links < MOST_LINKS; links += 1) {
    const folder = await realpath(dirname(at)).catch((cause: unknown) => {
      throw notWritable(path, cause)
    })
    at = join(folder, basename(at))
    const next = await readlink(at).catch(() => null)
    if (next === null) return at
    at = resolve(folder, next)
  }
  throw new AnomalyError(
    'unreadable_file',
    `${path} is a symbolic link that refers to itself. Give the name of a file.`,
  )
}

export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
