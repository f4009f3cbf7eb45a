import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs'

import SQLite, { type Database } from 'better-sqlite3'
import { describe, expect, test } from 'vitest'

import { predictionId } from '../../flow/flow-id.ts'
import { useFolder } from '../../testing/folder.ts'
import { CAN_MOUNT, useSmallDisks } from '../../testing/small-disk.ts'
import { migrate } from './migrate.ts'
import { openDatabase } from './open.ts'

const folder = useFolder()
const smallDisk = useSmallDisks()

/** What a column needs where the value of its type below would not do. */
const VALUES: Readonly<Record<string, Record<string, unknown>>> = {
  captures: { kind: 'file', status: 'ready', axis: 'time', notices: '[]' },
  scorings: { status: 'ready' },
  jobs: { kind: 'import', status: 'done', error: null, progress_unit: 'bytes' },
  alerts: { status: 'open' },
  alert_subjects: { status: 'open' },
  missing_cells: { kind: 'empty' },
  predictions: { id: predictionId(1, 1) },
  prediction_chunks: { id: predictionId(1, 1), alert_ids: '[1]' },
  chunk_summaries: { chunk_id: predictionId(1, 1) },
}
const BY_TYPE: Readonly<Record<string, unknown>> = { INTEGER: 1, REAL: 0.5, TEXT: 'x', BLOB: Buffer.of(1) }

type Rows = Readonly<Record<string, readonly Record<string, unknown>[]>>

const NEWEST = newest()
const RELEASED = Array.from({ length: NEWEST - 1 }, (_, at) => at + 1)

function newest(): number {
  const database = new SQLite(':memory:')
  migrate(database, ':memory:')
  return database.pragma('user_version', { simple: true }) as number
}

function tablesOf(database: Database): string[] {
  return database
    .prepare<[], string>(
      `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name`,
    )
    .pluck()
    .all()
}

/** A database of an older schema, with a row in every table; each id and reference is 1. */
function writeSchema(path: string, version: number): Rows {
  const database = new SQLite(path)
  migrate(database, path, version)
  database.pragma('foreign_keys = OFF')
  for (const table of tablesOf(database)) {
    const columns = database.pragma(`table_info(${table})`) as { name: string; type: string }[]
    const values = columns.map(({ name, type }) => VALUES[table]?.[name] ?? BY_TYPE[type])
    database.prepare(`INSERT INTO ${table} VALUES (${columns.map(() => '?').join(', ')})`).run(values)
  }
  const rows = rowsOf(database)
  database.close()
  return rows
}

/** A row as the newest schema names its columns. */
function renamed({ bytes_done, bytes_total, ...row }: Record<string, unknown>): Record<string, unknown> {
  if (bytes_total === undefined) return row
  return { ...row, progress_unit: 'bytes', progress_done: bytes_done, progress_total: bytes_total }
}

function rowsOf(database: Database): Rows {
  return Object.fromEntries(
    tablesOf(database).map((table) => [
      table,
      database.prepare<[], Record<string, unknown>>(`SELECT * FROM ${table}`).all(),
    ]),
  )
}

function readRows(path: string): { version: number; rows: Rows } {
  const database = new SQLite(path, { readonly: true })
  try {
    return { version: database.pragma('user_version', { simple: true }) as number, rows: rowsOf(database) }
  } finally {
    database.close()
  }
}

function newFolder(name: string): string {
  mkdirSync(folder.at(name))
  return folder.at(name)
}

const backups = (path: string) => readdirSync(`${path}/backups`).sort()

describe.each(RELEASED)('a database of schema %d with a row in every table', (version) => {
  test('has them all in the newest schema, and its backup has them as they were', () => {
    const data_dir = newFolder(`schema-${String(version)}`)
    const path = `${data_dir}/anomalyx.sqlite`
    const before = writeSchema(path, version)
    const { database, notices } = openDatabase(path)
    const after = rowsOf(database)
    expect(notices).toEqual([])
    expect(database.pragma('user_version', { simple: true })).toBe(NEWEST)
    expect(database.pragma('foreign_keys', { simple: true })).toBe(1)
    expect(database.pragma('foreign_key_check')).toEqual([])
    database.close()
    for (const [table, rows] of Object.entries(before)) {
      // Rows of predictions became chunks; migrate.test.ts reads them.
      if (table === 'predictions') expect(after['prediction_chunks']).toHaveLength(1)
      // What was decided on moved from the alerts of a scoring to their subjects; migrate-alerts.test.ts reads them.
      else if (table === 'alerts' && version < 6) expect(after['alert_subjects']).toHaveLength(rows.length)
      else if (table === 'alert_events' && version < 6) expect(after['alert_events']).not.toHaveLength(0)
      else expect(after[table], table).toEqual(rows.map((row) => expect.objectContaining(renamed(row)) as unknown))
    }
    const [backup = ''] = backups(data_dir)
    expect(backup).toMatch(new RegExp(` schema ${String(version)}\\.sqlite$`))
    expect(statSync(`${data_dir}/backups/${backup}`).mode & 0o777).toBe(0o600)
    expect(readRows(`${data_dir}/backups/${backup}`)).toEqual({ version, rows: before })
  })

  test('is left as it is when a row refers to one that is not there', () => {
    const path = `${newFolder(`broken-${String(version)}`)}/anomalyx.sqlite`
    writeSchema(path, version)
    const database = new SQLite(path)
    database.pragma('foreign_keys = OFF')
    database.exec('UPDATE alert_events SET alert_id = 99')
    database.close()
    const before = readRows(path)
    expect(() => openDatabase(path)).toThrow(
      `refer to rows that are not there (1, the first in alert_events, to ${version < 6 ? 'alerts' : 'alert_subjects'})`,
    )
    expect(readRows(path)).toEqual(before)
  })
})

describe('backups', () => {
  test('are the last two', () => {
    const path = newFolder('kept')
    for (const version of [1, 2, 3]) {
      writeSchema(`${path}/${String(version)}.sqlite`, version)
      openDatabase(`${path}/${String(version)}.sqlite`).database.close()
    }
    expect(backups(path)).toEqual([
      expect.stringMatching(/ schema 2\.sqlite$/),
      expect.stringMatching(/ schema 3\.sqlite$/),
    ])
  })

  test('are not made of a new database', () => {
    const path = newFolder('new')
    openDatabase(`${path}/anomalyx.sqlite`).database.close()
    expect(readdirSync(path)).toEqual(['anomalyx.sqlite'])
  })

  test.runIf(CAN_MOUNT)('that the disk has no room for are told, and the schema is the newest nonetheless', () => {
    const { path } = smallDisk(folder.at('small'), 6 << 20)
    const file = `${path}/anomalyx.sqlite`
    writeSchema(file, 3)
    const database = new SQLite(file)
    database.exec('INSERT INTO feature_chunks VALUES (2, 1, randomblob(3000000))')
    database.close()
    const opened = openDatabase(file)
    expect(opened.notices).toEqual([expect.stringContaining('without a backup: the disk')])
    expect(opened.database.pragma('user_version', { simple: true })).toBe(NEWEST)
    opened.database.close()
    expect(existsSync(`${path}/backups`)).toBe(false)
  })
})
