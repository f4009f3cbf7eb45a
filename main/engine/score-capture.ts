import { behaviourWatcher } from '../detect/behaviour/behaviour-watcher.ts'
import type { Detector } from '../detect/detector.ts'
import { packFeatures } from '../flow/feature-chunk.ts'
import { run } from '../runs/run.ts'
import { packBatch } from '../scoring/pack-batch.ts'
import type { LackOptions } from '../sources/csv/columns.ts'
import { ClassifiedTally } from '../sources/csv/nothing-classified.ts'
import { openConversationFile } from '../sources/conversations/conversation-file.ts'
import { openSource } from '../sources/open-source.ts'
import type { ScoreCaptureParams, ScoreCaptureResult, ScoredPart } from './protocol.ts'
import { watchConversations } from './watch-conversations.ts'

const NOT_KEPT = { feature_chunk: null, feature_ranges: null }

/**
 * Reads and classifies a capture part by part, in the order of the file. While other threads read the next part and pack
 * the features of the last one, this one classifies, and looks across flows. The first part is read while the model is loaded.
 * A file of conversations goes to the detectors across flows alone.
 * @param deliver is called for one part at a time
 * @throws AnomalyError `unreadable_file` when there are rows and none can be classified
 */
export async function scoreCapture(
  loading: Promise<Detector>,
  params: ScoreCaptureParams & LackOptions,
  signal: AbortSignal,
  deliver: (part: ScoredPart) => Promise<void>,
): Promise<ScoreCaptureResult> {
  const { confidence_threshold = 0, keep_features = false, imported_at_us = Date.now() * 1000 } = params
  const tally = new ClassifiedTally()
  let classified = 0
  let sha256 = ''
  // It is awaited once the source is open, which may fail before.
  loading.catch(() => undefined)
  const conversations = await openConversationFile(params.path, { ...params, signal })
  if (conversations !== null) return watchConversations(conversations, params, signal, deliver)
  const watcher = behaviourWatcher(params.behaviour)
  await run(
    await openSource(params.path, { ...params, signal }),
    loading,
    {
      pack: async ({ batch, facts, rejected, missing, unread, progress, release, ...part }, observing) => {
        const { features, ...flows } = batch
        tally.add(flows.rows, rejected)
        const first_flow_number = classified + 1
        classified += flows.rows
        sha256 = part.sha256 ?? ''
        const packing = keep_features ? packFeatures(features, flows.rows) : NOT_KEPT
        const packed = packBatch(
          { flows, ...(await observing) },
          { axis: facts.axis, imported_at_us, confidence_threshold, first_flow_number },
        )
        release()
        return {
          ...{ facts, batch: packed, conversations: 0, ...(await packing) },
          ...{ rejected, missing, unread, progress },
        }
      },
      write: deliver,
    },
    [watcher],
  )
  tally.refuseNothing()
  return { sha256, behaviour: watcher.close(), has_conversations_only: false }
}
