import { Behaviour } from '../detect/behaviour/behaviour.ts'
import { behaviourWatcher } from '../detect/behaviour/behaviour-watcher.ts'
import { DEFAULT_SETTINGS } from '../detect/behaviour/settings.ts'
import type { Detector, FlowWatcher } from '../detect/detector.ts'
import { packFeatures } from '../flow/feature-chunk.ts'
import { run } from '../runs/run.ts'
import { packBatch } from '../scoring/pack-batch.ts'
import type { LackOptions } from '../sources/csv/columns.ts'
import { ClassifiedTally } from '../sources/csv/nothing-classified.ts'
import { openConversationFile } from '../sources/conversations/conversation-file.ts'
import { openSource } from '../sources/open-source.ts'
import type { SourceFacts } from '../sources/source.ts'
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
  // It is awaited once the source is open, which may fail before.
  loading.catch(() => undefined)
  const conversations = await openConversationFile(params.path, { ...params, signal })
  if (conversations !== null) {
    const behaviour = new Behaviour(params.behaviour ?? DEFAULT_SETTINGS)
    const sha256 = await watchConversations(conversations, { ...params, behaviour }, signal, deliver)
    return { sha256, behaviour: behaviour.close(), has_conversations_only: true }
  }
  const watcher = behaviourWatcher(params.behaviour)
  const sha256 = await scoreFlows(loading, params, signal, deliver, [watcher])
  return { sha256, behaviour: watcher.close(), has_conversations_only: false }
}

/** How the flows of a file are read, and what is written of them. */
type FlowParams = Omit<ScoreCaptureParams, 'behaviour'> &
  LackOptions & {
    /** Whether parts end by their rows alone, so that the file read again has the same ones. */
    readonly has_fixed_parts?: boolean
    /** What the horizontal axis counts, whatever the file tells. */
    readonly axis?: SourceFacts['axis']
  }

/**
 * Reads and classifies the flows of a file.
 * @param watchers see each part before it is packed
 * @returns the SHA-256 of the file
 * @throws AnomalyError `unreadable_file` when there are rows and none can be classified
 */
export async function scoreFlows(
  loading: Promise<Detector>,
  params: FlowParams,
  signal: AbortSignal,
  deliver: (part: ScoredPart) => Promise<void>,
  watchers: readonly Pick<FlowWatcher<unknown>, 'watch'>[] = [],
): Promise<string> {
  const { confidence_threshold = 0, keep_features = false, imported_at_us = Date.now() * 1000, axis } = params
  const tally = new ClassifiedTally()
  let classified = 0
  let sha256 = ''
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
          { axis: axis ?? facts.axis, imported_at_us, confidence_threshold, first_flow_number },
        )
        release()
        return {
          ...{ facts, batch: packed, conversations: 0, ...(await packing) },
          ...{ rejected, missing, unread, progress },
        }
      },
      write: deliver,
    },
    watchers,
  )
  tally.refuseNothing()
  return sha256
}
