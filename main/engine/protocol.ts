import type { Instrument } from '../../contract/captures.ts'
import type { Problem } from '../../contract/errors.ts'
import type { LayoutOptions } from '../sources/csv/layout.ts'
import type { RejectedRow } from '../flow/flow-batch.ts'
import type { MissingCells } from '../flow/missing-cells.ts'
import type { UnreadCells } from '../flow/unread-cells.ts'
import type { OddColumns, Progress, SourceFacts } from '../sources/source.ts'
import type { LayoutPreview } from '../sources/csv/preview.ts'
import type { StoredFlowPart } from '../sources/stored/stored-source.ts'
import type { PickedConversation } from '../sources/conversations/pick-conversations.ts'
import type { FlowLook } from '../sources/packets/look-at-packets.ts'
import type { ModelManifest } from '../flow/model-manifest.ts'
import type { PackedBatch } from '../scoring/pack-batch.ts'
import type { BehaviourCounts } from '../detect/behaviour/false-alerts.ts'
import type { BehaviourReport } from '../detect/behaviour/behaviour.ts'
import type { RoleProposal } from '../detect/behaviour/role-proposals.ts'
import type { BehaviourSettings } from '../detect/behaviour/settings.ts'
import type { Predictions } from '../detect/detector.ts'
import type { NoveltyOptions } from '../detect/model/classifier.ts'
import type { Reasons } from '../detect/model/explainer.ts'
import type { FlowFields } from '../detect/model/model-input.ts'

/** What the engine process is asked, by the name of the task. */
export interface EngineTasks {
  /** Loads a model, which checks all of its bundle. */
  load: { params: null; part: never; result: ModelManifest }
  /** Classifies flows given as features, shape [rows, FEATURE_COUNT]. */
  classify: {
    params: { features: Float32Array; rows: number; fields: FlowFields & NoveltyOptions }
    part: never
    result: Classified
  }
  /** How a capture would be read; nothing is classified. */
  previewCapture: { params: PreviewCaptureParams; part: never; result: LayoutPreview }
  /** Reads and classifies a capture, part by part. */
  scoreCapture: { params: ScoreCaptureParams; part: ScoredPart; result: ScoreCaptureResult }
  /** The same of a segment of a stream. */
  scoreSegment: { params: ScoreSegmentParams; part: ScoredPart; result: ScoreSegmentResult }
  /** Looks across the next stored flows of a capture that goes on; null when those before are not known. */
  watchStream: { params: WatchStreamParams; part: never; result: BehaviourReport | null }
  /** A stream has ended, or a capture of it: drops what is known of it. */
  forgetStream: { params: { readonly beginning: string }; part: never; result: null }
  /** Classifies flows that the store keeps, part by part; the client is asked for each part. */
  scoreStored: { params: ScoreStoredParams; part: RescoredPart; result: ScoreStoredResult }
  /** Tries settings of the detectors across flows on flows that the store keeps. */
  measureBehaviour: { params: MeasureBehaviourParams; part: never; result: MeasuredBehaviour[] }
  /** Works out why flows got their threat types. */
  explain: { params: ExplainParams; part: never; result: Explanations }
  /** Writes a copy of a capture with threat type and confidence behind each row. */
  labelCapture: { params: LabelCaptureParams; part: never; result: LabelCaptureResult }
  /** Writes the packets of flows to a file. */
  savePackets: { params: SavePacketsParams; part: PacketProgress; result: SavedPackets }
  /** The first packets of a flow. */
  lookAtPackets: { params: LookAtPacketsParams; part: never; result: FlowLook }
  /** The conversations on some lines of a file. */
  pickConversations: { params: PickConversationsParams; part: never; result: PickedConversation[] }
}

export type TaskName = keyof EngineTasks
export type TaskParams<Name extends TaskName> = EngineTasks[Name]['params']
export type TaskPart<Name extends TaskName> = EngineTasks[Name]['part']
export type TaskResult<Name extends TaskName> = EngineTasks[Name]['result']

