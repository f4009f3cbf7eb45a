import type { QueryTree } from '../../contract/query/tree.ts'
import type { FlowFacts, RejectedRow } from '../flow/flow-batch.ts'
import type { MissingCells } from '../flow/missing-cells.ts'
import type { UnreadCells } from '../flow/unread-cells.ts'
import type { PackedBatch } from '../scoring/pack-batch.ts'
import type { NewCapture } from './captures.ts'
import type { Handed } from './handed.ts'
import type { FlowOrder } from './search/sort-value.ts'

/** Classified flows with what they add to counts and alerts, and where they belong. */
export interface ScoredBatch extends PackedBatch {
  readonly capture_id: number
  readonly scoring_id: number
  /** Segment of a stream that the rows are in. */
  readonly segment_id?: number
  /** Rows that were read as conversations only; they are counted, and no flows are stored of them. */
  readonly conversations: number
  readonly rejected: readonly RejectedRow[]
  /** Cells that were taken as missing; none of another scoring of the same flows. */
  readonly missing: readonly MissingCells[]
  /** Cells that were read as nothing; none of another scoring of the same flows. */
  readonly unread: readonly UnreadCells[]
  /** Features of the flows, as `packFeatures` gives them; null when they are not kept. */
  readonly feature_chunk: Uint8Array | null
  /** As `packFeatures` gives them; null when features are not kept. */
  readonly feature_ranges: Uint8Array | null
  readonly job: { readonly id: number; readonly progress_done: number } | null
}

/** Detections in no place yet: `first_flow_number` and `bucket_counts` are ignored. */
export interface Detections extends PackedBatch {
  /** Features of the flows, as `packFeatures` gives them. */
  readonly feature_chunk: Uint8Array
  readonly feature_ranges: Uint8Array | null
  /** Index into `class_names` of each flow. */
  readonly threat_types: Uint8Array
  readonly class_names: readonly string[]
  /** Values that were taken as missing. */
  readonly missing?: readonly MissingCells[]
  readonly unread: readonly UnreadCells[]
  /** What a person should know of how they are read; the capture keeps each once. */
  readonly notices: readonly string[]
}

/** What the capture that collects detections is known by, and what it gets when it is made. */
export type DetectionsCapture = Pick<
  NewCapture,
  'name' | 'imported_at_us' | 'model_id' | 'model_sha256' | 'confidence_threshold' | 'novelty_budget'
>

export interface PredictionRow {
  id: number
  capture_id: number
  timestamp_us: number
  timestamp_known: number
  threat_type: string
  confidence: number
  source_ip: string | null
  source_port: number | null
  destination_ip: string | null
  destination_port: number | null
  protocol: number | null
  label: string | null
  line_number: number
}

export interface PredictionFilter {
  readonly capture_id?: number
  readonly threat_type?: string
  readonly alert_id?: number
}

/** The last prediction of the page before; of flows of one time, the one with the higher id is newer. */
export interface PredictionCursor {
  readonly timestamp_us: number
  readonly id: number
}

/** Where a search looks. */
export type SearchFilter = Pick<PredictionFilter, 'capture_id' | 'alert_id'>

/** What a search found in the time it had. */
export interface SearchPage {
  /** Newest first; fewer than asked for, even none, while the search is under way. */
  readonly rows: PredictionRow[]
  /** Where to go on; null when there is no more. */
  readonly next: PredictionCursor | null
  /** How many match on all pages; null while that is not known. */
  readonly total: number | null
  /** Share of the flows that were looked at, from 0 to 1. */
  readonly progress: number
}

/** What a sorted search found in the time it had. */
export interface SortedPage extends Pick<SearchPage, 'total' | 'progress'> {
  /** In order; none before all flows were looked at. */
  readonly rows: PredictionRow[]
  /** Id of the flow to go on behind, 0 while that is the beginning; null when there is no more. */
  readonly next_after: number | null
}

/** Features of flows that lie side by side in their capture. */
export interface FeatureChunk {
  /** Number of the first of them, counted from 1. */
  readonly first_flow_number: number
  readonly rows: number
  /** Bytes for `decodeFeatures`. */
  readonly chunk: Uint8Array<ArrayBuffer>
}

/**
 * Classified flows. What adds some takes their bytes over, and does all of it in one transaction: flows, counts, alerts,
 * progress of the job.
 */
export interface FlowStore {
  /** Writes one batch; refused when its capture is hidden or gone. */
  append(batch: Handed<ScoredBatch>): void
  /** Writes predictions of flows that their capture has already, by another model. */
  appendToScoring(batch: Handed<ScoredBatch>): void
  /** Writes a batch behind the flows its capture already has; `first_flow_number` of the batch is ignored. */
  appendToCapture(batch: Handed<ScoredBatch>): void
  /** Writes detections behind those that their capture has already; the first makes the capture. */
  recordDetections(detections: Handed<Detections>, capture: DetectionsCapture): void
  /** Flows of finished captures below the cursor, newest first, and how many match on all pages. */
  list(
    filter: PredictionFilter,
    cursor: PredictionCursor | null,
    limit: number,
  ): { rows: PredictionRow[]; total: number }
  /**
   * Flows of finished captures below the cursor that a query holds for, newest first. It stops when its time is up, and the
   * cursor that it answers goes on from there.
   */
  search(
    filter: SearchFilter,
    query: QueryTree,
    cursor: PredictionCursor | null,
    limit: number,
    budget_ms: number,
  ): SearchPage
  /**
   * Flows of finished captures that a query holds for in any order, behind the flow of an id; 0 begins with the first. It stops
   * when its time is up, and the same call goes on.
   * @throws AnomalyError `invalid_input` for a flow that is not in the list
   */
  sort(
    filter: SearchFilter,
    query: QueryTree,
    order: FlowOrder,
    after_id: number,
    limit: number,
    budget_ms: number,
  ): SortedPage
  /** A flow of the shown scoring of a finished capture. */
  get(capture_id: number, flow_number: number): PredictionRow | undefined
  /** The chunk that holds a flow; asked for the flow behind its last one, the next chunk follows. */
  getFeatureChunk(capture_id: number, flow_number: number): FeatureChunk | undefined
  /**
   * Flows of a scoring in their order, without what the model said of them; fewer where it has fewer.
   * @param label_names what `labels` of the answer counts
   */
  read(scoring_id: number, first_flow: number, rows: number, label_names: readonly string[]): FlowFacts
}
