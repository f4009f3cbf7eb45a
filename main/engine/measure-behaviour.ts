import { FalseAlerts } from '../detect/behaviour/false-alerts.ts'
import { conversationsOf, factsOfInstrument } from '../flow/conversations.ts'
import { headerBytesOf } from '../flow/header-bytes.ts'
import { type StoredFlowPart, storedSource } from '../sources/stored/stored-source.ts'
import type { MeasureBehaviourParams, MeasuredBehaviour } from './protocol.ts'

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
  const facts = factsOfInstrument(headerBytesOf(instrument))
  for await (const { batch } of storedSource(instrument, take).parts) {
    for (const each of watching) each.observe(conversationsOf(batch), facts)
    progress()
  }
  return watching.map((each) => each.close())
}
