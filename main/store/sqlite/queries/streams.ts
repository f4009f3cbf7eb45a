import type { Database } from 'better-sqlite3'

import type { NewStream, SegmentRow, StreamChange, StreamRow, TakenFile } from '../../streams.ts'
import { deciding } from '../transaction.ts'

/** A hidden capture is in no answer: of columns of one name, the last one counts. */
const COLUMNS = `streams.*,
  (SELECT id FROM captures WHERE captures.id = streams.capture_id AND status <> 'deleting') AS capture_id
  FROM streams`

const CHANGEABLE = ['state', 'problem', 'dropped_packets'] as const satisfies readonly (keyof StreamChange)[]

/** Streams, and the lists of their segments. */
export function streamQueries(database: Database) {
  const insert = database.prepare(
    `INSERT INTO streams (kind, target, name, state, segment_seconds, segment_bytes, keep_days, keep_bytes, created_at_us)
     VALUES (:kind, :target, :name, 'running', :segment_seconds, :segment_bytes, :keep_days, :keep_bytes, :created_at_us)`,
  )
  const selectById = database.prepare<[number], StreamRow>(`SELECT ${COLUMNS} WHERE id = ?`)
  const selectPage = database.prepare<[number, number], StreamRow>(
    `SELECT ${COLUMNS} WHERE id < ? ORDER BY id DESC LIMIT ?`,
  )
  const selectRunning = database.prepare<[], StreamRow>(`SELECT ${COLUMNS} WHERE state = 'running' ORDER BY id`)
  const count = database.prepare<[], number>('SELECT count(*) FROM streams').pluck()
  const remove = database.prepare('DELETE FROM streams WHERE id = ?')
  const selectSegments = database.prepare<[number, number, number], SegmentRow>(
    'SELECT * FROM segments WHERE stream_id = ? AND id < ? ORDER BY id DESC LIMIT ?',
  )
  const countSegments = database.prepare<[number], number>('SELECT count(*) FROM segments WHERE stream_id = ?').pluck()
  const selectTaken = database.prepare<[number], TakenFile>(
    `SELECT origin_path AS path, end_byte, stamp FROM segments AS taken WHERE stream_id = ? AND id =
       (SELECT max(id) FROM segments WHERE stream_id = taken.stream_id AND origin_path = taken.origin_path)`,
  )
  const selectIsTaken = database
    .prepare<[number, string], number>('SELECT EXISTS (SELECT 1 FROM segments WHERE stream_id = ? AND origin_path = ?)')
    .pluck()

  return {
    create: deciding(database, (stream: NewStream): number => Number(insert.run(stream).lastInsertRowid)),

    get(id: number): StreamRow | undefined {
      return selectById.get(id)
    },

    list(before_id: number, limit: number): { rows: StreamRow[]; total: number } {
      return { rows: selectPage.all(before_id, limit), total: count.get() ?? 0 }
    },

    running(): StreamRow[] {
      return selectRunning.all()
    },

    update: deciding(database, (id: number, change: StreamChange): void => {
      const columns = CHANGEABLE.filter((column) => change[column] !== undefined)
      if (columns.length === 0) return
      const assignments = columns.map((column) => `${column} = :${column}`).join(', ')
      database.prepare(`UPDATE streams SET ${assignments} WHERE id = :id`).run({ ...change, id })
    }),

    remove(id: number): void {
      remove.run(id)
    },

    segments(stream_id: number, before_id: number, limit: number): { rows: SegmentRow[]; total: number } {
      return { rows: selectSegments.all(stream_id, before_id, limit), total: countSegments.get(stream_id) ?? 0 }
    },

    taken(stream_id: number): TakenFile[] {
      return selectTaken.all(stream_id)
    },

    isTaken(stream_id: number, origin_path: string): boolean {
      return selectIsTaken.get(stream_id, origin_path) === 1
    },
  }
}
