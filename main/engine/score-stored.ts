import { behaviourWatcher } from '../detect/behaviour/behaviour-watcher.ts'
import type { Detector } from '../detect/detector.ts'
import { run } from '../runs/run.ts'
import { packBatch } from '../scoring/pack-batch.ts'
import { type StoredFlowPart, storedSource } from '../sources/stored/stored-source.ts'
import type { RescoredPart, ScoreStoredParams, ScoreStoredResult } from './protocol.ts'

/**
 * Classifies flows of a capture that the store keeps, and looks across them, as an import does with those of a file.
 * @param take answers the next flows of the capture, and null when there are none
 * @param deliver is called for one part at a time, in their order
 */
export async function scoreStored(
  loading: Promise<Detector>,
  { instrument, axis, imported_at_us, confidence_threshold, behaviour }: ScoreStoredParams,
  take: () => Promise<StoredFlowPart | null>,
  deliver: (part: RescoredPart) => Promise<void>,
): Promise<ScoreStoredResult> {
  const watcher = behaviourWatcher(behaviour)
  await run(
    storedSource(instrument, take),
    loading,
    {
      pack: async ({ batch: flows, first_flow_number }, observing) => {
        const options = { axis, imported_at_us, confidence_threshold, first_flow_number }
        const batch = packBatch({ flows, ...(await observing) }, options)
        return { batch, rows: flows.rows, first_flow_number }
      },
      write: deliver,
    },
    [watcher],
  )
  return { behaviour: watcher.close() }
}