/** Predictions with what their reader must know of the model that made them. */
export interface Classified extends Predictions {
  readonly model: Pick<ModelManifest, 'id' | 'model_sha256' | 'classes'>
}

/** What the file may lack is known where the model is. */
export interface PreviewCaptureParams extends Omit<LayoutOptions, 'measured_lacks'> {
  readonly path: string
}

export interface ScoreCaptureParams extends PreviewCaptureParams {
  /** Time of flows whose file has none; defaults to now. */
  readonly imported_at_us?: number
  /** Threats of less confidence make no alert. */
  readonly confidence_threshold?: number
  /** Whether the parts carry the features of their flows. */
  readonly keep_features?: boolean
  /** Share of benign flows that may be called Unknown. */
  readonly novelty_budget?: number | undefined
  /** What the detectors across flows go by. */
  readonly behaviour?: BehaviourSettings | undefined
}

export interface ScoreCaptureResult {
  /** Of the very bytes that were classified. */
  readonly sha256: string
  /** What was noticed across its flows. */
  readonly behaviour: BehaviourReport
  /** Whether no model could judge it: it has no flows, and findings tell lines of the file from 1 in place of them. */
  readonly has_conversations_only: boolean
}

export interface ScoreSegmentParams extends ScoreCaptureParams {
  /** The same for segments whose conversations belong together. */
  readonly key: string
}

export interface ScoreSegmentResult {
  /** Of the very bytes that were classified. */
  readonly sha256: string
  /**
   * What was noticed across its conversations and those of the segments before it; null for flows.
   * `is_continued`: whether segments before it are known.
   */
  readonly conversations: { readonly behaviour: BehaviourReport; readonly is_continued: boolean } | null
}

export interface WatchStreamParams {
  /** The same for flows that belong together. */
  readonly key: string
  /** Flows that were looked at before those that are fed; 0 begins anew. */
  readonly flows_before: number
  /** Of the capture. */
  readonly instrument: Instrument | null
  readonly settings: BehaviourSettings
}

/** Flows of a capture with their predictions. */
export interface ScoredPart {
  readonly facts: SourceFacts
  readonly batch: PackedBatch
  /** Rows that were read as conversations only, beside the flows of the batch. */
  readonly conversations: number
  /** The features, as `packFeatures` gives them; null when they were not asked for. */
  readonly feature_chunk: Uint8Array | null
  /** As `packFeatures` gives them. */
  readonly feature_ranges: Uint8Array | null
  readonly rejected: readonly RejectedRow[]
  readonly missing: readonly MissingCells[]
  readonly unread: readonly UnreadCells[]
  readonly progress: Progress
}

export interface ScoreStoredParams {
  /** Of the capture. */
  readonly instrument: Instrument | null
  readonly axis: 'time' | 'row'
  readonly imported_at_us: number
  /** Threats of less confidence make no alert. */
  readonly confidence_threshold: number
  /** Share of benign flows that may be called Unknown. */
  readonly novelty_budget: number
  /** What the detectors across flows go by. */
  readonly behaviour: BehaviourSettings
}

export interface MeasureBehaviourParams {
  /** Of the capture. */
  readonly instrument: Instrument | null
  readonly settings: readonly BehaviourSettings[]
}

/** What one set of settings notices in a capture. */
export interface MeasuredBehaviour {
  readonly counts: BehaviourCounts
  readonly report: BehaviourReport
  readonly proposals: readonly RoleProposal[]
}

export interface ScoreStoredResult {
  /** What was noticed across the flows. */
  readonly behaviour: BehaviourReport
}

/** Stored flows with new predictions. */
export interface RescoredPart {
  readonly batch: PackedBatch
  readonly rows: number
  readonly first_flow_number: number
}

/** Some flows of a batch whose features the store keeps. */
export interface StoredFlows {
  /** `feature_chunk` of `packFeatures`. */
  readonly chunk: Uint8Array
  /** Numbers of the flows in the chunk, from 0. */
  readonly rows: readonly number[]
  /** IANA protocol number of each of them, or NO_NUMBER. */
  readonly protocols: readonly number[]
}

