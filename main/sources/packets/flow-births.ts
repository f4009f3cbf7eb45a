/**
 * Tells flows apart by their birth: how many flows of the capture had been opened when it was. Unlike the place of a flow
 * among those that are written, it is known from its first packet on.
 */
export class FlowBirths {
  #of_record = new Float64Array(1 << 12)
  #opened = 0

  /** A packet is in the flow of that record. @param opened flows that were opened so far @returns the birth of the flow */
  at(record: number, opened: number): number {
    if (record >= this.#of_record.length) {
      const larger = new Float64Array(this.#of_record.length * 2)
      larger.set(this.#of_record)
      this.#of_record = larger
    }
    if (opened !== this.#opened) {
      this.#opened = opened
      this.#of_record[record] = opened
    }
    return this.#of_record[record]!
  }

  /** Birth of the flow that is in a record, or was until now. */
  of(record: number): number {
    return this.#of_record[record]!
  }
}
