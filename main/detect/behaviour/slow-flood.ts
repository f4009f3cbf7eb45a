import type { BehaviourDetector } from './behaviour-detector.ts'
import { type Conversation, HOUR_US, MINUTE_US, SECOND_US, TCP } from './conversation.ts'
import type { FindingBook, OpenFinding } from './finding-book.ts'
import { PROXY } from './hosts.ts'
import { KeyTable } from './key-table.ts'
import { OpenEnds } from './open-ends.ts'
import { RecentRows } from './recent-rows.ts'
import type { BehaviourSettings } from './settings.ts'

const CAPACITY = 16_384
const CALM_US = 2 * MINUTE_US

interface State {
  /** When the flows that are open end. */
  readonly ends: OpenEnds
  /** When those that ended were last taken out: each second while a flood goes on, for there may be thousands. */
  swept_us: number
  readonly rows: RecentRows
  finding: OpenFinding | null
  raised_until_us: number
}

/** One source holds many connections with one service open at once, and lasting. */
export class SlowFlood implements BehaviourDetector {
  readonly #book: FindingBook
  readonly #open_flows: number
  readonly #shortest_us: number
  readonly #states = new KeyTable<State>(CAPACITY, HOUR_US)

  constructor({ slow_flood: { open_flows, shortest_s } }: BehaviourSettings, book: FindingBook) {
    this.#book = book
    this.#open_flows = open_flows
    this.#shortest_us = shortest_s * SECOND_US
  }

  observe(flow: Conversation): void {
    const { source, target, port, protocol, time_us, duration_us } = flow
    if (protocol !== TCP || ((flow.source_roles | flow.target_roles) & PROXY) !== 0) return
    const lasts = duration_us >= this.#shortest_us
    const states = this.#states
    const open_flows = this.#open_flows
    let place = states.find(source, target, port)
    let state = states.stateAt(place)
    if (state === undefined) {
      if (!lasts) return
      state = {
        finding: null,
        raised_until_us: 0,
        ends: new OpenEnds(),
        swept_us: 0,
        rows: new RecentRows(),
      }
      place = states.add(source, target, port, time_us, state)
    }
    states.last_us[place] = time_us
    if (lasts) {
      const is_due = time_us > state.raised_until_us || time_us - state.swept_us >= SECOND_US
      if (state.ends.size >= open_flows - 1 && is_due) {
        state.ends.keepFrom(time_us)
        state.swept_us = time_us
      }
      state.ends.add(time_us + duration_us)
      if (state.ends.size >= open_flows) {
        if (time_us > state.raised_until_us) state.finding = this.#openFinding(flow)
        state.raised_until_us = time_us + CALM_US
      }
    }
    states.weights[place] = state.ends.size
    state.rows.keepFrom(time_us - CALM_US)
    state.rows.add(time_us, flow.row, open_flows * 4)
    if (time_us > state.raised_until_us) return
    const { finding } = state
    if (finding === null) return
    finding.peak = Math.max(finding.peak ?? 0, state.ends.size)
    state.rows.handOver((row, row_time_us) => {
      if (row === flow.row) finding.add(flow)
      else finding.addRow(row, row_time_us)
    })
  }

  #openFinding({ source, target, port, protocol, is_from_home, time_us }: Conversation): OpenFinding | null {
    const about = { kind: 'slow_flood', target, port, protocol, is_from_home } as const
    return is_from_home
      ? this.#book.at({ ...about, source, window: 'hour' }, time_us)
      : this.#book.at({ ...about, source: null, window: 'day' }, time_us)
  }
}
