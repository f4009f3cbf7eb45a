import type { BehaviourDetector } from './behaviour-detector.ts'
import { type Conversation, HOUR_US, isIcmp, MINUTE_US, UDP } from './conversation.ts'
import type { FindingBook, OpenFinding } from './finding-book.ts'
import { note } from './finding-book.ts'
import { SCANNER } from './hosts.ts'
import { type KeyState, KeyTable } from './key-table.ts'
import { RecentRows } from './recent-rows.ts'
import { RecentSet } from './recent-set.ts'
import type { BehaviourSettings } from './settings.ts'

const CAPACITY = 16_384
const KEPT_TARGETS = 64
/** More of them keep any number of silent targets that is kept below the share. */
const KEPT_ANSWERED = 32
const KEPT_ROWS = 256
/** QUIC falls back to TCP where a firewall drops it: unanswered, and no scan. */
const QUIC_PORTS: ReadonlySet<number> = new Set([80, 443])

interface State extends KeyState {
  readonly silent: RecentSet
  /** Null until something answers. */
  answered: RecentSet | null
  readonly rows: RecentRows
  /** When the scan was noticed, and until when flows belong to it. */
  raised_us: number
  finding: OpenFinding | null
  raised_until_us: number
}

/** One source tries one port of many targets, and most do not answer. */
export function horizontalScan(settings: BehaviourSettings, book: FindingBook): BehaviourDetector {
  const { targets_in_5_min, targets_in_1_h, unanswered_share } = settings.horizontal_scan
  const states = new KeyTable<State>(CAPACITY, HOUR_US)

  /** A source at home that tries several ports of a network does one thing; sources outside are told by their port. */
  function openFinding(
    { raised_us }: State,
    { source, port, protocol, is_from_home }: Conversation,
  ): OpenFinding | null {
    const about = { kind: 'horizontal_scan', target: null, protocol, is_from_home } as const
    return is_from_home
      ? book.at({ ...about, source, port: null, window: 'hour' }, raised_us)
      : book.at({ ...about, source: null, port, window: 'day' }, raised_us)
  }

  function spanOf({ silent, answered }: State, { time_us }: Conversation): number {
    if (silent.size < Math.min(targets_in_5_min, targets_in_1_h)) return 0
    if (silent.size < (silent.size + (answered?.size ?? 0)) * unanswered_share) return 0
    if (silent.countSince(time_us - 5 * MINUTE_US) >= targets_in_5_min) return 5 * MINUTE_US
    return silent.size >= targets_in_1_h ? HOUR_US : 0
  }

  function raise(state: State, flow: Conversation): void {
    const { finding } = state
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
          ...{ last_us: time_us, weight: 0, raised_us: 0, finding: null, raised_until_us: 0 },
          silent: new RecentSet(),
          answered: null,
          rows: new RecentRows(),
        }
        states.add(source, port, protocol, state)
      }
      state.last_us = time_us
      const is_raised = time_us <= state.raised_until_us
      if (flow.is_answered) {
        state.answered ??= new RecentSet()
        state.answered.keepFrom(time_us - HOUR_US)
        const is_new = state.answered.add(target, time_us, KEPT_ANSWERED)
        if (!is_raised) state.silent.delete(target)
        else if (is_new && !state.silent.has(target)) state.finding?.add(flow)
        return
      }
      state.silent.keepFrom(time_us - HOUR_US)
      const is_new = state.answered?.has(target) !== true && state.silent.add(target, time_us, KEPT_TARGETS)
      state.weight = state.silent.size
      if (is_new) {
        state.answered?.keepFrom(time_us - HOUR_US)
        const span_us = spanOf(state, flow)
        if (span_us > 0) {
          if (!is_raised) {
            state.raised_us = time_us
            state.finding = openFinding(state, flow)
          }
          state.raised_until_us = Math.max(state.raised_until_us, time_us + span_us)
        }
      }
      if (time_us <= state.raised_until_us) {
        if (!is_raised) raise(state, flow)
        state.finding?.add(flow)
      } else {
        state.rows.keepFrom(time_us - HOUR_US)
        state.rows.add(time_us, flow.row, KEPT_ROWS)
      }
    },
  }
}
