import { closeSync, constants, copyFileSync, mkdirSync, openSync, readSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

import SQLite, { type Database } from 'better-sqlite3'

import { damaged, storeFailure } from './failures.ts'
import { inspectWal } from './wal-file.ts'

/**
 * How the database was left, in its file's `application_id`: it goes with the file wherever that is copied. "AnXO" while
 * AnomalyX has it open, "AnXC" once it was closed.
 */
const OPEN_ID = 0x416e584f
const CLOSED_ID = 0x416e5843
const APPLICATION_ID_AT = 68
const SQLITE_MAGIC = 'SQLite format 3\0'

/** Up to here a check of all pages takes a tenth of a second after a clean end, and seconds after another. */
const CHECKED_ALWAYS_BYTES = 32 << 20
const CHECKED_AFTER_CRASH_BYTES = 512 << 20
/** What a person decided; checked however large the rest is. */
const DECISIONS = [
  'captures',
  'scorings',
  'alert_subjects',
  'alerts',
  'alert_events',
  'jobs',
  'settings',
  'model_activations',
]

/**
 * Looks at a database before SQLite may change it. A log of writes that is damaged is copied into `kept-aside` of its
 * folder; SQLite then goes on with what comes before the damage.
 * @returns sentences for a person
 * @throws AnomalyError `store_failed` when the database is damaged or lacks its log in a way that nothing can go on
 *   from; every file is as it was
 */
export function examine(path: string): string[] {
  const wal_path = `${path}-wal`
  const bytes = sizeOf(path)
  const wal_bytes = sizeOf(wal_path) ?? 0
  if (bytes === null || bytes === 0) {
    if (wal_bytes > 0)
      throw damaged(path, `it is ${bytes === null ? 'missing' : 'empty'}, but its write-ahead log exists`)
    if (bytes === null) return []
    return [
      `The database ${path} was empty, so AnomalyX created a new one. If it contained data before, restore a backup.`,
    ]
  }
  const head = readHead(path)
  if (head.toString('latin1', 0, SQLITE_MAGIC.length) !== SQLITE_MAGIC)
    throw damaged(path, 'it is damaged, or is not an AnomalyX database')
  const was_open = head.readUInt32BE(APPLICATION_ID_AT) === OPEN_ID
  const notices: string[] = []
  if (was_open && sizeOf(wal_path) === null) {
    notices.push(
      `AnomalyX did not close the database, and its write-ahead log ${wal_path} is missing. The last changes before AnomalyX stopped may be lost, unless another program that opened the database has applied the log. Check your latest captures and decisions.`,
    )
  }
  if (sizeOf(wal_path) !== null && (was_open || wal_bytes > 0)) {
    const { damage, sound_frames } = inspectWal(wal_path, `${path}-shm`)
    if (damage !== null) {
      const kept = keepAside(wal_path)
      notices.push(
        `The write-ahead log of the database was damaged: ${damage}. The last changes before AnomalyX stopped are lost (${String(sound_frames)} pages of the log could be used). The damaged log is kept in ${kept}. Check your latest captures and decisions.`,
      )
    }
  }
  checkPages(path, bytes, was_open || wal_bytes > 0)
  return notices
}

/** To be called once the database is open: its file says so from now on. */
export function markOpen(database: Database): void {
  database.pragma(`application_id = ${String(OPEN_ID)}`)
  database.pragma('wal_checkpoint(PASSIVE)')
}

/** To be called before the database is closed, which writes it into the file. */
export function markClosed(database: Database): void {
  database.pragma(`application_id = ${String(CLOSED_ID)}`)
}

function checkPages(path: string, bytes: number, was_cut_off: boolean): void {
  const is_all = bytes <= (was_cut_off ? CHECKED_AFTER_CRASH_BYTES : CHECKED_ALWAYS_BYTES)
  if (!is_all && !was_cut_off) return
  let database: Database | undefined
  try {
    // A connection that may not write leaves file and log as they are, also when it is closed.
    database = new SQLite(path, { readonly: true })
    const tables = new Set(database.prepare(`SELECT name FROM sqlite_master WHERE type = 'table'`).pluck().all())
    const checks = is_all
      ? ['quick_check(1)']
      : DECISIONS.filter((name) => tables.has(name)).map((name) => `quick_check('${name}')`)
    for (const check of checks) {
      const [first] = database.pragma(check) as Record<string, string>[]
      const finding = Object.values(first ?? {})[0]
      if (finding !== 'ok') throw damaged(path, `it is damaged (${String(finding).replaceAll(/\s+/g, ' ')})`)
    }
  } catch (error) {
    throw storeFailure(error, path)
  } finally {
    database?.close()
  }
}

function keepAside(file: string): string {
  const folder = join(dirname(file), 'kept-aside')
  const kept = join(folder, `${new Date().toISOString().replaceAll(/[:.]/g, '-')} ${basename(file)}`)
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    copyFileSync(file, kept, constants.COPYFILE_FICLONE)
    return kept
  } catch (error) {
    rmSync(kept, { force: true })
    throw storeFailure(error, file)
  }
}

function readHead(path: string): Buffer {
  const head = Buffer.alloc(100)
  const handle = openSync(path, 'r')
  try {
    readSync(handle, head, 0, head.length, 0)
    return head
  } finally {
    closeSync(handle)
  }
}

function sizeOf(path: string): number | null {
  return statSync(path, { throwIfNoEntry: false })?.size ?? null
}
