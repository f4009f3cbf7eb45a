import {
  accessSync,
  chmodSync,
  closeSync,
  constants,
  lstatSync,
  mkdirSync,
  openSync,
  realpathSync,
  rmSync,
  statSync,
} from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join, parse } from 'node:path'

import { AnomalyError, isOutOfSpace } from '../../contract/errors.ts'
import { writeOwnFile } from './own-file.ts'
import { giveUpReserve } from './reserve.ts'
import { diskFull } from './room.ts'

/** Files in the data directory that only their owner may read. */
const PRIVATE_FILES = [
  'anomalyx.sqlite',
  'anomalyx.sqlite-wal',
  'anomalyx.sqlite-shm',
  'anomalyx.sqlite.lock',
  'api-token',
] as const

const OTHERS = 0o077
const STICKY = 0o1000
const PROBE_BYTES = 64 * 1024

const OTHER_PLACE = 'or choose another data directory with ANOMALYX_DATA_DIR or --data-dir'

/**
 * Makes the data directory if it is not there, narrows its rights and those of its files to the owner (on Windows they
 * are those of the user's profile, and stay), and tries whether it can be written.
 * @throws AnomalyError `store_failed`, `disk_full` with what is wrong with it and what to do
 */
export function openDataDirectory(path: string): void {
  makeFolder(path)
  if (process.platform !== 'win32') {
    refuseShared(path)
    narrow(path, 0o700)
  }
  tryToWrite(path)
  for (const name of PRIVATE_FILES) {
    const file = join(path, name)
    const stats = lstatSync(file, { throwIfNoEntry: false })
    if (stats === undefined) continue
    // Its permissions and content would be changed where it points to.
    if (stats.isSymbolicLink()) {
      throw refused(`${file} is a symbolic link, which is not followed. Put the file itself there, ${OTHER_PLACE}.`)
    }
    if (!stats.isFile()) throw refused(`${file} is not a regular file. Move it elsewhere, ${OTHER_PLACE}.`)
    if (process.platform !== 'win32') narrow(file, 0o600)
    tryToOpen(file)
  }
}

/**
 * Makes a folder that is its owner's alone, unless it is there.
 * @throws AnomalyError `store_failed`, `disk_full`
 */
export function makeFolder(path: string): void {
  try {
    makeEach(path)
    if (statSync(path).isDirectory()) return
  } catch (error) {
    const stats = statOf(path)
    if (stats === undefined || stats.isDirectory()) throw unusable(path, 'cannot be created', error)
  }
  throw refused(`${path} is a file, not a folder. Move it elsewhere, ${OTHER_PLACE}.`)
}

/** Not with `recursive`, which never ends where the system has no folder and takes none, as in /proc. */
function makeEach(path: string): void {
  if (statOf(path) !== undefined) return
  const parent = dirname(path)
  if (parent !== path) makeEach(parent)
  mkdirSync(path, { mode: 0o700 })
}

function statOf(path: string) {
  try {
    return statSync(path)
  } catch {
    return undefined
  }
}

/** A folder that others need, such as a home or /tmp, must not be closed to them. */
function refuseShared(path: string): void {
  const real = realpathSync(path)
  const { mode } = statSync(real)
  const is_shared = (mode & STICKY) !== 0 || real === parse(real).root || real === statOfHome()
  if (!is_shared) return
  throw refused(
    `The data directory ${path} is also used for other things, so access to it cannot be restricted to you. Use a subfolder, ${OTHER_PLACE}.`,
  )
}

function statOfHome(): string | null {
  try {
    return realpathSync(homedir())
  } catch {
    return null
  }
}

function narrow(path: string, wanted: number): void {
  const { mode, uid } = statSync(path)
  const own_uid = process.getuid?.() ?? uid
  if (uid !== own_uid && own_uid !== 0) {
    throw refused(`${path} belongs to another user. Change its owner to your user, ${OTHER_PLACE}.`)
  }
  if ((mode & OTHERS) === 0) return
  try {
    chmodSync(path, mode & wanted)
  } catch (error) {
    throw unusable(path, 'is accessible to other users and its permissions cannot be changed', error)
  }
  if ((statSync(path).mode & OTHERS) !== 0) {
    throw refused(
      `${path} is accessible to other users, and its file system has no permissions to prevent that. Use a folder on another disk: set ANOMALYX_DATA_DIR or --data-dir.`,
    )
  }
}

function tryToWrite(path: string): void {
  const probe = join(path, `.write-test-${String(process.pid)}`)
  const write = () => {
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK)
    try {
      writeOwnFile(probe, Buffer.alloc(PROBE_BYTES))
    } finally {
      rmSync(probe, { force: true })
    }
  }
  try {
    write()
  } catch (error) {
    if (!isOutOfSpace(error)) throw unusable(path, 'cannot be written', error)
    // With the room that was kept for it, captures can be deleted.
    if (giveUpReserve(path)) return
    throw diskFull(path, error)
  }
}

function tryToOpen(file: string): void {
  try {
    closeSync(openSync(file, 'r+'))
  } catch (error) {
    throw unusable(file, 'cannot be written', error)
  }
}

function unusable(path: string, what: string, cause: unknown): AnomalyError {
  if (isOutOfSpace(cause)) return diskFull(path, cause)
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  return refused(`${path} ${what}: ${REASONS[code] ?? code}. Fix that, ${OTHER_PLACE}.`, cause)
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'you do not have permission',
  EPERM: 'the system does not permit it',
  EROFS: 'it is on a disk that is mounted read-only',
  ENOTDIR: 'part of its path is a file',
  EEXIST: 'it is a broken symbolic link',
  ENOENT: 'a folder in its path does not exist and cannot be created',
  ELOOP: 'its symbolic links form a loop',
  ENAMETOOLONG: 'its name is too long',
  EIO: 'the disk reported an error',
  ENODEV: 'its disk is not available',
}

function refused(sentence: string, cause?: unknown): AnomalyError {
  return new AnomalyError('store_failed', sentence, cause === undefined ? {} : { cause })
}
