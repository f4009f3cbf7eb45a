import type { BehaviourDetector } from './behaviour-detector.ts'
import { type Conversation, isIcmp, MINUTE_US, UDP } from './conversation.ts'
import type { FindingBook, OpenFinding } from './finding-book.ts'
import { DNS_SERVER, PROXY } from './hosts.ts'
import { KeyTable } from './key-table.ts'
import { RateSketch } from './rate-sketch.ts'
import { RecentRows } from './recent-rows.ts'
import type { BehaviourSettings } from './settings.ts'

const CAPACITY = 8192
/** A flood ends when it was below the limit for so long. */
const CALM_US = 2 * MINUTE_US
const DNS_PORT = 53

interface State {
  readonly rows: RecentRows
  /** Flows of the clock minute of the last one. */
  in_minute: number
  finding: OpenFinding | null
  raised_until_us: number
}

/** One source opens flows to one service faster than any use does. */
export function flood(settings: BehaviourSettings, book: FindingBook): BehaviourDetector {
  const { flows_a_minute } = settings.flood
  const states = new KeyTable<State>(CAPACITY, MINUTE_US)
  const rates = new RateSketch()
  /** Flows a minute from which on a key has a state; the few flows before are counted and not kept. */
  const fewest = Math.ceil(flows_a_minute / 20)
  const openFinding = ({ source, target, port, protocol, is_from_home, time_us }: Conversation): OpenFinding | null =>
    book.at(
      {
        ...{ kind: 'flood', target, port, protocol, is_from_home },
        ...{ source: is_from_home ? source : null, window: is_from_home ? 'hour' : 'day' },
      },
      time_us,
    )

  return {
    observe(flow) {
      const { source, target, port, protocol, time_us } = flow
      if (isIcmp(protocol)) return
      if (((flow.source_roles | flow.target_roles) & (PROXY | DNS_SERVER)) !== 0) return
      // A busy resolver asks as often; what it asks is answered.
      if (protocol === UDP && port === DNS_PORT && flow.is_answered) return
      if (rates.add(source, target, port, time_us) < fewest) return
      let place = states.find(source, target, port)
      let state = states.stateAt(place)
      if (state === undefined) {
        state = {
          finding: null,
          raised_until_us: 0,
          in_minute: 0,
          rows: new RecentRows(),
        }
        place = states.add(source, target, port, time_us, state)
      }
      const { rows } = state
      const is_same_minute = Math.floor(time_us / MINUTE_US) === Math.floor(states.last_us[place]! / MINUTE_US)
      state.in_minute = is_same_minute ? state.in_minute + 1 : 1
      states.last_us[place] = time_us
      rows.keepFrom(time_us - MINUTE_US)
      rows.add(time_us, flow.row, flows_a_minute)
      states.weights[place] = rows.size
      if (rows.size + fewest > flows_a_minute) {
        if (time_us > state.raised_until_us) state.finding = openFinding(flow)
        state.raised_until_us = time_us + CALM_US
      }
      if (time_us > state.raised_until_us) return
      const { finding } = state
      if (finding === null) return
      finding.peak = Math.max(finding.peak ?? 0, state.in_minute, rows.size)
      rows.handOver((row, row_time_us) => {
        if (row === flow.row) finding.add(flow)
        else finding.addRow(row, row_time_us)
      })
    },
  }
}