export interface ExplainParams {
  readonly chunks: readonly StoredFlows[]
}

export interface Explanations {
  /** What contributions are of, in their order: the model's features, then its one-hot fields. */
  readonly names: readonly string[]
  /** In the order of the flows asked for. */
  readonly flows: readonly Reasons[]
}

export interface LabelCaptureParams {
  readonly path: string
  /** As in `LayoutOptions`. */
  readonly accept_missing_features?: boolean
  /** This and `rejects_path` as `openOutputFile` takes them: `-` is standard output. */
  readonly out_path: string
  readonly rejects_path: string | null
  /** For what is noticed across flows, as JSON; null when nobody asks. */
  readonly findings_path?: string | null
  /** Reasons written behind each flow that is not Benign; none when left out. */
  readonly reasons?: number
  /** Share of benign flows that may be called Unknown. */
  readonly novelty_budget?: number | undefined
}

export interface LabelCaptureResult {
  /** Of the capture. */
  readonly sha256: string
  readonly rows_read: number
  readonly classified: number
  /** Rows that were read as conversations only; of such a file no labelled copy is written. */
  readonly conversations: number
  readonly rejected: number
  readonly by_threat_type: Readonly<Record<string, number>>
  readonly instrument: Instrument
  readonly notices: readonly string[]
  readonly odd_columns: OddColumns
  /** Cells of classified flows that were taken as missing, and those that were read as nothing. */
  readonly missing: readonly MissingCells[]
  readonly unread: readonly UnreadCells[]
}

/** A capture file and the flows of it whose packets are saved. */
export interface PacketsOfCapture {
  /** Null for a file that is in no store. */
  readonly capture_id: number | null
  readonly path: string
  readonly size_bytes: number
  /** Places of the flows among those of the capture, from 1, in ascending order. */
  readonly flow_numbers: Uint32Array
  /** When each of them began, as it was imported; null when nothing is known of them. */
  readonly first_us: Float64Array | null
  /** Written into the file. */
  readonly comments: readonly string[]
}

export interface SavePacketsParams {
  readonly captures: readonly PacketsOfCapture[]
  /** As `openOutputFile` takes it. */
  readonly out_path: string
}

export interface PacketProgress {
  /** In both readings of all captures so far. */
  readonly bytes_read: number
}

export interface SavedPackets {
  readonly packets: number
  readonly flows: number
}

export interface LookAtPacketsParams {
  readonly path: string
  readonly flow_number: number
  readonly first_us: number
  /** Packets to answer. */
  readonly most: number
}

export interface PickConversationsParams {
  readonly path: string
  /** As the file was imported with it; null for a capture without times. */
  readonly utc_offset_minutes: number | null
  /** From 1. */
  readonly line_numbers: Uint32Array
}

export interface StartRequest {
  readonly type: 'start'
  readonly task_id: number
  readonly task: TaskName
  readonly params: unknown
  /** Folder of the bundle whose model the task uses. */
  readonly bundle_dir: string
}

/** Messages to the engine. A part is sent only against a credit, so that a slow writer holds the reader back. */
export type EngineRequest =
  | StartRequest
  | { readonly type: 'credit'; readonly task_id: number }
  /** What the engine asked for; null when there is no more. */
  | { readonly type: 'feed'; readonly task_id: number; readonly part: StoredFlowPart | null }
  | { readonly type: 'cancel'; readonly task_id: number }

/** Messages from the engine; each task ends with exactly one `result` or `error`. */
export type EngineReply =
  /** A step of the task was taken; the next one may take `allowance_ms` longer than others. */
  | { readonly type: 'progress'; readonly task_id: number; readonly allowance_ms: number }
  | { readonly type: 'part'; readonly task_id: number; readonly part: unknown }
  /** The task needs its next stored flows. */
  | { readonly type: 'hungry'; readonly task_id: number }
  | { readonly type: 'result'; readonly task_id: number; readonly result: unknown }
  | { readonly type: 'error'; readonly task_id: number; readonly problem: Problem; readonly cause: string }

/** Parts that may be on their way or unacknowledged. */
export const CREDITS = 2
