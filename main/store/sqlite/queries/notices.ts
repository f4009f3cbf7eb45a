import type { Database } from 'better-sqlite3'
import { z } from 'zod'

const MOST_NOTICES = 20

/** Adds notices to a capture that goes on: each once, and no more than a person reads. */
export function noticeKeeper(database: Database): (capture_id: number, notices: readonly string[]) => void {
  const getNotices = database.prepare<[number], string>('SELECT notices FROM captures WHERE id = ?').pluck()
  const setNotices = database.prepare<[string, number]>('UPDATE captures SET notices = ? WHERE id = ?')
  return (capture_id, notices) => {
    if (notices.length === 0) return
    const told = z.array(z.string()).parse(JSON.parse(getNotices.get(capture_id) ?? '[]'))
    const all = [...new Set([...told, ...notices])].slice(0, MOST_NOTICES)
    if (all.length > told.length) setNotices.run(JSON.stringify(all), capture_id)
  }
}
