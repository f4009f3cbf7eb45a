import {
  accessSync,
  chmodSync,
  closeSync,
  constants,
  mkdirSync,
  openSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join, parse } from 'node:path'

import { AnomalyError, isOutOfSpace } from '../../contract/errors.ts'
import { giveUpReserve } from './reserve.ts'
import { diskFull } from './room.ts'

/** Files beside the data directory's folders that nobody but their owner may read. */
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

const OTHER_PLACE = 'or choose another one with ANOMALYX_DATA_DIR or --data-dir'

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
    const stats = statSync(file, { throwIfNoEntry: false })
    if (stats === undefined) continue
    if (!stats.isFile()) throw refused(`${file} is not a regular file. Move it away, ${OTHER_PLACE}.`)
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
    if (stats === undefined || stats.isDirectory()) throw unusable(path, 'cannot be made', error)
  }
  throw refused(`${path} is a file, not a folder. Move it away, ${OTHER_PLACE}.`)
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
    `The data directory ${path} is used for other things too, so it cannot be closed to others. Name a folder in it, ${OTHER_PLACE}.`,
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
    throw refused(`${path} belongs to another user. Have its owner changed to you, ${OTHER_PLACE}.`)
  }
  if ((mode & OTHERS) === 0) return
  try {
    chmodSync(path, mode & wanted)
  } catch (error) {
    throw unusable(path, 'is open to other users and cannot be closed to them', error)
  }
  if ((statSync(path).mode & OTHERS) !== 0) {
    throw refused(
      `${path} is open to other users and its file system keeps no rights to close it. Use a folder on another disk: set ANOMALYX_DATA_DIR or --data-dir.`,
    )
  }
}

function tryToWrite(path: string): void {
  const probe = join(path, `.write-test-${String(process.pid)}`)
  const write = () => {
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK)
    try {
      writeFileSync(probe, Buffer.alloc(PROBE_BYTES), { mode: 0o600 })
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
  return refused(`${path} ${what}: ${REASONS[code] ?? code}. Mend that, ${OTHER_PLACE}.`, cause)
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'you have no right to',
  EPERM: 'the system does not permit it',
  EROFS: 'it is on a disk that is mounted read-only',
  ENOTDIR: 'a part of its path is a file',
  EEXIST: 'it is a link that leads nowhere',
  ENOENT: 'a folder of its path is not there and cannot be made',
  ELOOP: 'its links lead in a circle',
  ENAMETOOLONG: 'its name is too long',
  EIO: 'the disk has an error',
  ENODEV: 'its disk is not there',
}

function refused(sentence: string, cause?: unknown): AnomalyError {
  return new AnomalyError('store_failed', sentence, cause === undefined ? {} : { cause })
}
