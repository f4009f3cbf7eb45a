import { isIcmp } from '../../flow/icmp.ts'
import type { BehaviourDetector } from './behaviour-detector.ts'
import { type Conversation, MINUTE_US, UDP } from './conversation.ts'
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
export class Flood implements BehaviourDetector {
  readonly #book: FindingBook
  readonly #flows_a_minute: number
  /** Flows a minute from which on a key has a state; the few flows before are counted and not kept. */
  readonly #fewest: number
  readonly #states = new KeyTable<State>(CAPACITY, MINUTE_US)
  readonly #rates = new RateSketch()

  constructor({ flood: { flows_a_minute } }: BehaviourSettings, book: FindingBook) {
    this.#book = book
    this.#flows_a_minute = flows_a_minute
    this.#fewest = Math.ceil(flows_a_minute / 20)
  }

  observe(flow: Conversation): void {
    const { source, target, port, protocol, time_us } = flow
    if (isIcmp(protocol)) return
    if (((flow.source_roles | flow.target_roles) & (PROXY | DNS_SERVER)) !== 0) return
    // A busy resolver asks as often; what it asks is answered.
    if (protocol === UDP && port === DNS_PORT && flow.is_answered) return
    const fewest = this.#fewest
    if (this.#rates.add(source, target, port, time_us) < fewest) return
    const states = this.#states
    const flows_a_minute = this.#flows_a_minute
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
      if (time_us > state.raised_until_us) state.finding = this.#openFinding(flow)
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
  }

  #openFinding({ source, target, port, protocol, is_from_home, time_us }: Conversation): OpenFinding | null {
    const about = { kind: 'flood', target, port, protocol, is_from_home } as const
    return is_from_home
      ? this.#book.at({ ...about, source, window: 'hour' }, time_us)
      : this.#book.at({ ...about, source: null, window: 'day' }, time_us)
  }
}
