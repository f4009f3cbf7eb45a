import type { BehaviourDetector } from './behaviour-detector.ts'
import { type Conversation, HOUR_US, UDP } from './conversation.ts'
import type { FindingBook } from './finding-book.ts'
import { KeyTable } from './key-table.ts'
import { PendingFlows } from './pending-flows.ts'
import type { BehaviourSettings } from './settings.ts'

const CAPACITY = 8192
const DNS_PORT = 53
/** Flows that wait to be judged: an hour of more is judged as it goes. */
const KEPT_FLOWS = 256

interface State {
  source: number
  target: number
  is_from_home: boolean
  hour: number
  queries: number
  answered: number
  bytes: number
  flows: PendingFlows
}

/** One source sends one DNS server questions that are long on average: data is in them. */
export function dnsTunnel(settings: BehaviourSettings, book: FindingBook): BehaviourDetector {
  const { queries_an_hour, mean_bytes } = settings.dns_tunnel
  const states = new KeyTable<State>(CAPACITY, HOUR_US, judge)

  function judge(state: State): void {
    if (state.flows.size === 0) return
    const { source, target, is_from_home, queries, bytes } = state
    if (queries < queries_an_hour || bytes < queries * mean_bytes) return
    const about = { kind: 'dns_tunnel', source, target, port: DNS_PORT, protocol: UDP, is_from_home } as const
    const finding = book.at({ ...about, window: 'hour' }, state.flows.first_us)
    if (finding === null) return
    finding.peak = queries
    finding.bytes = bytes
    finding.answered = state.answered
    finding.sources.add(source)
    finding.targets.add(target)
    finding.ports.add(DNS_PORT)
    state.flows.join(finding)
  }

  function fresh({ source, target, is_from_home, time_us }: Conversation): State {
    return {
      ...{ source, target, is_from_home, hour: Math.floor(time_us / HOUR_US) },
      ...{ queries: 0, answered: 0, bytes: 0, flows: new PendingFlows() },
    }
  }

  return {
    observe(flow) {
      const { source, target, time_us } = flow
      if (flow.port !== DNS_PORT || flow.protocol !== UDP) return
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
      state.queries += flow.forward_packets
      state.bytes += flow.forward_bytes
      states.weights[place] = state.queries
      if (flow.is_answered) state.answered += 1
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
