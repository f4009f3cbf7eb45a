import type { Database } from 'better-sqlite3'

import type { OwnFile, SegmentRow } from '../../streams.ts'

/** Files that AnomalyX wrote for streams, and what nobody needs any more. */
export function segmentFileQueries(database: Database) {
  const selectOwn = database.prepare<[number, number, number], SegmentRow>(
    `SELECT * FROM segments WHERE stream_id = ? AND is_own = 1 AND is_kept = 1 AND state <> 'reading' AND id > ?
     ORDER BY id LIMIT ?`,
  )
  const sumOwn = database
    .prepare<[number], number>(
      'SELECT coalesce(sum(size_bytes), 0) FROM segments WHERE stream_id = ? AND is_own = 1 AND is_kept = 1',
    )
    .pluck()
  // Chunks are of one segment each. Ids of predictions are scoring * 2^32 + flow number.
  const countAlerted = database
    .prepare<[{ capture_id: number; first: number; last: number }], number>(
      `SELECT count(*) FROM scorings WHERE capture_id = :capture_id AND EXISTS
         (SELECT 1 FROM prediction_chunks
          WHERE prediction_chunks.id BETWEEN scorings.id * 4294967296 + :first AND scorings.id * 4294967296 + :last
            AND alert_ids <> '[]')`,
    )
    .pluck()
  const selectNoticed = database
    .prepare<[number], Buffer>('SELECT flow_numbers FROM findings WHERE capture_id = ?')
    .pluck()
  const selectUnneeded = database.prepare<[number], Pick<SegmentRow, 'id' | 'path'>>(
    `SELECT segments.id, path FROM segments LEFT JOIN captures ON captures.id = capture_id
     WHERE is_own = 1 AND is_kept = 1 AND state = 'ready'
       AND (captures.id IS NULL OR captures.status = 'deleting' OR dialect <> 'packets')
     LIMIT ?`,
  )
  const forget = database.prepare('UPDATE segments SET is_kept = 0 WHERE id = ?')
  const selectExpired = database
    .prepare<[number, number], number>(
      `SELECT id FROM captures WHERE stream_id = ? AND status = 'ready'
         AND coalesce((SELECT max(closed_at_us) FROM segments WHERE segments.capture_id = captures.id), imported_at_us) < ?
         AND NOT EXISTS (SELECT 1 FROM alert_subjects WHERE alert_subjects.capture_id = captures.id)`,
    )
    .pluck()

  /** Answers whether findings of a capture name a flow within a range; each capture is read once. */
  function noticed(): (capture_id: number, first: number, last: number) => boolean {
    const known = new Map<number, Uint32Array>()
    return (capture_id, first, last) => {
      const numbers =
        known.get(capture_id) ??
        Uint32Array.from(selectNoticed.all(capture_id).flatMap((blob) => numbersOf(blob))).sort()
      known.set(capture_id, numbers)
      let [low, high] = [0, numbers.length]
      while (low < high) {
        const middle = (low + high) >> 1
        if (numbers[middle]! < first) low = middle + 1
        else high = middle
      }
      return low < numbers.length && numbers[low]! <= last
    }
  }

  return {
    ownFiles(stream_id: number, after_id: number, limit: number): { files: OwnFile[]; total_bytes: number } {
      const isNoticed = noticed()
      const files = selectOwn.all(stream_id, after_id, limit).map((segment) => {
        const { id, path, size_bytes, closed_at_us, capture_id, first_flow_number: first, classified } = segment
        const about = { id, path, size_bytes, closed_at_us }
        if (capture_id === null || first === null) return { ...about, is_needed: false }
        const last = first + classified - 1
        const is_needed = (countAlerted.get({ capture_id, first, last }) ?? 0) > 0 || isNoticed(capture_id, first, last)
        return { ...about, is_needed }
      })
      return { files, total_bytes: sumOwn.get(stream_id) ?? 0 }
    },

    unneeded(limit: number): Pick<SegmentRow, 'id' | 'path'>[] {
      return selectUnneeded.all(limit)
    },

    forgetFile(segment_id: number): void {
      forget.run(segment_id)
    },

    expired(stream_id: number, before_us: number): number[] {
      return selectExpired.all(stream_id, before_us)
    },
  }
}

function numbersOf(blob: Buffer): number[] {
  return Array.from({ length: blob.length / 4 }, (_, at) => blob.readUInt32LE(at * 4))
}
