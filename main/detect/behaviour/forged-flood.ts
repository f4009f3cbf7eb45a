import { isIcmp } from '../../flow/icmp.ts'
import type { BehaviourDetector } from './behaviour-detector.ts'
import { type Conversation, MINUTE_US } from './conversation.ts'
import type { FindingBook, OpenFinding } from './finding-book.ts'
import { KeyTable } from './key-table.ts'
import { RateSketch } from './rate-sketch.ts'
import { RecentRows } from './recent-rows.ts'
import type { BehaviourSettings } from './settings.ts'

const CAPACITY = 8192
const CALM_US = 2 * MINUTE_US

/** Buckets that sources are hashed into, to count distinct ones (linear counting, Whang 1990); 32 a word. */
const BUCKET_WORDS = 32

interface State {
  readonly rows: RecentRows
  /** Of the fast flows since the last look: a bit for each bucket with a source, how many bits, and how many flows. */
  buckets: Uint32Array | null
  distinct: number
  seen: number
  finding: OpenFinding | null
  raised_until_us: number
}

/** Unanswered flows to one service from so many sources that they are forged, or a herd. */
export class ForgedFlood implements BehaviourDetector {
  readonly #book: FindingBook
  readonly #flows_a_minute: number
  readonly #forged_sources: number
  /** Flows a minute from which on a key has a state; the few flows before are counted and not kept. */
  readonly #fewest: number
  readonly #states = new KeyTable<State>(CAPACITY, MINUTE_US)
  readonly #rates = new RateSketch()

  constructor({ flood: { flows_a_minute, forged_sources } }: BehaviourSettings, book: FindingBook) {
    this.#book = book
    this.#flows_a_minute = flows_a_minute
    this.#forged_sources = forged_sources
    this.#fewest = Math.ceil(flows_a_minute / 20)
  }

  observe(flow: Conversation): void {
    const { source, target, port, protocol, time_us } = flow
    if (flow.is_answered || isIcmp(protocol)) return
    if (this.#rates.add(target, port, protocol, time_us) < this.#fewest) return
    const states = this.#states
    const flows_a_minute = this.#flows_a_minute
    let place = states.find(target, port, protocol)
    let state = states.stateAt(place)
    if (state === undefined) {
      state = {
        ...{ finding: null, raised_until_us: 0, buckets: null, distinct: 0, seen: 0 },
        rows: new RecentRows(),
      }
      place = states.add(target, port, protocol, time_us, state)
    }
    const { rows } = state
    states.last_us[place] = time_us
    rows.keepFrom(time_us - MINUTE_US)
    rows.add(time_us, flow.row, flows_a_minute)
    states.weights[place] = rows.size
    if (rows.size * 2 >= flows_a_minute) {
      this.#countSource(state, source)
      state.seen += 1
      if (state.seen * 2 >= flows_a_minute) this.#look(state, flow)
    }
    if (time_us > state.raised_until_us) return
    const { finding } = state
    if (finding === null) return
    rows.handOver((row, row_time_us) => {
      if (row === flow.row) finding.add(flow)
      else finding.addRow(row, row_time_us)
    })
  }

  #openFinding({ target, port, protocol, is_from_home, time_us }: Conversation): OpenFinding | null {
    const about = { kind: 'forged_flood', source: null, target, port, protocol, is_from_home } as const
    return this.#book.at({ ...about, window: 'hour' }, time_us)
  }

  /** Every so many flows it is decided whether they are a flood. */
  #look(state: State, flow: Conversation): void {
    const { time_us } = flow
    const is_fast = state.rows.timeBefore(this.#flows_a_minute - this.#fewest) >= time_us - MINUTE_US
    const are_many = state.distinct * this.#flows_a_minute >= this.#forged_sources * state.seen
    if (is_fast && are_many) {
      if (time_us > state.raised_until_us) state.finding = this.#openFinding(flow)
      state.raised_until_us = time_us + CALM_US
    }
    state.buckets?.fill(0)
    state.distinct = 0
    state.seen = 0
  }

  #countSource(state: State, source: number): void {
    state.buckets ??= new Uint32Array(BUCKET_WORDS)
    const hash = Math.imul(source | 0, 0x9e3779b1) >>> 22
    const bit = 1 << (hash & 31)
    if ((state.buckets[hash >> 5]! & bit) !== 0) return
    state.buckets[hash >> 5]! |= bit
    state.distinct += 1
  }
}
