import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'

import SQLite, { type Database } from 'better-sqlite3'

import { isDiskFull } from '../../../contract/errors.ts'
import { bytesText, reserveBytes, roomOn } from '../../disk/room.ts'
import { markClosed } from './examine.ts'
import { storeFailure } from './failures.ts'

/** Backups that are kept, the last ones. */
const KEPT = 2

/**
 * Copies a database into `backups` of its folder before its schema changes. The copy is on the disk when this returns.
 * @returns why there is none, as a sentence for a person, when the disk lacks the room; null when there is one
 * @throws AnomalyError `store_failed` when the database cannot be read or the copy not be written
 */
export function backUp(database: Database, path: string): string | null {
  const pages = database.pragma('page_count', { simple: true }) as number
  const bytes = pages * (database.pragma('page_size', { simple: true }) as number)
  const room = roomOn(dirname(path))
  // The new schema wants room too.
  if (room !== null && room.free_bytes < bytes + reserveBytes(room.total_bytes)) return noRoom(bytes)
  const folder = join(dirname(path), 'backups')
  const version = database.pragma('user_version', { simple: true }) as number
  const name = `${new Date().toISOString().replaceAll(/[:.]/g, '-')} schema ${String(version)}.sqlite`
  const part = join(folder, `${name}.part`)
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    // SQLite fills an empty file, whose rights are ours to set.
    closeSync(openSync(part, 'wx', 0o600))
    database.prepare('VACUUM INTO ?').run(part)
    const copy = new SQLite(part)
    markClosed(copy)
    copy.close()
    sync(part)
    renameSync(part, join(folder, name))
    if (process.platform !== 'win32') sync(folder)
  } catch (cause) {
    rmSync(part, { force: true })
    const error = storeFailure(cause, path)
    if (isDiskFull(error)) return noRoom(bytes)
    throw error
  }
  const older = readdirSync(folder).filter((each) => each.endsWith('.sqlite'))
  for (const each of older.sort().slice(0, -KEPT)) rmSync(join(folder, each))
  return null
}

function noRoom(bytes: number): string {
  return `The database was brought to a new schema without a backup: the disk with the data directory lacks the ${bytesText(bytes)} for one.`
}

function sync(path: string): void {
  const handle = openSync(path, process.platform === 'win32' ? 'r+' : 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
