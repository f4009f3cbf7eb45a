import type { Database } from 'better-sqlite3'

import type { PackedBatch } from '../../scoring/pack-batch.ts'
import type { appendQueries } from './append.ts'
import type { captureQueries, NewCapture } from './captures.ts'
import type { ThreatTypeNames } from './threat-types.ts'

/** The capture that collects detections of one name, model, threshold and budget. */
export type DetectionsCapture = Pick<
  NewCapture,
  'imported_at_us' | 'model_id' | 'model_sha256' | 'confidence_threshold' | 'novelty_budget'
>

/** Detections with the features of their flows, as `encodeFeatures` gives them. */
export interface Detections extends PackedBatch {
  readonly feature_chunk: Uint8Array
}

interface Place {
  readonly capture_id: number
  readonly scoring_id: number
}

/** Keeps what scripts have classified. */
export function detectionQueries(
  database: Database,
  names: ThreatTypeNames,
  { createCapture }: Pick<ReturnType<typeof captureQueries>, 'createCapture'>,
  { appendToCapture }: Pick<ReturnType<typeof appendQueries>, 'appendToCapture'>,
) {
  const findPlace = database.prepare<[DetectionsCapture & { readonly name: string }], Place>(
    `SELECT captures.id AS capture_id, scorings.id AS scoring_id
     FROM captures JOIN scorings ON scorings.id = captures.scoring_id
     WHERE kind = 'detections' AND name = :name AND model_sha256 = :model_sha256
       AND confidence_threshold = :confidence_threshold AND novelty_budget = :novelty_budget
       AND captures.status <> 'deleting'
     ORDER BY captures.id DESC LIMIT 1`,
  )
  const record = database.transaction(
    (detections: Detections, capture: DetectionsCapture & { readonly name: string }): void => {
      const place =
        findPlace.get(capture) ??
        createCapture({ ...capture, kind: 'detections', status: 'ready', sha256: null, size_bytes: 0, axis: 'row' })
      appendToCapture({ ...detections, ...place, rejected: [], missing: [], unread: [], job: null })
    },
  )

  return {
    /** Writes detections behind those that their capture has already, in one transaction; the first makes the capture. */
    recordDetections(detections: Detections, capture: DetectionsCapture & { readonly name: string }): void {
      names.make(detections.label_counts)
      record.immediate(detections, capture)
    },
  }
}
