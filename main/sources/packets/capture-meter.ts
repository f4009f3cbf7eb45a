import { type CaptureEnd, CaptureReader } from './capture-reader.ts'
import type { Convention } from './convention.ts'
import { PacketDecoder } from './decoder.ts'
import { type FlowTaker, Meter, type MeterLimits } from './meter.ts'
import { METERED, type PacketCounts, PacketTally } from './outcomes.ts'
import type { PacketSink } from './packet-sink.ts'
import { TimeOrder } from './time-order.ts'

export interface MeterOptions {
  readonly convention: Convention
  /** Whether packets are used in the order of the file, as the reference does, even if their times are in another. */
  readonly is_file_order?: boolean
  readonly limits?: MeterLimits
  /** Of the flow table's hash; the same flows come out with any. */
  readonly seed?: number
}

/** What became of the packets of a capture. */
export interface MeterReport {
  readonly packets: PacketCounts
  /** Packets whose time is before that of one before them. */
  readonly out_of_order: number
  /** Of these, those that stand where they came, because the window was too short or the order of the file was wanted. */
  readonly left_out_of_order: number
  /** Metered packets that are in no flow because the original convention drops them. */
  readonly dropped: number
  /** One-packet flows, which the original convention does not write. */
  readonly unwritten: number
  /** Flows closed before the capture's end to keep memory bounded, and those of them within the time limit of a flow. */
  readonly closed_for_room: number
  readonly closed_early: number
  readonly end: CaptureEnd | null
}

/** From the bytes of a capture to its flows. */
export class CaptureMeter implements PacketSink {
  readonly #tally = new PacketTally()
  readonly #decoder: PacketDecoder
  readonly #order: TimeOrder
  readonly #meter: Meter
  readonly #reader = new CaptureReader(this)

  /** @param taker gets each flow when it ends */
  constructor({ convention, is_file_order = false, limits, seed = randomSeed() }: MeterOptions, taker: FlowTaker) {
    const meter = new Meter(convention, taker, seed, limits)
    this.#meter = meter
    this.#decoder = new PacketDecoder(convention)
    this.#order = new TimeOrder(
      (words, base, time_us) => meter.add(words, base, time_us),
      is_file_order ? 1 : undefined,
    )
  }

  /** @param chunk the next bytes of the capture, unpacked @returns false when nothing behind it can be read */
  push(chunk: Buffer): boolean {
    return this.#reader.push(chunk)
  }

  /**
   * To be called behind the last chunk, as long as it answers true.
   * @param most flows to hand over in one call
   */
  drain(most: number): boolean {
    this.#order.finish()
    return this.#meter.finish(most)
  }

  /** What became of the packets; to be asked for at the end. */
  report(): MeterReport {
    const { dropped_packets, unwritten_packets, closed_for_room, closed_early } = this.#meter
    return {
      packets: this.#tally.counts(),
      out_of_order: this.#order.moved,
      left_out_of_order: this.#order.late,
      dropped: dropped_packets,
      unwritten: unwritten_packets,
      closed_for_room,
      closed_early,
      end: this.#reader.finish() ?? null,
    }
  }

  packet(
    bytes: Uint8Array,
    start: number,
    end: number,
    original_bytes: number,
    time_us: number,
    link_type: number,
  ): void {
    const order = this.#order
    const outcome = this.#decoder.decode(bytes, start, end, original_bytes, link_type, order.words, order.base)
    this.#tally.count(outcome, link_type)
    if (outcome === METERED) order.put(time_us)
  }

  refuse(outcome: number): void {
    this.#tally.count(outcome, -1)
  }
}

function randomSeed(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0]!
}
