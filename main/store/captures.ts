import type { DialectId, Instrument } from '../../contract/captures.ts'
import type { RejectedRow } from '../flow/flow-batch.ts'

export interface CaptureRow {
  id: number
  kind: 'file' | 'detections' | 'stream'
  name: string
  status: 'importing' | 'ready' | 'deleting'
  sha256: string | null
  size_bytes: number
  imported_at_us: number
  dialect: DialectId | null
  instrument: Instrument | null
  utc_offset_minutes: number | null
  /** Sentences as a JSON array. */
  notices: string
  axis: 'time' | 'row'
  classified: number
  /** Rows read as conversations only. */
  conversations: number
  rejected: number
  threats: number
  labelled: number
  first_flow_us: number | null
  last_flow_us: number | null
  elapsed_ms: number | null
  scoring_id: number | null
  /** Cells taken as missing as a JSON array. */
  missing_cells: string
  /** Cells read as nothing as a JSON array. */
  unread_cells: string
  model_id: string | null
  model_sha256: string | null
  confidence_threshold: number | null
  novelty_budget: number | null
  /** Why the capture as a whole is unlike the training data of the model. */
  unlike_training: string | null
  /** Flows called Unknown. */
  unknown: number
  /** Where its file was when it was imported; null when it was not kept. */
  source_path: string | null
  /** How the file system knew the file then. */
  source_stamp: string | null
  /** Stream that its flows are of. */
  stream_id: number | null
}

export interface NewCapture {
  readonly kind: CaptureRow['kind']
  readonly name: string
  readonly status: 'importing' | 'ready'
  readonly sha256: string | null
  readonly size_bytes: number
  readonly imported_at_us: number
  readonly axis: CaptureRow['axis']
  readonly model_id: string
  readonly model_sha256: string
  readonly confidence_threshold: number
  readonly novelty_budget: number
  /** Where its file is, and how the file system knows it; left out when it is not kept. */
  readonly source?: { readonly path: string; readonly stamp: string }
  readonly stream_id?: number
}

/** A rejected row with the segment that it is in; 0 where there are none. */
export interface RejectedRowOfSegment extends RejectedRow {
  readonly segment_id: number
}

/** How a file turned out to be laid out. */
export interface CaptureLayout {
  readonly dialect: DialectId
  readonly instrument: Instrument
  readonly utc_offset_minutes: number | null
  readonly notices: readonly string[]
}

/** How work ended that did not come to its end. */
export interface AbandonedEnding {
  readonly status: 'failed' | 'cancelled'
  /** A problem as JSON. */
  readonly error: string | null
}

/** Captures and the rows they rejected. A hidden capture is in no answer. */
export interface CaptureStore {
  /** Creates a capture with the scoring that is going to be shown. */
  create(capture: NewCapture): { capture_id: number; scoring_id: number }
  get(id: number): CaptureRow | undefined
  /** Captures with an id below `before_id`, newest first, and how many there are on all pages. */
  list(before_id: number, limit: number): { rows: CaptureRow[]; total: number }
  /** Captures of files as large as this, the earliest first: only they can be the same file. */
  findBySize(size_bytes: number): CaptureRow[]
  /** Writes down how the file turned out to be laid out. */
  describe(id: number, layout: CaptureLayout, axis: CaptureRow['axis']): void
  /** Rejected rows below a line of a segment, in the order of segments and lines, and how many there are on all pages. */
  listRejectedRows(
    capture_id: number,
    after: { readonly segment_id: number; readonly line_number: number },
    limit: number,
  ): { rows: RejectedRowOfSegment[]; total: number }
  /** Shows an imported capture and ends its job, in one transaction that is on the disk when this settles. */
  finishImport(
    ended: { readonly capture_id: number; readonly job_id: number; readonly sha256: string },
    elapsed_ms: number,
    now_us: number,
  ): void
  /** Hides a capture whose import is incomplete, and ends its job, in one transaction. */
  abandonImport(capture_id: number, job_id: number, ending: AbandonedEnding, now_us: number): void
  /** Hides the capture; its rows are then deleted in slices. On the disk when this settles. */
  hide(capture_id: number): void
  /** Deletes a slice of a hidden capture; true when nothing of it is left. */
  removeSlice(capture_id: number): boolean
}
