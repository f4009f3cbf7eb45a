import type { Instrument } from '../../contract/captures.ts'
import type { FlowPart } from '../sources/source.ts'

/** What a detector says of each flow of a part. */
export interface Predictions {
  /** Index into `class_names` of each flow; shape [rows]. */
  readonly threat_types: Uint8Array<ArrayBuffer>
  /** In 0 .. 1; shape [rows]. */
  readonly confidences: Float32Array<ArrayBuffer>
}

/** What a detector makes of one part. */
export interface Observation extends Predictions {
  readonly class_names: readonly string[]
}

/** What of a part a detector looks at: whatever its source, so that stored flows are judged as imported ones are. */
export interface ObservedPart extends Pick<FlowPart, 'batch'> {
  /** Null where nothing tells the instrument. */
  readonly facts: { readonly instrument: Instrument | null }
}

/** Judges flows. */
export interface Detector<Seen extends Observation = Observation> {
  /**
   * Called for the parts of a source in their order; the next part may be given before this one is judged, so a detector
   * that keeps state takes what it needs of a part before its first `await`.
   */
  observe(part: ObservedPart): Promise<Seen>
}

/**
 * Looks across the flows of a source and says at its end what it found in groups of them. It sees each part before its memory
 * is given back, and takes what it needs at once.
 */
export interface FlowWatcher<Report> {
  /** Called for the parts of a source in their order. */
  watch(part: ObservedPart): void
  /** What was found in all that was watched; called once, at the end of a source that ends. */
  close(): Report
}
