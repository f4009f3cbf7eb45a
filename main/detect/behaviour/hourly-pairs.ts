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

interface HourlyPairs<Sums extends object> {
  readonly isOfInterest: (flow: Conversation) => boolean
  /** What is summed up of a pair, as an hour begins with this flow. */
  readonly begin: (flow: Conversation) => Sums
  /** Adds a flow, and answers what is summed up so far: pairs with the least are forgotten first. */
  readonly add: (sums: Sums, flow: Conversation) => number
  /** Says what is to be said of the hour so far; called at its end, and in between when it has many flows. */
  readonly judge: (state: Sums & HourOfPair) => void
}

/** A detector that sums up the flows of each source and target by the hour. */
export function hourlyPairs<Sums extends object>(pairs: HourlyPairs<Sums>): BehaviourDetector {
  const judge = (state: Sums & HourOfPair) => {
    if (state.flows.size > 0) pairs.judge(state)
  }
  const states = new KeyTable<Sums & HourOfPair>(CAPACITY, HOUR_US, judge)
  const fresh = (flow: Conversation): Sums & HourOfPair => ({
    ...pairs.begin(flow),
    hour: Math.floor(flow.time_us / HOUR_US),
    flows: new PendingFlows(),
  })
  return {
    observe(flow) {
      if (!pairs.isOfInterest(flow)) return
      const { source, target, time_us } = flow
      let place = states.find(source, target, 0)
      let state = states.stateAt(place)
      if (state === undefined) {
        state = fresh(flow)
        place = states.add(source, target, 0, time_us, state)
      } else if (state.hour !== Math.floor(time_us / HOUR_US)) {
        judge(state)
        Object.assign(state, fresh(flow))
      }
      states.last_us[place] = time_us
      states.weights[place] = pairs.add(state, flow)
      state.flows.add(flow.row, time_us)
      if (state.flows.size >= KEPT_FLOWS) {
        judge(state)
        state.flows.clear()
      }
    },
    report() {
      states.states().forEach(judge)
    },
  }
}
