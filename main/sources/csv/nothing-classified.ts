import { AnomalyError } from '../../../contract/errors.ts'
import type { RejectedRow } from '../../flow/flow-batch.ts'

const LONGEST_SHOWN_CHARS = 40
/** Reasons told apart; each holds few words of the file. */
const MOST_REASONS = 100

/** Counts what becomes of a capture's rows, for a capture of which none can be classified. */
export class ClassifiedTally {
  #classified = 0
  #rejected = 0
  /** Rows by column and reason, with the first of them. */
  readonly #reasons = new Map<string, { first: RejectedRow; rows: number }>()

  add(classified: number, rejected: readonly RejectedRow[]): void {
    this.#classified += classified
    this.#rejected += rejected.length
    if (this.#classified > 0) return
    for (const row of rejected) {
      const key = `${row.column ?? ''} ${row.reason}`
      const known = this.#reasons.get(key)
      if (known !== undefined) known.rows += 1
      else if (this.#reasons.size < MOST_REASONS) this.#reasons.set(key, { first: row, rows: 1 })
    }
  }

  /**
   * @param done what was to become of the rows
   * @throws AnomalyError `unreadable_file` when there were rows and none was classified
   */
  refuseNothing(done: 'classified' | 'read' = 'classified'): void {
    if (this.#classified > 0 || this.#rejected === 0) return
    const [common] = [...this.#reasons.values()].sort((one, other) => other.rows - one.rows)
    throw new AnomalyError(
      'unreadable_file',
      `None of the ${String(this.#rejected)} rows could be ${done}${common === undefined ? '' : `: ${this.#told(common)}`}.`,
    )
  }

  #told({ first: { line_number, column, value, reason }, rows }: { first: RejectedRow; rows: number }): string {
    const who = rows === this.#rejected ? 'each' : `most often (${String(rows)} rows) one`
    const line = `the first is line ${String(line_number)}`
    return column === null
      ? `${who} ${reason}; ${line}`
      : `${who} has a ${column} that ${reason}; ${line}, with "${value.slice(0, LONGEST_SHOWN_CHARS)}"`
  }
}
