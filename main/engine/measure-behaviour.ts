import { type BehaviourCounts, FalseAlerts } from '../detect/behaviour/false-alerts.ts'
import type { Judgement } from '../detect/behaviour/judgement.ts'
import { conversationsOf } from '../flow/conversations.ts'
import { headerBytesOf } from '../flow/header-bytes.ts'
import { type StoredFlowPart, storedSource } from '../sources/stored/stored-source.ts'
import type { MeasureBehaviourParams } from './protocol.ts'

/** What one set of settings notices in a capture. */
export interface MeasuredBehaviour {
  readonly counts: BehaviourCounts
  readonly judgements: readonly Judgement[]
}

/**
 * Runs the detectors across flows over stored flows, by several settings side by side.
 * @param take answers the next flows of the capture, and null when there are none
 * @param progress called after each part
 */
export async function measureBehaviour(
  { instrument, settings }: MeasureBehaviourParams,
  take: () => Promise<StoredFlowPart | null>,
  progress: () => void,
): Promise<MeasuredBehaviour[]> {
  const watching = settings.map((each) => new FalseAlerts(each))
  const facts = { header_bytes: headerBytesOf(instrument) }
  for await (const { batch } of storedSource(instrument, take).parts) {
    for (const each of watching) each.observe(conversationsOf(batch), facts)
    progress()
  }
  return watching.map((each) => {
    const { counts, report } = each.close()
    return { counts, judgements: report.judgements }
  })
}
