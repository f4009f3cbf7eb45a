import { isIcmp } from '../../flow/icmp.ts'
import type { BehaviourDetector } from './behaviour-detector.ts'
import { type Conversation, DAY_US, SECOND_US } from './conversation.ts'
import type { FindingBook } from './finding-book.ts'
import { PROXY } from './hosts.ts'
import { KeyTable } from './key-table.ts'
import { PendingFlows } from './pending-flows.ts'
import type { BehaviourSettings } from './settings.ts'

const CAPACITY = 16_384
const NTP_PORT = 123
/** Calls that are judged together: what is regular shows within them. */
const KEPT_CALLS = 256
/** Flows of so many calls, where a call makes several. */
const KEPT_FLOWS = 1024
/** Flows that wait to be judged, over all keys; beyond, the keys with the fewest calls are given up. */
const MOST_WAITING = 1_000_000
/** Points of the chart of periods. */
const SHOWN_PERIODS = 200

interface State {
  /** Whether earlier flows of the day were one. */
  is_beacon: boolean
  source: number
  target: number
  port: number
  protocol: number
  day: number
  flows: number
  /** Of all flows of the day. */
  answered_today: number
  bytes_today: number
  calls_us: number[]
  pending: PendingFlows
}

const fresh = ({ source, target, port, protocol, time_us }: Conversation): State => ({
  ...{ is_beacon: false, source, target, port, protocol, day: Math.floor(time_us / DAY_US) },
  ...{ flows: 0, answered_today: 0, bytes_today: 0, calls_us: [], pending: new PendingFlows() },
})

/** A host at home calls a service outside at regular times. */
export class Beacon implements BehaviourDetector {
  readonly #book: FindingBook
  readonly #limits: BehaviourSettings['beacon']
  readonly #states = new KeyTable<State>(CAPACITY, DAY_US, (state) => {
    this.#judge(state)
    this.#waiting -= state.pending.size
  })
  /** Flows that wait to be judged. */
  #waiting = 0

  constructor({ beacon }: BehaviourSettings, book: FindingBook) {
    this.#book = book
    this.#limits = beacon
  }

  observe(flow: Conversation): void {
    const { source, target, port, time_us, is_from_home, is_to_home } = flow
    if (!is_from_home || is_to_home || port === NTP_PORT || isIcmp(flow.protocol)) return
    if (((flow.source_roles | flow.target_roles) & PROXY) !== 0) return
    const states = this.#states
    let place = states.find(source, target, port)
    let state = states.stateAt(place)
    if (state === undefined) {
      state = fresh(flow)
      place = states.add(source, target, port, time_us, state)
    } else if (state.day !== Math.floor(time_us / DAY_US)) {
      this.#judge(state)
      this.#waiting -= state.pending.size
      Object.assign(state, fresh(flow))
    }
    if (state.flows === 0 || time_us - states.last_us[place]! >= SECOND_US) state.calls_us.push(time_us)
    states.last_us[place] = time_us
    state.flows += 1
    states.weights[place] = state.calls_us.length
    if (flow.is_answered) state.answered_today += 1
    state.bytes_today += flow.forward_bytes + flow.backward_bytes
    state.pending.add(flow.row, time_us)
    this.#waiting += 1
    if (state.calls_us.length >= KEPT_CALLS || state.pending.size >= KEPT_FLOWS) {
      this.#judge(state)
      this.#waiting -= state.pending.size
      state.pending.clear()
      state.flows = 1
      state.calls_us = state.calls_us.slice(-1)
    }
    if (this.#waiting > MOST_WAITING) states.shrink(time_us)
  }

  report(): void {
    for (const state of this.#states.states()) this.#judge(state)
  }

  #judge(state: State): void {
    const limits = this.#limits
    const { calls_us } = state
    // What follows on a beacon of the same day needs no second proof that it is one.
    const fewest_calls = state.is_beacon ? 2 : limits.calls_a_day
    if (
      state.pending.size === 0 ||
      calls_us.length < fewest_calls ||
      calls_us.length < state.flows * limits.calls_per_flow
    )
      return
    const periods_s = calls_us.slice(1).map((call_us, before) => (call_us - calls_us[before]!) / SECOND_US)
    const sorted = Float64Array.from(periods_s).sort()
    const median_s = sorted[sorted.length >> 1]!
    if (median_s < limits.shortest_period_s || median_s > limits.longest_period_s) return
    const slack_s = median_s * limits.tolerance_share + limits.tolerance_s
    const regular = periods_s.filter((period_s) => Math.abs(period_s - median_s) <= slack_s).length / periods_s.length
    if (regular < limits.regular_share) return
    const { source, target, port, protocol } = state
    const kind = median_s <= limits.longest_alert_period_s ? 'beacon' : 'slow_beacon'
    const about = { kind, source, target, port, protocol, is_from_home: true, window: 'day' } as const
    const finding = this.#book.at(about, state.pending.first_us)
    if (finding === null) return
    if (!finding.is_for_now) state.is_beacon = true
    finding.median_period_s = median_s
    finding.regular_share = regular
    if (finding.periods_s.length < periods_s.length) finding.periods_s = periods_s.slice(0, SHOWN_PERIODS)
    finding.answered = state.answered_today
    finding.bytes = state.bytes_today
    finding.sources.add(source)
    finding.targets.add(target)
    finding.ports.add(port)
    state.pending.join(finding)
  }
}
