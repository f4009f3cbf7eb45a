import type { Database } from 'better-sqlite3'

import { deciding } from '../transaction.ts'

/** Settings as JSON values by name. */
export function settingQueries(database: Database) {
  const select = database.prepare<[], { name: string; value: string }>('SELECT name, value FROM settings')
  const upsert = database.prepare(
    'INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
  )

  return {
    getSettings(): Record<string, unknown> {
      return Object.fromEntries(select.all().map(({ name, value }) => [name, JSON.parse(value) as unknown]))
    },

    putSettings: deciding(database, (settings: Record<string, unknown>): void => {
      for (const [name, value] of Object.entries(settings)) upsert.run(name, JSON.stringify(value))
    }),
  }
}
