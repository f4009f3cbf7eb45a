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
