import type { Conversation } from './conversation.ts'
import type { OpenFinding } from './finding-book.ts'
import type { KeyTable } from './key-table.ts'
import { RecentRows } from './recent-rows.ts'
import { RecentSet } from './recent-set.ts'

/** What a scan detector remembers of a key: what was tried (ports or targets), and whether it answered. */
export interface ScanState {
  readonly silent: RecentSet
  /** Null until something answers. */
  answered: RecentSet | null
  readonly rows: RecentRows
  /** When the scan was noticed, and until when flows belong to it. */
  raised_us: number
  finding: OpenFinding | null
  raised_until_us: number
}

/** Notes the first flow of a key in the columns of the table: most keys of a flood with forged sources have no other. */
export function noteFirst(states: KeyTable<ScanState>, place: number, tried: number, row: number): void {
  states.numbers[place] = tried
  states.rows[place] = row
  states.weights[place] = 1
}

/** The state of a key that has one flow by {@link noteFirst}, or none, or a state. */
export function scanStateAt(states: KeyTable<ScanState>, place: number): ScanState {
  const known = states.stateAt(place)
  if (known !== undefined) return known
  const state: ScanState = {
    ...{ raised_us: 0, finding: null, raised_until_us: 0 },
    ...{ silent: new RecentSet(), answered: null, rows: new RecentRows() },
  }
  if (states.weights[place]! > 0) {
    const first_us = states.last_us[place]!
    state.silent.add(states.numbers[place]!, first_us, 1)
    state.rows.add(first_us, states.rows[place]!, 1)
  }
  states.setState(place, state)
  return state
}

const KEPT_ROWS = 256

/** What one kind of scan does when it is noticed. */
export interface ScanSteps {
  openFinding(state: ScanState, flow: Conversation): OpenFinding | null
  /** Hands over what was kept before it was noticed. */
  raise(state: ScanState, flow: Conversation): void
}

/**
 * Adds a flow without an answer to the scan that it belongs to, or keeps it for one that may be noticed later.
 * @param span_us how long the scan lasts from this flow on; 0 while there is none, or none because of it
 * @param since_us flows before that are not kept
 */
export function addSilent(
  state: ScanState,
  flow: Conversation,
  span_us: number,
  since_us: number,
  steps: ScanSteps,
): void {
  const { time_us } = flow
  const is_raised = time_us <= state.raised_until_us
  if (span_us > 0) {
    if (!is_raised) {
      state.raised_us = time_us
      state.finding = steps.openFinding(state, flow)
    }
    state.raised_until_us = Math.max(state.raised_until_us, time_us + span_us)
  }
  if (time_us <= state.raised_until_us) {
    if (!is_raised) steps.raise(state, flow)
    state.finding?.add(flow)
  } else {
    state.rows.keepFrom(since_us)
    state.rows.add(time_us, flow.row, KEPT_ROWS)
  }
}
