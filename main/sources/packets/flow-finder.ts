import { CaptureMeter, type MeterReport, type MeterOptions } from './capture-meter.ts'
import { FlowBirths } from './flow-births.ts'
import type { MeteredFlow } from './metered-flow.ts'

/** Which flows of a capture are looked for: its flows in the order in which they end, counted from 1. */
export interface WantedFlows {
  has(flow_number: number): boolean
  readonly size: number
}

/** Where the flows are whose packets are wanted, as {@link FlowFinder} found them. */
export interface FoundFlows {
  readonly births: ReadonlySet<number>
  /** As `needed_window` of the meter tells. */
  readonly window_packets: number | undefined
}

/** The first of two readings of a capture: which of its flows are the wanted ones. */
export class FlowFinder {
  readonly #meter: CaptureMeter
  readonly #births = new FlowBirths()
  readonly #wanted: WantedFlows
  readonly #found = new Set<number>()
  readonly #onFound: (flow: MeteredFlow, flow_number: number) => void
  #flows = 0

  /** @param onFound is shown each wanted flow as it ends, in the order of their numbers */
  constructor(
    options: MeterOptions,
    wanted: WantedFlows,
    onFound: (flow: MeteredFlow, flow_number: number) => void = () => undefined,
  ) {
    this.#wanted = wanted
    this.#onFound = onFound
    this.#meter = new CaptureMeter(options, (flow) => this.#ended(flow), {
      hold: () => undefined,
      place: (_slot, flow, opened) => void this.#births.at(flow, opened),
    })
  }

  /** Whether every wanted flow is found. */
  get is_done(): boolean {
    return this.#found.size === this.#wanted.size
  }

  /** @returns false when nothing behind the chunk needs to be read */
  push(chunk: Buffer): boolean {
    return this.#meter.push(chunk) && !this.is_done
  }

  /** To be called behind the last chunk, as long as it answers true. @param most flows to look at in one call */
  drain(most: number): boolean {
    return !this.is_done && this.#meter.drain(most)
  }

  found(): FoundFlows {
    return { births: this.#found, window_packets: this.#meter.needed_window }
  }

  /** What became of the packets that were read. */
  report(): MeterReport {
    return this.#meter.report()
  }

  #ended(flow: MeteredFlow): void {
    this.#flows += 1
    if (!this.#wanted.has(this.#flows)) return
    this.#found.add(this.#births.of(flow.record))
    this.#onFound(flow, this.#flows)
  }
}
