import { Behaviour, type BehaviourReport } from '../detect/behaviour/behaviour.ts'
import type { BehaviourSettings } from '../detect/behaviour/settings.ts'
import { conversationsOf, factsOfInstrument } from '../flow/conversations.ts'
import { headerBytesOf } from '../flow/header-bytes.ts'
import { type StoredFlowPart, storedSource } from '../sources/stored/stored-source.ts'
import type { WatchStreamParams } from './protocol.ts'

/** What the detectors across flows know of a capture that goes on. */
interface StreamState {
  readonly behaviour: Behaviour
  readonly settings: string
  /** Flows that they have seen. */
  flows: number
}

/** The detectors across flows between the segments of streams, by key. There are as many as captures that are written. */
export class StreamStates {
  readonly #states = new Map<string, StreamState>()

  /**
   * Looks at the next stored flows of a capture.
   * @param take answers them in their order, and null when there are no more
   * @returns what was found in all of them; null when those before them are not known here, or were looked at by other settings
   */
  async watch(
    { key, flows_before, instrument, settings }: WatchStreamParams,
    take: () => Promise<StoredFlowPart | null>,
    progress: () => void,
  ): Promise<BehaviourReport | null> {
    const text = JSON.stringify(settings)
    if (flows_before === 0) this.#states.set(key, { behaviour: new Behaviour(settings), settings: text, flows: 0 })
    const state = this.#states.get(key)
    if (state?.flows !== flows_before || state.settings !== text) return null
    const facts = factsOfInstrument(headerBytesOf(instrument))
    for await (const { batch } of storedSource(instrument, take).parts) {
      state.behaviour.observe(conversationsOf(batch), facts)
      state.flows += batch.rows
      progress()
    }
    return state.behaviour.endSegment()
  }

  /**
   * Detectors for the next conversations of a stream, which nobody stores.
   * @returns whether they know the conversations before them
   */
  conversations(key: string, settings: BehaviourSettings): { behaviour: Behaviour; is_continued: boolean } {
    const text = JSON.stringify(settings)
    const known = this.#states.get(key)
    if (known?.settings === text) return { behaviour: known.behaviour, is_continued: true }
    const behaviour = new Behaviour(settings)
    this.#states.set(key, { behaviour, settings: text, flows: 0 })
    return { behaviour, is_continued: false }
  }

  /** Drops the states whose keys begin so. */
  forget(beginning: string): void {
    for (const key of [...this.#states.keys()]) if (key.startsWith(beginning)) this.#states.delete(key)
  }
}
