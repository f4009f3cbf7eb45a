/** What counters of a flow count beyond their bits, for the few flows that are so large. */
export class Overflows {
  readonly #by_flow = new Map<number, Map<number, number>>()

  /** The counter went back to 0. @param counter any number that names it @param wrapped what it lost */
  wrap(flow: number, counter: number, wrapped: number): void {
    const counters = this.#by_flow.get(flow) ?? new Map<number, number>()
    this.#by_flow.set(flow, counters)
    counters.set(counter, (counters.get(counter) ?? 0) + wrapped)
  }

  beyond(flow: number, counter: number): number {
    return this.#by_flow.get(flow)?.get(counter) ?? 0
  }

  forget(flow: number): void {
    this.#by_flow.delete(flow)
  }
}
