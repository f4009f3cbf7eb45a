import { readdirSync, readFileSync } from 'node:fs'

import type { Database } from 'better-sqlite3'

import { AnomalyError } from '../../../contract/errors.ts'
import { packPredictions } from './migrations/pack-predictions.ts'
import { writing } from './transaction.ts'

const FILE_NAME = /^(\d{4})-[a-z0-9-]+\.sql$/

/** What SQL cannot do of a migration, by its number; it follows the SQL. */
const CONVERSIONS: Readonly<Partial<Record<number, (database: Database) => void>>> = { 3: packPredictions }

/** Folder of the numbered migrations: beside this file, and beside the bundle in a build. */
const FOLDER = new URL('./migrations/', import.meta.url)

/**
 * Brings a database to the newest schema, each step in a transaction of its own; `user_version` is the last step taken.
 * @throws AnomalyError `store_failed` when a newer AnomalyX wrote the database.
 */
export function migrate(database: Database): void {
  const current = database.pragma('user_version', { simple: true }) as number
  const steps = listMigrations()
  const newest = steps.at(-1)?.version ?? 0
  if (current > newest) {
    throw new AnomalyError(
      'store_failed',
      `The data directory was written by a newer AnomalyX (schema ${String(current)}, this one knows ${String(newest)}). Update AnomalyX, or choose another data directory.`,
    )
  }
  for (const { version, url } of steps) {
    if (version <= current) continue
    writing(database, () => {
      database.exec(readFileSync(url, 'utf8'))
      CONVERSIONS[version]?.(database)
      database.pragma(`user_version = ${String(version)}`)
    })()
  }
}

function listMigrations(): { version: number; url: URL }[] {
  return readdirSync(FOLDER)
    .sort()
    .flatMap((name) => {
      const match = FILE_NAME.exec(name)
      return match === null ? [] : [{ version: Number(match[1]), url: new URL(name, FOLDER) }]
    })
}
