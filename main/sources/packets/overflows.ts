const WRAP = 65_536

/** What counters of 16 bits count beyond 65,535, for the few flows that have so many packets. */
export class Overflows {
  readonly #by_flow = new Map<number, Map<number, number>>()

  /** The counter went from 65,535 to 0. */
  wrap(flow: number, counter: number): void {
    const counters = this.#by_flow.get(flow) ?? new Map<number, number>()
    this.#by_flow.set(flow, counters)
    counters.set(counter, (counters.get(counter) ?? 0) + WRAP)
  }

  beyond(flow: number, counter: number): number {
    return this.#by_flow.get(flow)?.get(counter) ?? 0
  }

  forget(flow: number): void {
    this.#by_flow.delete(flow)
  }
}
