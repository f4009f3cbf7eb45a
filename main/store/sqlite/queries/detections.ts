import type { Database } from 'better-sqlite3'

import { countRowBuckets } from '../../../scoring/aggregate.ts'
import type { Detections, DetectionsCapture } from '../../flows.ts'
import type { appendQueries } from './append.ts'
import type { captureQueries } from './captures.ts'
import { writing } from '../transaction.ts'
import { noticeKeeper } from './notices.ts'
import type { ThreatTypeNames } from './threat-types.ts'

interface Place {
  readonly capture_id: number
  readonly scoring_id: number
  readonly classified: number
}

/** Keeps what scripts have classified. */
export function detectionQueries(
  database: Database,
  names: ThreatTypeNames,
  { createCapture }: Pick<ReturnType<typeof captureQueries>, 'createCapture'>,
  { appendToCapture }: Pick<ReturnType<typeof appendQueries>, 'appendToCapture'>,
) {
  const findPlace = database.prepare<[DetectionsCapture], Place>(
    `SELECT captures.id AS capture_id, scorings.id AS scoring_id, classified
     FROM captures JOIN scorings ON scorings.id = captures.scoring_id
     WHERE kind = 'detections' AND name = :name AND model_sha256 = :model_sha256
       AND confidence_threshold = :confidence_threshold AND novelty_budget = :novelty_budget
       AND captures.status <> 'deleting'
     ORDER BY captures.id DESC LIMIT 1`,
  )

  const addNotices = noticeKeeper(database)

  function newPlace(capture: DetectionsCapture): Place {
    const made = { ...capture, kind: 'detections', status: 'ready', sha256: null, size_bytes: 0, axis: 'row' } as const
    return { ...createCapture(made), classified: 0 }
  }

  const record = writing(database, (detections: Detections, capture: DetectionsCapture): void => {
    const { capture_id, scoring_id, classified } = findPlace.get(capture) ?? newPlace(capture)
    const { threat_types, class_names, missing = [] } = detections
    const bucket_counts = countRowBuckets(threat_types, class_names, classified + 1)
    const place = { capture_id, scoring_id, bucket_counts }
    appendToCapture({ ...detections, ...place, conversations: 0, rejected: [], missing, job: null })
    addNotices(capture_id, detections.notices)
  })

  return {
    /** Writes detections behind those that their capture has already, in one transaction; the first makes the capture. */
    recordDetections(detections: Detections, capture: DetectionsCapture): void {
      names.make(detections.label_counts)
      record(detections, capture)
    },
  }
}
