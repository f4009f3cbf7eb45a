import { conversationsOf, factsOfInstrument } from '../../flow/conversations.ts'
import type { FlowWatcher } from '../detector.ts'
import { Behaviour, type BehaviourReport } from './behaviour.ts'
import { headerBytesOf } from '../../flow/header-bytes.ts'
import { type BehaviourSettings, DEFAULT_SETTINGS } from './settings.ts'

/** The detectors across flows as a watcher of a run. Flows are counted from 0 in the order of the source. */
export function behaviourWatcher(settings: BehaviourSettings = DEFAULT_SETTINGS): FlowWatcher<BehaviourReport> {
  const behaviour = new Behaviour(settings)
  return {
    watch: ({ batch, facts: { instrument } }) => {
      behaviour.observe(conversationsOf(batch), factsOfInstrument(headerBytesOf(instrument)))
    },
    close: () => behaviour.close(),
  }
}
