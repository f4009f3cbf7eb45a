import type { Database } from 'better-sqlite3'

import type {
  CapturePlace,
  NewSegment,
  SegmentBatch,
  SegmentEnd,
  SegmentPlace,
  SegmentRow,
  StreamCapture,
} from '../../streams.ts'
import { deciding, writing } from '../transaction.ts'
import type { appendQueries } from './append.ts'
import type { captureQueries } from './captures.ts'
import { noticeKeeper } from './notices.ts'
import type { ThreatTypeNames } from './threat-types.ts'

/** Reads segments into the captures of their streams. */
export function segmentQueries(
  database: Database,
  names: ThreatTypeNames,
  { createCapture, describeCapture }: Pick<ReturnType<typeof captureQueries>, 'createCapture' | 'describeCapture'>,
  { appendToCapture }: Pick<ReturnType<typeof appendQueries>, 'appendToCapture'>,
) {
  const addNotices = noticeKeeper(database)
  const insert = database.prepare<[NewSegment], SegmentRow>(
    `INSERT INTO segments (stream_id, name, path, is_own, origin_path, first_byte, end_byte, stamp, size_bytes, state,
       closed_at_us)
     VALUES (:stream_id, :name, :path, :is_own, :origin_path, :first_byte, :end_byte, :stamp, :size_bytes, 'reading',
       :closed_at_us)
     RETURNING *`,
  )
  const select = database.prepare<[number], SegmentRow>('SELECT * FROM segments WHERE id = ?')
  const selectUnread = database.prepare<[number], SegmentRow>(
    `SELECT * FROM segments WHERE stream_id = ? AND state = 'reading' ORDER BY id`,
  )
  // A capture that was scored again gets no more flows: its other scorings would lack them.
  const findPlace = database.prepare<[StreamCapture & { stream_id: number }], CapturePlace>(
    `SELECT captures.id AS capture_id, scorings.id AS scoring_id
     FROM captures JOIN scorings ON scorings.id = captures.scoring_id
     WHERE stream_id = :stream_id AND captures.status <> 'deleting' AND name = :name
       AND dialect = :dialect AND instrument = :instrument AND utc_offset_minutes IS :utc_offset_minutes
       AND model_sha256 = :model_sha256 AND confidence_threshold = :confidence_threshold
       AND novelty_budget = :novelty_budget
       AND (SELECT count(*) FROM scorings AS others WHERE others.capture_id = captures.id) = 1
     ORDER BY captures.id DESC LIMIT 1`,
  )
  const placeOf = database.prepare<[number], CapturePlace & { classified: number }>(
    `SELECT id AS capture_id, scoring_id, classified FROM captures WHERE id = ? AND status <> 'deleting'`,
  )
  const addToSegment = database.prepare(
    `UPDATE segments SET capture_id = :capture_id, first_flow_number = coalesce(first_flow_number, :first_flow_number),
       parts = parts + 1, classified = classified + :classified, conversations = conversations + :conversations,
       rejected = rejected + :rejected
     WHERE id = :segment_id`,
  )
  const addToStream = database.prepare(
    `UPDATE streams SET capture_id = :capture_id, classified = classified + :classified, conversations = conversations + :conversations,
       rejected = rejected + :rejected
     WHERE id = :stream_id`,
  )
  const end = database.prepare<[Record<string, unknown>], SegmentRow>(
    `UPDATE segments SET state = :state, sha256 = :sha256, problem = :problem, notices = :notices
     WHERE id = :segment_id RETURNING *`,
  )
  const countEnd = database.prepare(
    `UPDATE streams SET segments = segments + :read, failed_segments = failed_segments + :failed,
       last_segment_at_us = :now_us
     WHERE id = :stream_id`,
  )
  const addSize = database.prepare('UPDATE captures SET size_bytes = size_bytes + ? WHERE id = ?')
  const selectOfFlow = database.prepare<[number, number], SegmentRow>(
    `SELECT * FROM segments WHERE capture_id = ? AND first_flow_number <= ? AND classified > 0
     ORDER BY first_flow_number DESC LIMIT 1`,
  )
  const countKept = database
    .prepare<[number], number>('SELECT count(*) FROM segments WHERE capture_id = ? AND is_kept = 1 AND classified > 0')
    .pluck()

  function newPlace(capture: StreamCapture, stream_id: number): CapturePlace {
    const { dialect, instrument, utc_offset_minutes, ...made } = capture
    const place = createCapture({
      ...{ ...made, stream_id },
      ...{ kind: 'stream', status: 'ready', sha256: null, size_bytes: 0, axis: 'time' },
    })
    describeCapture(place.capture_id, { dialect, instrument, utc_offset_minutes, notices: [] }, 'time')
    return place
  }

  /** Where a segment goes on, and where its first flows go. */
  function placeFor(segment: SegmentRow, { capture, is_new_capture }: SegmentPlace): CapturePlace {
    const { capture_id, stream_id, parts } = segment
    const known = capture_id === null ? undefined : placeOf.get(capture_id)
    if (known !== undefined) return known
    if (parts > 0)
      throw new Error(`the capture of segment ${String(segment.id)} is gone; its flows would belong to nobody`)
    const found = is_new_capture ? undefined : findPlace.get({ ...capture, stream_id })
    return found ?? newPlace(capture, stream_id)
  }

  const append = writing(database, (batch: SegmentBatch, place: SegmentPlace): CapturePlace => {
    const { segment_id } = place
    const segment = select.get(segment_id)
    if (segment?.state !== 'reading') throw new Error(`segment ${String(segment_id)} is not being read`)
    const { capture_id, scoring_id } = placeFor(segment, place)
    const first_flow_number = (placeOf.get(capture_id)?.classified ?? 0) + 1
    appendToCapture({ ...batch, capture_id, scoring_id, segment_id, job: null })
    addNotices(capture_id, place.notices)
    const counts = { classified: batch.rows, conversations: batch.conversations, rejected: batch.rejected.length }
    addToSegment.run({
      ...counts,
      segment_id,
      capture_id,
      first_flow_number: batch.rows > 0 ? first_flow_number : null,
    })
    addToStream.run({ ...counts, stream_id: segment.stream_id, capture_id })
    return { capture_id, scoring_id }
  })

  return {
    take: deciding(database, (segment: NewSegment): SegmentRow => {
      const row = insert.get(segment)
      if (row === undefined) throw new Error('a segment was not written down')
      return row
    }),

    unread(stream_id: number): SegmentRow[] {
      return selectUnread.all(stream_id)
    },

    append(batch: SegmentBatch, place: SegmentPlace): CapturePlace {
      names.make(batch.label_counts)
      return append(batch, place)
    },

    finish: deciding(database, (segment_id: number, ended: SegmentEnd, now_us: number): void => {
      const is_read = 'sha256' in ended
      const segment = end.get({
        segment_id,
        state: is_read ? 'ready' : 'failed',
        sha256: is_read ? ended.sha256 : null,
        problem: is_read ? null : ended.problem,
        notices: JSON.stringify(is_read ? ended.notices : []),
      })
      if (segment === undefined) throw new Error(`there is no segment ${String(segment_id)}`)
      const { stream_id, capture_id, size_bytes } = segment
      countEnd.run({ stream_id, now_us, read: is_read ? 1 : 0, failed: is_read ? 0 : 1 })
      if (capture_id !== null) addSize.run(size_bytes, capture_id)
    }),

    segmentOf(capture_id: number, flow_number: number): SegmentRow | undefined {
      const segment = selectOfFlow.get(capture_id, flow_number)
      if (segment?.first_flow_number == null) return undefined
      return flow_number < segment.first_flow_number + segment.classified ? segment : undefined
    },

    countKept(capture_id: number): number {
      return countKept.get(capture_id) ?? 0
    },
  }
}
