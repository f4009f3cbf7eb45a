import type { BehaviourDetector } from './behaviour-detector.ts'
import { type Conversation, DAY_US, MINUTE_US, TCP } from './conversation.ts'
import type { FindingBook, OpenFinding } from './finding-book.ts'
import { SCANNER } from './hosts.ts'
import { KeyTable } from './key-table.ts'
import { RecentRows } from './recent-rows.ts'
import type { BehaviourSettings } from './settings.ts'

const CAPACITY = 16_384
/** From here on ports are handed out to clients and to remote procedure calls; none is a login of its own. */
const FIRST_DYNAMIC_PORT = 32_768
/** A session this many times larger than the guesses before it is another matter than one more guess. */
const SUCCESS_TIMES = 5

interface State {
  readonly rows: RecentRows
  bytes: number
  sessions: number
  raised_us: number
  finding: OpenFinding | null
  raised_until_us: number
}

/** One source opens many short sessions with one service that answers: passwords are tried. */
export class PasswordGuessing implements BehaviourDetector {
  readonly #book: FindingBook
  readonly #limits: BehaviourSettings['password_guessing']
  readonly #login_ports: ReadonlySet<number>
  readonly #chatty_ports: ReadonlySet<number>
  readonly #kept_rows: number
  readonly #states = new KeyTable<State>(CAPACITY, DAY_US)

  constructor({ password_guessing, login_ports, chatty_ports }: BehaviourSettings, book: FindingBook) {
    this.#book = book
    this.#limits = password_guessing
    this.#login_ports = new Set(login_ports)
    this.#chatty_ports = new Set(chatty_ports)
    this.#kept_rows = Math.max(password_guessing.sessions, password_guessing.outside_sessions_in_24_h)
  }

  observe(flow: Conversation): void {
    const { source, target, port, time_us } = flow
    if (flow.protocol !== TCP || port >= FIRST_DYNAMIC_PORT || !flow.is_answered) return
    const is_login = this.#login_ports.has(port)
    if ((!is_login && this.#chatty_ports.has(port)) || (flow.source_roles & SCANNER) !== 0) return
    const states = this.#states
    const { sessions, session_bytes, login_window_min, other_window_min, outside_sessions_in_24_h } = this.#limits
    let place = states.find(source, target, port)
    let state = states.stateAt(place)
    const bytes = flow.forward_bytes + flow.backward_bytes
    if (bytes >= session_bytes) {
      if (state !== undefined) this.#noteSuccess(state, flow)
      return
    }
    if (state === undefined) {
      state = {
        ...{ raised_us: 0, finding: null, raised_until_us: 0, bytes: 0, sessions: 0 },
        rows: new RecentRows(),
      }
      place = states.add(source, target, port, time_us, state)
    }
    states.last_us[place] = time_us
    const { rows } = state
    const window_us = (is_login ? login_window_min : other_window_min) * MINUTE_US
    const is_slow = is_login && !flow.is_from_home
    rows.keepFrom(time_us - (is_slow ? DAY_US : window_us))
    rows.add(time_us, flow.row, this.#kept_rows)
    states.weights[place] = rows.size
    state.bytes += bytes
    state.sessions += 1
    let span_us = 0
    if (rows.timeBefore(sessions - 1) >= time_us - window_us) span_us = window_us
    else if (is_slow && rows.timeBefore(outside_sessions_in_24_h - 1) >= time_us - DAY_US) span_us = DAY_US
    const is_raised = time_us <= state.raised_until_us
    // On a port that may be anything, a program that asks at fixed times looks the same but for its clock.
    if (span_us > 0 && (is_login || is_raised || !isTimed(rows, sessions))) {
      if (!is_raised) {
        state.raised_us = time_us
        state.finding = this.#openFinding(state, flow)
      }
      state.raised_until_us = Math.max(state.raised_until_us, time_us + span_us)
    }
    if (time_us > state.raised_until_us) return
    const { finding } = state
    if (finding === null) return
    rows.handOver((row, row_time_us) => {
      if (row === flow.row) finding.add(flow)
      else {
        finding.addRow(row, row_time_us)
        finding.answered += 1
      }
    })
  }

  #openFinding({ raised_us }: State, flow: Conversation): OpenFinding | null {
    const { source, target, port, protocol, is_from_home } = flow
    const about = { kind: 'password_guessing', target, port, protocol, is_from_home } as const
    return is_from_home
      ? this.#book.at({ ...about, source, window: 'hour' }, raised_us)
      : this.#book.at({ ...about, source: null, window: 'day' }, raised_us)
  }

  /** A session far larger than the guesses, while they go on: somebody may be in. */
  #noteSuccess(state: State, flow: Conversation): void {
    const mean_bytes = state.bytes / state.sessions
    const bytes = flow.forward_bytes + flow.backward_bytes
    if (flow.time_us > state.raised_until_us || bytes < mean_bytes * SUCCESS_TIMES) return
    const { finding } = state
    if (finding !== null) finding.success_row ??= flow.row
  }
}

const SHORTEST_PERIOD_US = 2e6
const TIMED_SHARE = 0.6

/** Whether the newest sessions follow a clock: most periods within a quarter of their median, and none a rush. */
function isTimed(rows: RecentRows, sessions: number): boolean {
  const periods_us = Array.from(
    { length: sessions - 1 },
    (_, back) => rows.timeBefore(back) - rows.timeBefore(back + 1),
  )
  const median_us = [...periods_us].sort((one, other) => one - other)[periods_us.length >> 1] ?? 0
  if (median_us < SHORTEST_PERIOD_US) return false
  const regular = periods_us.filter((period_us) => Math.abs(period_us - median_us) <= median_us / 4)
  return regular.length >= periods_us.length * TIMED_SHARE
}
