import { isIcmp } from '../../flow/icmp.ts'
import type { BehaviourDetector } from './behaviour-detector.ts'
import { type Conversation, DAY_US, HOUR_US, MINUTE_US } from './conversation.ts'
import type { FindingBook, OpenFinding } from './finding-book.ts'
import { note } from './finding-book.ts'
import { SCANNER } from './hosts.ts'
import { KeyTable } from './key-table.ts'
import { RecentSet } from './recent-set.ts'
import { addSilent, noteFirst, type ScanState, scanStateAt, type ScanSteps } from './scan-state.ts'
import type { BehaviourSettings } from './settings.ts'

const CAPACITY = 16_384
/** Ports kept of a pair: several times what raises a finding. */
const KEPT_PORTS = 64

/** One source tries many ports of one target, and most do not answer. */
export class VerticalScan implements BehaviourDetector, ScanSteps {
  readonly #book: FindingBook
  readonly #limits: BehaviourSettings['vertical_scan']
  /** Fewer silent ones are no scan by any limit. */
  readonly #fewest: number
  readonly #states = new KeyTable<ScanState>(CAPACITY, DAY_US)

  constructor({ vertical_scan }: BehaviourSettings, book: FindingBook) {
    const { ports_in_5_min, ports_in_1_h, outside_ports_in_24_h } = vertical_scan
    this.#book = book
    this.#limits = vertical_scan
    this.#fewest = Math.min(ports_in_5_min, ports_in_1_h, outside_ports_in_24_h)
  }

  observe(flow: Conversation): void {
    if (isIcmp(flow.protocol) || (flow.source_roles & SCANNER) !== 0) return
    const states = this.#states
    const { source, target, port, time_us } = flow
    let place = states.find(source, target, 0)
    if (place < 0) {
      if (flow.is_answered) return
      place = states.add(source, target, 0, time_us)
      if (this.#fewest > 1) {
        noteFirst(states, place, port, flow.row)
        return
      }
    }
    const state = scanStateAt(states, place)
    states.last_us[place] = time_us
    const is_raised = time_us <= state.raised_until_us
    const since_us = time_us - (flow.is_from_home ? HOUR_US : DAY_US)
    if (flow.is_answered) {
      state.answered ??= new RecentSet()
      state.answered.keepFrom(since_us)
      // A port that answers now was not silent because nothing is there.
      if (!is_raised) state.silent.delete(port)
      if (state.answered.add(port, time_us, KEPT_PORTS) && is_raised && !state.silent.has(port))
        state.finding?.add(flow)
      return
    }
    state.silent.keepFrom(since_us)
    const is_new = state.answered?.has(port) !== true && state.silent.add(port, time_us, KEPT_PORTS)
    states.weights[place] = state.silent.size
    addSilent(state, flow, is_new ? this.#spanOf(state, flow) : 0, since_us, this)
  }

  openFinding(state: ScanState, flow: Conversation): OpenFinding | null {
    const { source, target, protocol, is_from_home } = flow
    const about = { kind: 'vertical_scan', target, port: null, protocol, is_from_home } as const
    return is_from_home
      ? this.#book.at({ ...about, source, window: 'hour' }, state.raised_us)
      : this.#book.at({ ...about, source: null, window: 'day' }, state.raised_us)
  }

  raise(state: ScanState, flow: Conversation): void {
    const { finding } = state
    if (finding === null) return
    for (const port of state.silent.values()) note(finding.ports, port)
    note(finding.sources, flow.source)
    note(finding.targets, flow.target)
    state.rows.handOver((row, time_us) => finding.addRow(row, time_us))
  }

  /** How long the scan lasts from here when no port is added; 0 while there is none. */
  #spanOf({ silent, answered }: ScanState, { time_us, is_from_home }: Conversation): number {
    const { ports_in_5_min, ports_in_1_h, outside_ports_in_24_h } = this.#limits
    if (silent.size < this.#fewest) return 0
    if (silent.size < (answered?.size ?? 0)) return 0
    if (silent.countSince(time_us - 5 * MINUTE_US) >= ports_in_5_min) return 5 * MINUTE_US
    if (silent.countSince(time_us - HOUR_US) >= ports_in_1_h) return HOUR_US
    return !is_from_home && silent.size >= outside_ports_in_24_h ? DAY_US : 0
  }
}
