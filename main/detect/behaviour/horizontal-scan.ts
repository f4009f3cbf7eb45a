import type { BehaviourDetector } from './behaviour-detector.ts'
import { type Conversation, HOUR_US, isIcmp, MINUTE_US, UDP } from './conversation.ts'
import type { FindingBook, OpenFinding } from './finding-book.ts'
import { note } from './finding-book.ts'
import { SCANNER } from './hosts.ts'
import { type KeyState, KeyTable } from './key-table.ts'
import { RecentRows } from './recent-rows.ts'
import { RecentSet } from './recent-set.ts'
import type { BehaviourSettings } from './settings.ts'

const CAPACITY = 32_768
const KEPT_TARGETS = 128
const KEPT_ROWS = 256
/** QUIC falls back to TCP where a firewall drops it: unanswered, and no scan. */
const QUIC_PORTS: ReadonlySet<number> = new Set([80, 443])

interface State extends KeyState {
  readonly silent: RecentSet
  readonly answered: RecentSet
  readonly rows: RecentRows
  /** When the scan was noticed, and until when flows belong to it. */
  raised_us: number
  raised_until_us: number
}

/** One source tries one port of many targets, and most do not answer. */
export function horizontalScan(settings: BehaviourSettings, book: FindingBook): BehaviourDetector {
  const { targets_in_5_min, targets_in_1_h, unanswered_share } = settings.horizontal_scan
  const states = new KeyTable<State>(CAPACITY, HOUR_US)

  /** A source at home that tries several ports of a network does one thing; sources outside are told by their port. */
  function findingOf({ raised_us }: State, { source, port, protocol, is_from_home }: Conversation): OpenFinding | null {
    const about = { kind: 'horizontal_scan', target: null, protocol, is_from_home } as const
    return is_from_home
      ? book.at({ ...about, source, port: null, window: 'hour' }, raised_us)
      : book.at({ ...about, source: null, port, window: 'day' }, raised_us)
  }

  function spanOf({ silent, answered }: State, { time_us }: Conversation): number {
    if (silent.size < Math.min(targets_in_5_min, targets_in_1_h)) return 0
    if (silent.size < (silent.size + answered.size) * unanswered_share) return 0
    if (silent.countSince(time_us - 5 * MINUTE_US) >= targets_in_5_min) return 5 * MINUTE_US
    return silent.size >= targets_in_1_h ? HOUR_US : 0
  }

  function raise(state: State, flow: Conversation): void {
    const finding = findingOf(state, flow)
    if (finding === null) return
    for (const target of state.silent.values()) note(finding.targets, target)
    note(finding.ports, flow.port)
    note(finding.sources, flow.source)
    state.rows.handOver((row, time_us) => finding.addRow(row, time_us))
  }

  return {
    observe(flow) {
      const { source, target, port, protocol, time_us } = flow
      if (isIcmp(protocol) || (flow.source_roles & SCANNER) !== 0) return
      if (protocol === UDP && QUIC_PORTS.has(port)) return
      let state = states.find(source, port, protocol)
      if (state === undefined) {
        if (flow.is_answered) return
        state = {
          ...{ last_us: time_us, weight: 0, raised_us: 0, raised_until_us: 0 },
          silent: new RecentSet(KEPT_TARGETS),
          answered: new RecentSet(KEPT_TARGETS),
          rows: new RecentRows(KEPT_ROWS),
        }
        states.add(source, port, protocol, state)
      }
      state.last_us = time_us
      const is_raised = time_us <= state.raised_until_us
      if (flow.is_answered) {
        state.answered.keepFrom(time_us - HOUR_US)
        const is_new = state.answered.add(target, time_us)
        if (!is_raised) state.silent.delete(target)
        else if (is_new && !state.silent.has(target)) findingOf(state, flow)?.add(flow)
        return
      }
      state.silent.keepFrom(time_us - HOUR_US)
      const is_new = !state.answered.has(target) && state.silent.add(target, time_us)
      state.weight = state.silent.size
      if (is_new) {
        state.answered.keepFrom(time_us - HOUR_US)
        const span_us = spanOf(state, flow)
        if (span_us > 0) {
          if (!is_raised) state.raised_us = time_us
          state.raised_until_us = Math.max(state.raised_until_us, time_us + span_us)
        }
      }
      if (time_us <= state.raised_until_us) {
        if (!is_raised) raise(state, flow)
        findingOf(state, flow)?.add(flow)
      } else {
        state.rows.keepFrom(time_us - HOUR_US)
        state.rows.add(time_us, flow.row)
      }
    },
  }
}
