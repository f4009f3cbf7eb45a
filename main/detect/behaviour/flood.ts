import type { BehaviourDetector } from './behaviour-detector.ts'
import { isIcmp, MINUTE_US, UDP } from './conversation.ts'
import type { FindingBook } from './finding-book.ts'
import { DNS_SERVER, PROXY } from './hosts.ts'
import { type KeyState, KeyTable } from './key-table.ts'
import { RecentRows } from './recent-rows.ts'
import type { BehaviourSettings } from './settings.ts'

const CAPACITY = 32_768
/** A flood ends when it was below the limit for so long. */
const CALM_US = 2 * MINUTE_US
const DNS_PORT = 53

interface State extends KeyState {
  readonly rows: RecentRows
  /** Flows of the clock minute of the last one. */
  in_minute: number
  raised_us: number
  raised_until_us: number
}

/** One source opens flows to one service faster than any use does. */
export function flood(settings: BehaviourSettings, book: FindingBook): BehaviourDetector {
  const { flows_a_minute } = settings.flood
  const states = new KeyTable<State>(CAPACITY, MINUTE_US)
  return {
    observe(flow) {
      const { source, target, port, protocol, time_us, is_from_home } = flow
      if (isIcmp(protocol)) return
      if (((flow.source_roles | flow.target_roles) & (PROXY | DNS_SERVER)) !== 0) return
      // A busy resolver asks as often; what it asks is answered.
      if (protocol === UDP && port === DNS_PORT && flow.is_answered) return
      let state = states.find(source, target, port)
      if (state === undefined) {
        state = {
          last_us: time_us,
          weight: 0,
          raised_us: 0,
          raised_until_us: 0,
          in_minute: 0,
          rows: new RecentRows(flows_a_minute),
        }
        states.add(source, target, port, state)
      }
      const { rows } = state
      const is_same_minute = Math.floor(time_us / MINUTE_US) === Math.floor(state.last_us / MINUTE_US)
      state.in_minute = is_same_minute ? state.in_minute + 1 : 1
      state.last_us = time_us
      rows.keepFrom(time_us - MINUTE_US)
      rows.add(time_us, flow.row)
      state.weight = rows.size
      if (rows.size >= flows_a_minute) {
        if (time_us > state.raised_until_us) state.raised_us = time_us
        state.raised_until_us = time_us + CALM_US
      }
      if (time_us > state.raised_until_us) return
      const finding = book.at(
        {
          ...{ kind: 'flood', target, port, protocol, is_from_home },
          ...{ source: is_from_home ? source : null, window: is_from_home ? 'hour' : 'day' },
        },
        state.raised_us,
      )
      if (finding === null) return
      finding.peak = Math.max(finding.peak ?? 0, state.in_minute, rows.size)
      rows.handOver((row, row_time_us) => {
        if (row === flow.row) finding.add(flow)
        else finding.addRow(row, row_time_us)
      })
    },
  }
}
