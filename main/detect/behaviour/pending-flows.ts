import type { OpenFinding } from './finding-book.ts'

/** Flows of a key that are judged together later, up to a number of them. */
export class PendingFlows {
  #rows: number[] = []
  #times: number[] = []
  #joined = 0

  get size(): number {
    return this.#rows.length
  }

  /** Time of the first flow. */
  get first_us(): number {
    return this.#times[0]!
  }

  add(row: number, time_us: number): void {
    this.#rows.push(row)
    this.#times.push(time_us)
  }

  /** Adds the flows that were not added before to a finding; one for now does not count as such. */
  join(finding: OpenFinding): void {
    let at = this.#joined
    for (; at < this.#rows.length; at += 1) finding.addRow(this.#rows[at]!, this.#times[at]!)
    if (!finding.is_for_now) this.#joined = at
  }

  clear(): void {
    this.#rows = []
    this.#times = []
    this.#joined = 0
  }
}
