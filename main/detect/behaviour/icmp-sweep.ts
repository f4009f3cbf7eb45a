import { NO_NUMBER } from '../../flow/flow-batch.ts'
import { isIcmp } from '../../flow/icmp.ts'
import type { BehaviourDetector } from './behaviour-detector.ts'
import { type Conversation, MINUTE_US } from './conversation.ts'
import type { FindingBook, OpenFinding } from './finding-book.ts'
import { note } from './finding-book.ts'
import { SCANNER } from './hosts.ts'
import { KeyTable } from './key-table.ts'
import { RecentRows } from './recent-rows.ts'
import { RecentSet } from './recent-set.ts'
import type { BehaviourSettings } from './settings.ts'

const CAPACITY = 16_384
const WINDOW_US = 5 * MINUTE_US
const KEPT_TARGETS = 64
const KEPT_ROWS = 128
/**
 * Types of ICMP and ICMPv6 that a host answers whoever it is: echo, timestamp, information, address mask. A message whose type
 * is not told may be one.
 */
const SWEEPING_TYPES: ReadonlySet<number> = new Set([NO_NUMBER, 8, 13, 15, 17, 128])

interface State {
  readonly targets: RecentSet
  readonly rows: RecentRows
  raised_us: number
  finding: OpenFinding | null
  raised_until_us: number
}

/** One source sends ICMP to many targets. */
export class IcmpSweep implements BehaviourDetector {
  readonly #book: FindingBook
  readonly #targets_in_5_min: number
  readonly #states = new KeyTable<State>(CAPACITY, WINDOW_US)

  constructor({ icmp_sweep }: BehaviourSettings, book: FindingBook) {
    this.#book = book
    this.#targets_in_5_min = icmp_sweep.targets_in_5_min
  }

  observe(flow: Conversation): void {
    if (!isIcmp(flow.protocol) || (flow.source_roles & SCANNER) !== 0) return
    if (!SWEEPING_TYPES.has(flow.source_port)) return
    const { source, target, time_us } = flow
    const states = this.#states
    let place = states.find(source, 0, 0)
    let state = states.stateAt(place)
    if (state === undefined) {
      state = {
        ...{ raised_us: 0, finding: null, raised_until_us: 0 },
        ...{ targets: new RecentSet(), rows: new RecentRows() },
      }
      place = states.add(source, 0, 0, time_us, state)
    }
    states.last_us[place] = time_us
    state.targets.keepFrom(time_us - WINDOW_US)
    const is_raised = time_us <= state.raised_until_us
    if (state.targets.add(target, time_us, KEPT_TARGETS) && state.targets.size >= this.#targets_in_5_min) {
      if (!is_raised) {
        state.raised_us = time_us
        state.finding = this.#openFinding(state, flow)
      }
      state.raised_until_us = time_us + WINDOW_US
    }
    states.weights[place] = state.targets.size
    if (time_us > state.raised_until_us) {
      state.rows.keepFrom(time_us - WINDOW_US)
      state.rows.add(time_us, flow.row, KEPT_ROWS)
      return
    }
    const { finding } = state
    if (finding === null) return
    if (!is_raised) {
      for (const each of state.targets.values()) note(finding.targets, each)
      state.rows.handOver((row, row_time_us) => finding.addRow(row, row_time_us))
    }
    finding.add(flow)
  }

  #openFinding({ raised_us }: State, { source, protocol, is_from_home }: Conversation): OpenFinding | null {
    const about = { kind: 'icmp_sweep', target: null, port: null, protocol, is_from_home } as const
    return is_from_home
      ? this.#book.at({ ...about, source, window: 'hour' }, raised_us)
      : this.#book.at({ ...about, source: null, window: 'day' }, raised_us)
  }
}
