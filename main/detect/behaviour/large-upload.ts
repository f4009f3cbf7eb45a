import type { BehaviourDetector } from './behaviour-detector.ts'
import { type Conversation, HOUR_US } from './conversation.ts'
import type { FindingBook } from './finding-book.ts'
import { KeyTable } from './key-table.ts'
import { PendingFlows } from './pending-flows.ts'
import type { BehaviourSettings } from './settings.ts'

const CAPACITY = 8192
/** Flows that wait to be judged: an hour of more is judged as it goes. */
const KEPT_FLOWS = 256

interface State {
  source: number
  target: number
  protocol: number
  hour: number
  out_bytes: number
  in_bytes: number
  flows: PendingFlows
}

/** A host at home sends one outside far more within an hour than it gets. For information only. */
export function largeUpload({ large_upload }: BehaviourSettings, book: FindingBook): BehaviourDetector {
  const { bytes_an_hour, out_per_in } = large_upload
  const states = new KeyTable<State>(CAPACITY, HOUR_US, judge)

  function judge(state: State): void {
    if (state.flows.size === 0) return
    const { source, target, protocol, out_bytes, in_bytes } = state
    if (out_bytes < bytes_an_hour || out_bytes < in_bytes * out_per_in) return
    const about = { kind: 'large_upload', source, target, port: null, protocol, is_from_home: true } as const
    const finding = book.at({ ...about, window: 'hour' }, state.flows.first_us)
    if (finding === null) return
    finding.bytes = out_bytes
    finding.sources.add(source)
    finding.targets.add(target)
    state.flows.join(finding)
  }

  function fresh({ source, target, protocol, time_us }: Conversation): State {
    return {
      ...{ source, target, protocol, hour: Math.floor(time_us / HOUR_US) },
      ...{ out_bytes: 0, in_bytes: 0, flows: new PendingFlows() },
    }
  }

  return {
    observe(flow) {
      if (!flow.is_from_home || flow.is_to_home || flow.forward_bytes === 0) return
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
      state.out_bytes += flow.forward_bytes
      state.in_bytes += flow.backward_bytes
      states.weights[place] = state.out_bytes
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
