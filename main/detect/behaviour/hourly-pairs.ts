import type { BehaviourDetector } from './behaviour-detector.ts'
import { type Conversation, HOUR_US } from './conversation.ts'
import { KeyTable } from './key-table.ts'
import { PendingFlows } from './pending-flows.ts'

const CAPACITY = 8192
/** Flows that wait to be judged: an hour of more is judged as it goes. */
const KEPT_FLOWS = 256

/** What is known of a source and a target within an hour of the clock. */
export interface HourOfPair {
  readonly hour: number
  readonly flows: PendingFlows
}

/** A detector that sums up the flows of each source and target by the hour. */
export abstract class HourlyPairs<Sums extends object> implements BehaviourDetector {
  readonly #states = new KeyTable<Sums & HourOfPair>(CAPACITY, HOUR_US, (state) => this.#judge(state))

  observe(flow: Conversation): void {
    if (!this.isOfInterest(flow)) return
    const states = this.#states
    const { source, target, time_us } = flow
    let place = states.find(source, target, 0)
    let state = states.stateAt(place)
    if (state === undefined) {
      state = this.#fresh(flow)
      place = states.add(source, target, 0, time_us, state)
    } else if (state.hour !== Math.floor(time_us / HOUR_US)) {
      this.#judge(state)
      Object.assign(state, this.#fresh(flow))
    }
    states.last_us[place] = time_us
    states.weights[place] = this.addTo(state, flow)
    state.flows.add(flow.row, time_us)
    if (state.flows.size >= KEPT_FLOWS) {
      this.#judge(state)
      state.flows.clear()
    }
  }

  report(): void {
    for (const state of this.#states.states()) this.#judge(state)
  }

  protected abstract isOfInterest(flow: Conversation): boolean
  /** What is summed up of a pair, as an hour begins with this flow. */
  protected abstract begin(flow: Conversation): Sums
  /** Adds a flow, and answers what is summed up so far: pairs with the least are forgotten first. */
  protected abstract addTo(sums: Sums, flow: Conversation): number
  /** Says what is to be said of the hour so far; called at its end, and in between when it has many flows. */
  protected abstract judge(state: Sums & HourOfPair): void

  #judge(state: Sums & HourOfPair): void {
    if (state.flows.size > 0) this.judge(state)
  }

  #fresh(flow: Conversation): Sums & HourOfPair {
    return { ...this.begin(flow), hour: Math.floor(flow.time_us / HOUR_US), flows: new PendingFlows() }
  }
}
