import { readdirSync, readFileSync } from 'node:fs'

import type { Database } from 'better-sqlite3'

import { AnomalyError } from '../../../contract/errors.ts'
import { backUp } from './backup.ts'
import { packPredictions } from './migrations/pack-predictions.ts'
import { writing } from './transaction.ts'

const FILE_NAME = /^(\d{4})-[a-z0-9-]+\.sql$/

/** What SQL cannot do of a migration, by its number; it follows the SQL. */
const CONVERSIONS: Readonly<Partial<Record<number, (database: Database) => void>>> = { 3: packPredictions }

/** Folder of the numbered migrations: beside this file, and beside the bundle in a build. */
const FOLDER = new URL('./migrations/', import.meta.url)

/**
 * Brings a database to the newest schema in one transaction, after a backup; `user_version` is the last step taken. Steps
 * may make tables anew: references are off meanwhile, and are checked at the end.
 * @param up_to the schema to stop at, for tests of older ones
 * @returns sentences for a person
 * @throws AnomalyError `store_failed` when a newer AnomalyX wrote the database, or references lead nowhere at the end;
 *   the database is as it was
 */
export function migrate(database: Database, path: string, up_to = Infinity): string[] {
  const current = database.pragma('user_version', { simple: true }) as number
  const steps = listMigrations().filter(({ version }) => version <= up_to)
  const newest = steps.at(-1)?.version ?? 0
  if (current > newest) {
    throw new AnomalyError(
      'store_failed',
      `The data directory was written by a newer AnomalyX (schema ${String(current)}, this one knows ${String(newest)}). Update AnomalyX, or choose another data directory.`,
    )
  }
  if (current === newest) return []
  const without_backup = current === 0 ? null : backUp(database, path)
  // It has no effect within a transaction.
  database.pragma('foreign_keys = OFF')
  try {
    writing(database, () => {
      // A step may leave out what refers to nothing: such a database is refused as it is.
      checkReferences(database, path)
      for (const { version, url } of steps) {
        if (version <= current) continue
        database.exec(readFileSync(url, 'utf8'))
        CONVERSIONS[version]?.(database)
        database.pragma(`user_version = ${String(version)}`)
      }
      checkReferences(database, path)
    })()
  } finally {
    database.pragma('foreign_keys = ON')
  }
  return without_backup === null ? [] : [without_backup]
}

function checkReferences(database: Database, path: string): void {
  const broken = database.pragma('foreign_key_check') as { table: string; parent: string }[]
  const [first] = broken
  if (first === undefined) return
  throw new AnomalyError(
    'store_failed',
    `The database ${path} cannot be brought to the schema of this AnomalyX: rows of it refer to rows that are not there (${String(broken.length)}, the first in ${first.table}, to ${first.parent}). It was not changed. Put a copy from before in its place, or go on with the AnomalyX that wrote it.`,
  )
}

function listMigrations(): { version: number; url: URL }[] {
  return readdirSync(FOLDER)
    .sort()
    .flatMap((name) => {
      const match = FILE_NAME.exec(name)
      return match === null ? [] : [{ version: Number(match[1]), url: new URL(name, FOLDER) }]
    })
}
