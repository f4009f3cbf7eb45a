import type { SegmentSchema, StreamKind, StreamLimits, StreamState } from '../../contract/streams.ts'
import type { z } from 'zod'

import type { CaptureLayout, NewCapture } from './captures.ts'
import type { ScoredBatch } from './flows.ts'
import type { Handed } from './handed.ts'

export interface StreamRow extends StreamLimits {
  id: number
  kind: StreamKind
  target: string
  name: string
  state: StreamState
  /** A problem as JSON. */
  problem: string | null
  created_at_us: number
  /** Capture that its newest flows went to; null when there is none, or it is deleted. */
  capture_id: number | null
  /** Segments that were read. */
  segments: number
  failed_segments: number
  classified: number
  conversations: number
  rejected: number
  last_segment_at_us: number | null
  dropped_packets: number
}

export type NewStream = StreamLimits & Pick<StreamRow, 'kind' | 'target' | 'name' | 'created_at_us'>

/** What is left out stays as it is. */
export type StreamChange = Partial<Pick<StreamRow, 'state' | 'problem' | 'dropped_packets'>>

export interface SegmentRow {
  id: number
  stream_id: number
  /** Null until its first flows are stored, and when their capture is deleted. */
  capture_id: number | null
  name: string
  path: string
  /** Whether AnomalyX wrote the file. */
  is_own: number
  is_kept: number
  origin_path: string
  first_byte: number
  end_byte: number
  /** How the file system knew the file that it is of. */
  stamp: string
  size_bytes: number
  sha256: string | null
  state: z.infer<typeof SegmentSchema>['state']
  /** A problem as JSON. */
  problem: string | null
  /** Sentences as a JSON array. */
  notices: string
  closed_at_us: number
  first_flow_number: number | null
  /** Parts that are stored. */
  parts: number
  classified: number
  conversations: number
  rejected: number
}

export type NewSegment = Pick<
  SegmentRow,
  | 'stream_id'
  | 'name'
  | 'path'
  | 'is_own'
  | 'origin_path'
  | 'first_byte'
  | 'end_byte'
  | 'stamp'
  | 'size_bytes'
  | 'closed_at_us'
>

/** What the capture of a stream on a day is known by, and what it gets when it is made. */
export type StreamCapture = Omit<CaptureLayout, 'notices'> &
  Pick<NewCapture, 'name' | 'imported_at_us' | 'model_id' | 'model_sha256' | 'confidence_threshold' | 'novelty_budget'>

/** Flows of a segment in no place yet: `capture_id`, `scoring_id` and `first_flow_number` come from its place. */
export type SegmentBatch = Omit<ScoredBatch, 'capture_id' | 'scoring_id' | 'job' | 'segment_id'>

/** Where the flows of a segment go. */
export interface SegmentPlace {
  readonly segment_id: number
  /** Made with the first flows, unless there is one already. */
  readonly capture: StreamCapture
  /** Whether one is made although there is one already. */
  readonly is_new_capture: boolean
  /** What a person should know of how it is read; the capture keeps each once. */
  readonly notices: readonly string[]
}

export interface CapturePlace {
  readonly capture_id: number
  readonly scoring_id: number
}

/** A file that AnomalyX wrote for a stream. */
export interface OwnFile extends Pick<SegmentRow, 'id' | 'path' | 'size_bytes' | 'closed_at_us'> {
  /** Whether an alert refers to flows of it. */
  is_needed: boolean
}

/** How far a file was read. */
export interface TakenFile extends Pick<SegmentRow, 'end_byte' | 'stamp'> {
  path: string
}

/** How the reading of a segment ended. */
export type SegmentEnd = { readonly sha256: string; readonly notices: readonly string[] } | { readonly problem: string }

/** Streams and their segments. */
export interface StreamStore {
  /** @returns the id of the stream, which runs */
  create(stream: NewStream): number
  get(id: number): StreamRow | undefined
  /** Streams with an id below `before_id`, newest first, and how many there are on all pages. */
  list(before_id: number, limit: number): { rows: StreamRow[]; total: number }
  /** Those that are running as far as was written. */
  running(): StreamRow[]
  /** On the disk when this settles. */
  update(id: number, change: StreamChange): void
  /** Takes back one that could not be started. */
  remove(id: number): void
  /** Segments with an id below `before_id`, newest first, and how many there are on all pages. */
  segments(stream_id: number, before_id: number, limit: number): { rows: SegmentRow[]; total: number }
  /** How far each file was taken. */
  taken(stream_id: number): TakenFile[]
  /** Whether anything of a file was taken, by the path that it was found at. */
  isTaken(stream_id: number, origin_path: string): boolean
  /** Writes down that a segment is going to be read; from here on it counts as taken. On the disk when this settles. */
  take(segment: NewSegment): SegmentRow
  /** Segments that were taken and not read to their end, in their order. */
  unread(stream_id: number): SegmentRow[]
  /**
   * Writes a part of a segment behind the flows that its capture has, with all counters, in one transaction; the first part
   * finds its capture or makes it. Refused when that is hidden or gone.
   */
  append(batch: Handed<SegmentBatch>, place: SegmentPlace): CapturePlace
  /** Writes down that a segment was read, or why not. On the disk, with all that was written before, when this settles. */
  finish(segment_id: number, end: SegmentEnd, now_us: number): void
  /** The segment that a flow of a capture is of. */
  segmentOf(capture_id: number, flow_number: number): SegmentRow | undefined
  /** Segments of a capture whose files are there as far as is known. */
  countKept(capture_id: number): number
  /** The oldest own files of a stream whose segments were read, with the size of all of them. */
  ownFiles(stream_id: number, after_id: number, limit: number): { files: OwnFile[]; total_bytes: number }
  /** Own files that nobody needs: of segments that were read and whose capture is deleted, or that hold no packets. */
  unneeded(limit: number): Pick<SegmentRow, 'id' | 'path'>[]
  /** A file was deleted. */
  forgetFile(segment_id: number): void
  /** Captures of a stream that got their last segment before a time, and have no alert. */
  expired(stream_id: number, before_us: number): number[]
}
