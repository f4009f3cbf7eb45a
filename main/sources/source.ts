import type { DialectId, Instrument } from '../../contract/captures.ts'
import type { ProgressUnit } from '../../contract/progress.ts'
import type { FlowBatch, RejectedRow } from '../flow/flow-batch.ts'
import type { MissingCells } from '../flow/missing-cells.ts'
import type { UnreadCells } from '../flow/unread-cells.ts'

/** How far a source is read, in its own unit; the total is null where it is not known, or there is no end. */
export interface Progress {
  readonly unit: ProgressUnit
  readonly done: number
  readonly total: number | null
}

/** Names of columns that are there more than once, and of those that nothing is read from. */
export interface OddColumns {
  readonly duplicates: readonly string[]
  readonly extras: readonly string[]
}

/** What is known of a source once its first flows are read. */
export interface SourceFacts {
  readonly dialect: DialectId
  readonly instrument: Instrument
  /** Null when its flows have no times. */
  readonly utc_offset_minutes: number | null
  readonly notices: readonly string[]
  readonly odd_columns: OddColumns
  /** What the horizontal axis of a chart counts. */
  readonly axis: 'time' | 'row'
}

/** Flows that follow each other in a source, and what was met between them. */
export interface FlowPart {
  readonly facts: SourceFacts
  readonly batch: FlowBatch
  readonly rejected: readonly RejectedRow[]
  /** Cells of the flows that were taken as missing, or read as nothing. */
  readonly missing: readonly MissingCells[]
  readonly unread: readonly UnreadCells[]
  readonly progress: Progress
  /** SHA-256 of all that was read, on the last part of a source that has one. */
  readonly sha256: string | null
  /** Gives the memory of the batch back; the batch must not be used any more. */
  readonly release: () => void
}

/** Where flows come from. */
export interface Source<Part = FlowPart> {
  /** Whether it goes on until it is closed. */
  readonly is_endless: boolean
  /** In their order; may be asked for once. */
  readonly parts: AsyncIterable<Part>
  /** Ends it, wherever it is; must be called in any case. */
  close(): Promise<void>
}
