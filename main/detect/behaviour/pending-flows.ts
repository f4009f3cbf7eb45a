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

  /** Adds the flows that were not added before to a finding. */
  join(finding: OpenFinding): void {
    for (; this.#joined < this.#rows.length; this.#joined += 1) {
      finding.addRow(this.#rows[this.#joined]!, this.#times[this.#joined]!)
    }
  }

  clear(): void {
    this.#rows = []
    this.#times = []
    this.#joined = 0
  }
}
