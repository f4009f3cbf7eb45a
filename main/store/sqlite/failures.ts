import { dirname } from 'node:path'

import { AnomalyError, isOutOfSpace } from '../../../contract/errors.ts'
import { diskFull, diskFullSentence, reserveBytes, roomOn } from '../../disk/room.ts'

/** @param what it is that makes the database unusable, after "cannot be opened: " */
export function damaged(path: string, what: string, cause?: unknown): AnomalyError {
  return new AnomalyError(
    'store_failed',
    `The database ${path} cannot be opened: ${what}. It was not changed. Move it, with the files next to it whose names start with its name, to another folder and keep them; then restore a backup, or start AnomalyX with an empty database.`,
    cause === undefined ? {} : { cause },
  )
}

const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : '')

/**
 * A failure of SQLite or of the file system, as a sentence for a person.
 * @param has_limit the database may have so many pages only, which SQLite reports as it does a full disk
 */
export function storeFailure(error: unknown, path: string, has_limit = false): AnomalyError {
  if (error instanceof AnomalyError) return error
  const folder = dirname(path)
  const code = codeOf(error)
  const fails = code.startsWith('SQLITE_IOERR')
  if (isOutOfSpace(error) || (code === 'SQLITE_FULL' && !has_limit) || (fails && isOutOfRoom(folder)))
    return diskFull(folder, error)
  if (code === 'SQLITE_FULL') return new AnomalyError('store_failed', diskFullSentence(folder), { cause: error })
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB')
    return damaged(path, 'it is damaged, or is not an AnomalyX database', error)
  return new AnomalyError('store_failed', `${adviceOn(code)} (${code || 'unknown error'})`, { cause: error })
}

/** For the log: the stack only for unexpected errors. */
export function causeText(error: unknown): string {
  if (error instanceof AnomalyError) return error.cause === undefined ? error.message : causeText(error.cause)
  const code = codeOf(error)
  if (error instanceof Error && code !== '') return `${code}: ${error.message}`
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

function isOutOfRoom(folder: string): boolean {
  const room = roomOn(folder)
  return room !== null && room.free_bytes < reserveBytes(room.total_bytes)
}

function adviceOn(code: string): string {
  if (code.startsWith('SQLITE_IOERR'))
    return 'The disk with the data directory is failing, or a quota is exhausted. Check the disk and try again.'
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED'))
    return 'Another program has locked the database, such as a backup or a database browser. Close it and try again.'
  if (code.startsWith('SQLITE_READONLY') || code.startsWith('SQLITE_CANTOPEN'))
    return 'The database cannot be written. Check that the data directory exists and that you have permission to write to it.'
  return 'The database rejected a change, and nothing was written. Try again; the log file has the details.'
}
