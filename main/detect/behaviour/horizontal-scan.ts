import { isIcmp } from '../../flow/icmp.ts'
import type { BehaviourDetector } from './behaviour-detector.ts'
import { type Conversation, HOUR_US, MINUTE_US, UDP } from './conversation.ts'
import type { FindingBook, OpenFinding } from './finding-book.ts'
import { note } from './finding-book.ts'
import { SCANNER } from './hosts.ts'
import { KeyTable } from './key-table.ts'
import { RecentSet } from './recent-set.ts'
import { addSilent, noteFirst, type ScanState, scanStateAt, type ScanSteps } from './scan-state.ts'
import type { BehaviourSettings } from './settings.ts'

const CAPACITY = 16_384
const KEPT_TARGETS = 64
/** More of them keep any number of silent targets that is kept below the share. */
const KEPT_ANSWERED = 32
/** QUIC falls back to TCP where a firewall drops it: unanswered, and no scan. */
const QUIC_PORTS: ReadonlySet<number> = new Set([80, 443])

/** One source tries one port of many targets, and most do not answer. */
export class HorizontalScan implements BehaviourDetector, ScanSteps {
  readonly #book: FindingBook
  readonly #limits: BehaviourSettings['horizontal_scan']
  /** Fewer silent ones are no scan by any limit. */
  readonly #fewest: number
  readonly #states = new KeyTable<ScanState>(CAPACITY, HOUR_US)

  constructor({ horizontal_scan }: BehaviourSettings, book: FindingBook) {
    this.#book = book
    this.#limits = horizontal_scan
    this.#fewest = Math.min(horizontal_scan.targets_in_5_min, horizontal_scan.targets_in_1_h)
  }

  observe(flow: Conversation): void {
    const { source, target, port, protocol, time_us } = flow
    if (isIcmp(protocol) || (flow.source_roles & SCANNER) !== 0) return
    if (protocol === UDP && QUIC_PORTS.has(port)) return
    const states = this.#states
    let place = states.find(source, port, protocol)
    if (place < 0) {
      if (flow.is_answered) return
      place = states.add(source, port, protocol, time_us)
      if (this.#fewest > 1) {
        noteFirst(states, place, target, flow.row)
        return
      }
    }
    const state = scanStateAt(states, place)
    states.last_us[place] = time_us
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
    states.weights[place] = state.silent.size
    if (is_new) state.answered?.keepFrom(time_us - HOUR_US)
    addSilent(state, flow, is_new ? this.#spanOf(state, flow) : 0, time_us - HOUR_US, this)
  }

  /** A source at home that tries several ports of a network does one thing; sources outside are told by their port. */
  openFinding({ raised_us }: ScanState, { source, port, protocol, is_from_home }: Conversation): OpenFinding | null {
    const about = { kind: 'horizontal_scan', target: null, protocol, is_from_home } as const
    return is_from_home
      ? this.#book.at({ ...about, source, port: null, window: 'hour' }, raised_us)
      : this.#book.at({ ...about, source: null, port, window: 'day' }, raised_us)
  }

  raise(state: ScanState, flow: Conversation): void {
    const { finding } = state
    if (finding === null) return
    for (const target of state.silent.values()) note(finding.targets, target)
    note(finding.ports, flow.port)
    note(finding.sources, flow.source)
    state.rows.handOver((row, time_us) => finding.addRow(row, time_us))
  }

  #spanOf({ silent, answered }: ScanState, { time_us }: Conversation): number {
    const { targets_in_5_min, targets_in_1_h, unanswered_share } = this.#limits
    if (silent.size < this.#fewest) return 0
    if (silent.size < (silent.size + (answered?.size ?? 0)) * unanswered_share) return 0
    if (silent.countSince(time_us - 5 * MINUTE_US) >= targets_in_5_min) return 5 * MINUTE_US
    return silent.size >= targets_in_1_h ? HOUR_US : 0
  }
}
