import type { BehaviourDetector } from './behaviour-detector.ts'
import { type Conversation, isIcmp, MINUTE_US } from './conversation.ts'
import type { FindingBook } from './finding-book.ts'
import { type KeyState, KeyTable } from './key-table.ts'
import { RecentRows } from './recent-rows.ts'
import type { BehaviourSettings } from './settings.ts'

const CAPACITY = 8192
const CALM_US = 2 * MINUTE_US

interface State extends KeyState {
  readonly rows: RecentRows
  /** Sources and whether they were answered, of the flows since the last look. */
  sources: Set<number>
  unanswered: number
  seen: number
  raised_us: number
  raised_until_us: number
}

/** Flows to one service from so many sources that they are forged, or a herd; most are not answered. */
export function forgedFlood(settings: BehaviourSettings, book: FindingBook): BehaviourDetector {
  const { flows_a_minute, forged_sources, forged_unanswered_share } = settings.flood
  const states = new KeyTable<State>(CAPACITY, MINUTE_US)

  /** Every so many flows it is decided whether they are a flood. */
  function look(state: State, { time_us }: Conversation): void {
    const is_fast = state.rows.timeBefore(flows_a_minute - 1) >= time_us - MINUTE_US
    const are_many = state.sources.size * flows_a_minute >= forged_sources * state.seen
    if (is_fast && are_many && state.unanswered >= state.seen * forged_unanswered_share) {
      if (time_us > state.raised_until_us) state.raised_us = time_us
      state.raised_until_us = time_us + CALM_US
    }
    state.sources = new Set()
    state.unanswered = 0
    state.seen = 0
  }

  return {
    observe(flow) {
      const { source, target, port, protocol, time_us, is_from_home } = flow
      if (isIcmp(protocol)) return
      let state = states.find(target, port, protocol)
      if (state === undefined) {
        state = {
          ...{
            last_us: time_us,
            weight: 0,
            raised_us: 0,
            raised_until_us: 0,
            sources: new Set<number>(),
            unanswered: 0,
            seen: 0,
          },
          rows: new RecentRows(flows_a_minute),
        }
        states.add(target, port, protocol, state)
      }
      const { rows } = state
      state.last_us = time_us
      rows.keepFrom(time_us - MINUTE_US)
      rows.add(time_us, flow.row)
      state.weight = rows.size
      state.sources.add(source)
      state.seen += 1
      if (!flow.is_answered) state.unanswered += 1
      if (state.seen >= flows_a_minute) look(state, flow)
      if (time_us > state.raised_until_us) return
      const about = {
        kind: 'forged_flood',
        source: null,
        target,
        port,
        protocol,
        is_from_home,
        window: 'hour',
      } as const
      const finding = book.at(about, state.raised_us)
      if (finding === null) return
      rows.handOver((row, row_time_us) => {
        if (row === flow.row) finding.add(flow)
        else finding.addRow(row, row_time_us)
      })
    },
  }
}
