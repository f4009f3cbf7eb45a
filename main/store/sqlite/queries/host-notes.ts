import type { Database } from 'better-sqlite3'

import type { HostChange, HostEventRow, HostName, HostNotesRow, NotedCursor } from '../../hosts.ts'
import { deciding } from '../transaction.ts'

interface StoredHost {
  readonly id: number
  readonly address: string
  readonly peer: string
  readonly updated_at_us: number
}

type StoredEvent = Omit<HostEventRow, 'tags_added' | 'tags_removed'> & { tags_added: string; tags_removed: string }

/** What people wrote about hosts and pairs of hosts. */
export function hostNoteQueries(database: Database) {
  const selectHost = database.prepare<[string, string], StoredHost>(
    'SELECT id, address, peer, updated_at_us FROM noted_hosts WHERE address = ? AND peer = ?',
  )
  const selectNoted = database.prepare<[NotedCursor & { limit: number }], StoredHost>(
    `SELECT id, address, peer, updated_at_us FROM noted_hosts
     WHERE (updated_at_us, id) < (:updated_at_us, :id) ORDER BY updated_at_us DESC, id DESC LIMIT :limit`,
  )
  const countNoted = database.prepare<[], number>('SELECT count(*) FROM noted_hosts').pluck()
  const selectTags = database
    .prepare<[number], string>('SELECT tag FROM host_tags WHERE host_id = ? ORDER BY tag')
    .pluck()
  const selectEvents = database.prepare<[number], StoredEvent>(
    `SELECT id, at_us, actor, person, note, tags_added, tags_removed FROM host_events WHERE host_id = ? ORDER BY id`,
  )
  const touchHost = database
    .prepare<[string, string, number], number>(
      `INSERT INTO noted_hosts (address, peer, updated_at_us) VALUES (?, ?, ?)
       ON CONFLICT (address, peer) DO UPDATE SET updated_at_us = excluded.updated_at_us RETURNING id`,
    )
    .pluck()
  const insertTag = database.prepare('INSERT OR IGNORE INTO host_tags (host_id, tag) VALUES (?, ?)')
  const deleteTag = database
    .prepare<[number, string], string>('DELETE FROM host_tags WHERE host_id = ? AND tag = ? RETURNING tag')
    .pluck()
  const insertEvent = database.prepare(
    `INSERT INTO host_events (host_id, at_us, actor, person, note, tags_added, tags_removed) VALUES (?, ?, ?, ?, ?, ?, ?)`,
  )

  const notesOf = (host_id: number, host: HostName): HostNotesRow => ({
    host,
    tags: selectTags.all(host_id),
    events: selectEvents.all(host_id).map((event) => ({
      ...event,
      tags_added: JSON.parse(event.tags_added) as string[],
      tags_removed: JSON.parse(event.tags_removed) as string[],
    })),
  })

  function notes(host: HostName): HostNotesRow {
    const stored = selectHost.get(...inOrder(host))
    return stored === undefined ? { host, tags: [], events: [] } : notesOf(stored.id, host)
  }

  return {
    notes,

    /** Writes what a person wrote, with the line of the history that says so. */
    change: deciding(database, (host: HostName, change: HostChange): HostNotesRow => {
      const known = new Set(notes(host).tags.map((tag) => tag.toLowerCase()))
      const is_new = change.add_tags.some((tag) => !known.has(tag.toLowerCase()))
      const is_taken = change.remove_tags.some((tag) => known.has(tag.toLowerCase()))
      if (change.note === null && !is_new && !is_taken) return notes(host)
      const host_id = touchHost.get(...inOrder(host), change.now_us)!
      const tags_removed = change.remove_tags.flatMap((tag) => deleteTag.all(host_id, tag))
      const tags_added = change.add_tags.filter((tag) => insertTag.run(host_id, tag).changes > 0)
      insertEvent.run(
        ...[host_id, change.now_us, change.actor, change.person, change.note],
        ...[JSON.stringify(tags_added), JSON.stringify(tags_removed)],
      )
      return notesOf(host_id, host)
    }),

    /** Hosts that something was written about, the last first. */
    noted(cursor: NotedCursor | null, limit: number): { rows: (HostNotesRow & NotedCursor)[]; total: number } {
      const from = cursor ?? { updated_at_us: Number.MAX_SAFE_INTEGER, id: 0 }
      const rows = selectNoted.all({ ...from, limit }).map(({ id, address, peer, updated_at_us }) => {
        return { ...notesOf(id, { address, peer: peer === '' ? null : peer }), id, updated_at_us }
      })
      return { rows, total: countNoted.get() ?? 0 }
    },
  }
}

/** A pair is the same whichever host comes first. */
function inOrder({ address, peer }: HostName): [address: string, peer: string] {
  if (peer === null) return [address, '']
  return address < peer ? [address, peer] : [peer, address]
}
