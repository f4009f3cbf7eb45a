import { createWriteStream } from 'node:fs'
import { copyFile, lstat, stat } from 'node:fs/promises'
import { basename, isAbsolute, join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'

import { type Entry, openPromise, type ZipFile } from 'yauzl'

import { AnomalyError } from '../../contract/errors.ts'

const MIB = 1 << 20

/** The files of a bundle, and how large each may be. Nothing else is ever taken from a folder or an archive. */
const BUNDLE_FILES = [
  { name: 'manifest.json', max_bytes: 16 * MIB, is_needed: true },
  { name: 'model.onnx', max_bytes: 1024 * MIB, is_needed: true },
  { name: 'MODEL_CARD.md', max_bytes: 4 * MIB, is_needed: false },
] as const

type BundleFile = (typeof BUNDLE_FILES)[number]

/** An archive with more entries than this is no bundle. */
const MAX_ENTRIES = 1000

/** From this size on, a file that shrinks to less than a hundredth is a trap rather than a model. */
const MAX_RATIO = 100
const RATIO_COUNTS_FROM = 16 * MIB

/**
 * Copies the files of a bundle out of a folder or a .zip into another folder. In an archive they stand at the top or in
 * one folder.
 * @param into an empty folder
 * @throws AnomalyError `unreadable_file`, `unsupported_type`, `too_large`, `model_refused` when a file is missing
 */
export async function collectBundle(path: string, into: string): Promise<void> {
  if (!isAbsolute(path)) throw new AnomalyError('unreadable_file', `${path} is not an absolute path.`)
  const stats = await stat(path).catch((cause: unknown) => {
    throw unreadable(path, cause)
  })
  if (stats.isDirectory()) await copyFolder(path, into)
  else if (stats.isFile() && /\.zip$/i.test(path)) await unzip(path, into)
  else {
    throw new AnomalyError(
      'unsupported_type',
      `${basename(path)} is neither a folder nor a .zip file. A model bundle is a folder (or a .zip of one) that contains model.onnx and manifest.json.`,
    )
  }
}

async function copyFolder(path: string, into: string): Promise<void> {
  for (const file of BUNDLE_FILES) {
    const source = join(path, file.name)
    const stats = await lstat(source).catch(() => undefined)
    if (stats === undefined) {
      if (file.is_needed) throw missing(file.name, path)
      continue
    }
    if (!stats.isFile()) throw new AnomalyError('unreadable_file', `${source} is not a regular file.`)
    if (stats.size > file.max_bytes) throw tooLarge(file)
    await copyFile(source, join(into, file.name)).catch((cause: unknown) => {
      throw unreadable(source, cause)
    })
  }
}

async function unzip(path: string, into: string): Promise<void> {
  const found = new Set<string>()
  let folder: string | undefined
  let zip: ZipFile | undefined
  try {
    zip = await openPromise(path, { lazyEntries: true })
    if (zip.entryCount > MAX_ENTRIES) throw noBundle('it has too many entries')
    for await (const entry of zip.eachEntry()) {
      // yauzl has refused names that lead out of the archive; the name written to is one of ours in any case.
      const parts = entry.fileName.split('/')
      const file = BUNDLE_FILES.find(({ name }) => name === parts.at(-1))
      if (file === undefined || parts.length > 2) continue
      const place = parts.slice(0, -1).join('/')
      folder ??= place
      if (place !== folder || found.has(file.name)) {
        throw noBundle(`it contains ${file.name} more than once`)
      }
      found.add(file.name)
      checkSize(entry, file)
      const source = await zip.openReadStreamPromise(entry)
      await pipeline(source, limit(file), createWriteStream(join(into, file.name), { flags: 'wx', mode: 0o600 }))
    }
  } catch (cause) {
    if (cause instanceof AnomalyError) throw cause
    throw new AnomalyError(
      'unreadable_file',
      `The file cannot be read as a zip archive: ${(cause instanceof Error ? cause.message : String(cause)).replace(/\.+$/, '')}.`,
      { cause },
    )
  } finally {
    zip?.close()
  }
  const absent = BUNDLE_FILES.find(({ name, is_needed }) => is_needed && !found.has(name))
  if (absent !== undefined) throw missing(absent.name, 'the archive')
}

/** What the directory of the archive says; {@link limit} holds what really comes. */
function checkSize({ uncompressedSize, compressedSize }: Entry, file: BundleFile): void {
  if (uncompressedSize > file.max_bytes) throw tooLarge(file)
  if (uncompressedSize > RATIO_COUNTS_FROM && uncompressedSize > MAX_RATIO * compressedSize) {
    throw new AnomalyError(
      'too_large',
      `${file.name} is compressed to less than 1% of its size, which is not plausible for a model. If you trust it, import the unpacked folder.`,
    )
  }
}

function limit(file: BundleFile): Transform {
  let bytes = 0
  return new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      bytes += chunk.length
      if (bytes > file.max_bytes) done(tooLarge(file))
      else done(null, chunk)
    },
  })
}

function tooLarge({ name, max_bytes }: BundleFile): AnomalyError {
  return new AnomalyError(
    'too_large',
    `${name} is larger than ${String(max_bytes / MIB)} MiB, the limit for this file in a bundle.`,
  )
}

function missing(name: string, where: string): AnomalyError {
  return new AnomalyError('model_refused', `The model bundle was rejected. There is no ${name} in ${where}.`)
}

function noBundle(why: string): AnomalyError {
  return new AnomalyError(
    'model_refused',
    `The model bundle was rejected. The file is not an archive of a single bundle: ${why}.`,
  )
}

function unreadable(path: string, cause: unknown): AnomalyError {
  return new AnomalyError(
    'unreadable_file',
    `${path} cannot be read. Check that it exists and that you have permission to read it.`,
    {
      cause,
    },
  )
}
