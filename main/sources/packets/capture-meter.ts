import { type CaptureEnd, CaptureReader } from './capture-reader.ts'
import type { Convention } from './convention.ts'
import { PacketDecoder } from './decoder.ts'
import { type FlowTaker, Meter, type MeterLimits } from './meter.ts'
import { METERED, type PacketCounts, PacketTally } from './outcomes.ts'
import { packetNotices } from './packet-notices.ts'
import type { PacketSink } from './packet-sink.ts'
import { RECORD_WORDS } from './packet-record.ts'
import { type PacketTaker, TimeOrder } from './time-order.ts'

export interface MeterOptions {
  readonly convention: Convention
  /** Whether packets are used in the order of the file, as the reference does, even if their times are in another. */
  readonly is_file_order?: boolean
  readonly limits?: MeterLimits
  /** Packets that may pass each other, where not as many as by default are needed. */
  readonly window_packets?: number
  /** Of the flow table's hash; the same flows come out with any. */
  readonly seed?: number
}

/** A packet as it was read. */
export interface ReadPacket {
  /** Valid during the call; the packet is `[start, end)`. */
  bytes: Uint8Array
  start: number
  end: number
  /** Length on the wire. */
  original_bytes: number
  /** Since 1970; 0 for a packet without a time. */
  time_us: number
  /** Nanoseconds that were cut off the time. */
  rest_ns: number
  link_type: number
  /** What is in it behind all headers (`PacketDecoder.content_start`). */
  content_start: number
  content_end: number
}

/** Follows packets on their way into flows. */
export interface PacketWatcher {
  /**
   * A packet that will be metered was read. It takes a slot until its turn comes, possibly at once; slots are used again.
   * @param packet the same object for every packet
   */
  hold(slot: number, packet: ReadPacket): void
  /**
   * Its turn has come. Flows that ended with it are taken before.
   * @param flow record of the flow that it is in (`MeteredFlow.record`), 0 for a packet that is dropped
   * @param opened flows of the capture that were opened so far
   * @param words its record at `base`
   */
  place(slot: number, flow: number, opened: number, words: Uint32Array, base: number): void
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
  /** What a person should know of how the records were read. */
  readonly read_as: readonly string[]
}

/** From the bytes of a capture to its flows. */
export class CaptureMeter implements PacketSink {
  readonly #tally = new PacketTally()
  readonly #decoder: PacketDecoder
  readonly #order: TimeOrder
  readonly #meter: Meter
  readonly #reader = new CaptureReader(this)
  readonly #watcher: PacketWatcher | undefined
  /** Metered packets of which only the beginning was captured. */
  #shortened = 0
  /** Metered packets at time 0, which is that of a packet without one. */
  #untimed = 0
  readonly #packet: ReadPacket = {
    ...{ bytes: new Uint8Array(0), start: 0, end: 0, original_bytes: 0, time_us: 0, rest_ns: 0, link_type: 0 },
    ...{ content_start: 0, content_end: 0 },
  }

  /** @param taker gets each flow when it ends */
  constructor(
    { convention, is_file_order = false, window_packets, limits, seed = randomSeed() }: MeterOptions,
    taker: FlowTaker,
    watcher?: PacketWatcher,
  ) {
    const meter = new Meter(convention, taker, seed, limits)
    this.#meter = meter
    this.#decoder = new PacketDecoder(convention)
    const take: PacketTaker =
      watcher === undefined
        ? (words, base, time_us) => meter.add(words, base, time_us)
        : (words, base, time_us) => {
            const flow = meter.add(words, base, time_us)
            watcher.place(base / RECORD_WORDS, flow, meter.opened, words, base)
          }
    this.#watcher = watcher
    this.#order = new TimeOrder(take, is_file_order ? 1 : window_packets)
  }

  /** The window that would have given the same order of packets; undefined when none but the default does. */
  get needed_window(): number | undefined {
    return this.#order.late === 0 ? this.#order.farthest + 1 : undefined
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

  /**
   * What became of the packets; to be asked for at the end.
   * @param is_cut whether the file was compressed and ended early
   */
  report(is_cut = false): MeterReport {
    const { dropped_packets, unwritten_packets, closed_for_room, closed_early } = this.#meter
    return {
      packets: this.#tally.counts(),
      out_of_order: this.#order.moved,
      left_out_of_order: this.#order.late,
      dropped: dropped_packets,
      unwritten: unwritten_packets,
      closed_for_room,
      closed_early,
      end: this.#reader.finish(is_cut) ?? null,
      read_as: [...this.#reader.notices(), ...packetNotices(this.#shortened, this.#untimed)],
    }
  }

  packet(
    bytes: Uint8Array,
    start: number,
    end: number,
    original_bytes: number,
    time_us: number,
    link_type: number,
    rest_ns: number,
  ): void {
    const order = this.#order
    const outcome = this.#decoder.decode(bytes, start, end, original_bytes, link_type, order.words, order.base)
    this.#tally.count(outcome, link_type)
    if (outcome !== METERED) return
    if (original_bytes > end - start) this.#shortened += 1
    if (time_us === 0) this.#untimed += 1
    if (this.#watcher !== undefined) {
      const { content_start, content_end } = this.#decoder
      const read = { bytes, start, end, original_bytes, time_us, rest_ns, link_type, content_start, content_end }
      this.#watcher.hold(order.base / RECORD_WORDS, Object.assign(this.#packet, read))
    }
    order.put(time_us)
  }

  refuse(outcome: number): void {
    this.#tally.count(outcome, -1)
  }
}

function randomSeed(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0]!
}
