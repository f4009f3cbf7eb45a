import type { ScoredPart } from '../engine/protocol.ts'
import type { ModelManifest } from '../flow/model-manifest.ts'
import type { SourceFacts } from '../sources/source.ts'
import type { Store } from '../store/store.ts'
import { unlikeTraining, unseenInstrument } from './likeness.ts'

/** What the store takes of a scored part, wherever its flows go. */
export function storedPart({
  batch,
  conversations,
  rejected,
  missing,
  unread,
  feature_chunk,
  feature_ranges,
}: Pick<
  ScoredPart,
  'batch' | 'conversations' | 'rejected' | 'missing' | 'unread' | 'feature_chunk' | 'feature_ranges'
>) {
  return { ...batch, conversations, rejected, missing, unread, feature_chunk, feature_ranges }
}

/** What a person should know of how flows are read and judged, in sentences. */
export function noticesOn(manifest: ModelManifest, { notices, instrument }: SourceFacts): readonly string[] {
  const unseen = unseenInstrument(manifest, instrument)
  return unseen === null ? notices : [...notices, unseen]
}

/** Writes down whether a capture as a whole is unlike the training data of a model. */
export async function noteLikeness(
  store: Store,
  { capture_id, scoring_id }: { readonly capture_id: number; readonly scoring_id: number },
  manifest: ModelManifest,
  novelty_budget: number,
): Promise<void> {
  const capture = await store.captures.get(capture_id)
  if (capture?.instrument == null) return
  const { instrument, unknown, classified, threats, unlike_training } = capture
  const reason = unlikeTraining(manifest, { instrument, unknown, unnamed: classified - threats, novelty_budget })
  if (reason !== unlike_training) await store.scorings.setUnlikeTraining(scoring_id, reason)
}
