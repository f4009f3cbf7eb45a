import { z } from 'zod'

import { ProblemSchema, type Problem } from '../../../contract/errors.ts'
import type { Segment, Stream } from '../../../contract/streams.ts'
import type { SegmentRow, StreamRow } from '../../store/streams.ts'
import { isoFromClock, isoFromClockOrNull } from '../time.ts'

function toProblem(json: string | null): Problem | null {
  return json === null ? null : ProblemSchema.parse(JSON.parse(json))
}

/** What is known of a stream that is read at this moment. */
export interface Reading {
  /** Why it waits; null when it does not. */
  readonly waiting: Problem | null
}

/** @param reading undefined when nothing of it is read any more */
export function toStream(row: StreamRow, reading: Reading | undefined): Stream {
  const { id, kind, target, name, state, capture_id, segments, failed_segments, dropped_packets } = row
  const { segment_seconds, segment_bytes, keep_days, keep_bytes, classified, conversations, rejected } = row
  return {
    ...{ id, kind, target, name, state },
    problem: reading?.waiting ?? toProblem(row.problem),
    is_reading: reading !== undefined,
    limits: { segment_seconds, segment_bytes, keep_days, keep_bytes },
    created_at: isoFromClock(row.created_at_us),
    ...{ capture_id, segments, failed_segments },
    ...{ rows_read: classified + conversations + rejected, classified, conversations, rejected },
    last_segment_at: isoFromClockOrNull(row.last_segment_at_us),
    dropped_packets,
  }
}

export function toSegment(row: SegmentRow): Segment {
  const { id, stream_id, capture_id, name, first_byte, size_bytes, sha256, state } = row
  const { first_flow_number, classified, conversations, rejected } = row
  return {
    ...{ id, stream_id, capture_id, name, first_byte, size_bytes, sha256, state },
    problem: toProblem(row.problem),
    ...{ first_flow_number, classified, conversations, rejected },
    notices: z.array(z.string()).parse(JSON.parse(row.notices)),
    closed_at: isoFromClock(row.closed_at_us),
    are_packets_kept: row.is_kept === 1,
  }
}
