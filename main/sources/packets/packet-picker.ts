import { AnomalyError } from '../../../contract/errors.ts'
import { CaptureMeter, type MeterOptions, type PacketWatcher, type ReadPacket } from './capture-meter.ts'
import { FlowBirths } from './flow-births.ts'
import type { FoundFlows } from './flow-finder.ts'
import type { MeteredFlow } from './metered-flow.ts'
import type { CapturedPacket } from './pcapng-writer.ts'

/** A packet of a wanted flow. */
export interface PickedPacket extends CapturedPacket {
  readonly link_type: number
  /** What is in it behind all headers, as places in `bytes`. */
  readonly content_start: number
  readonly content_end: number
}

/**
 * Takes the packets of the wanted flows in the order in which they were metered. The record of a packet
 * (`packet-record.ts`) stands at `base` of `words`.
 */
export type PickTaker = (packet: PickedPacket, words: Uint32Array, base: number) => void

/** Bytes of packets that wait for earlier ones; only captures in great disorder have as many. */
const MOST_HELD_BYTES = 256_000_000

/** The second of two readings of a capture: each packet of the wanted flows is handed over when it is metered. */
export class PacketPicker {
  readonly #meter: CaptureMeter
  readonly #wanted: ReadonlySet<number>
  #ended = 0

  /** @param options the same as those that the flows were found with */
  constructor(options: MeterOptions, { births: wanted, window_packets }: FoundFlows, taker: PickTaker) {
    const births = new FlowBirths()
    const holder = new PacketHolder(options.is_file_order !== true && window_packets !== 1)
    const watcher: PacketWatcher = {
      hold: (slot, packet) => holder.hold(slot, packet),
      place: (slot, flow, opened, words, base) => {
        const packet = holder.take(slot, wanted.has(births.at(flow, opened)))
        if (packet !== undefined) taker(packet, words, base)
      },
    }
    this.#wanted = wanted
    const ended = (flow: MeteredFlow) => {
      if (wanted.has(births.of(flow.record))) this.#ended += 1
    }
    this.#meter = new CaptureMeter(
      { ...options, ...(window_packets !== undefined && { window_packets }) },
      ended,
      watcher,
    )
  }

  /** @returns false when nothing behind the chunk needs to be read @throws AnomalyError `unreadable_file` */
  push(chunk: Buffer): boolean {
    return this.#meter.push(chunk) && this.#ended < this.#wanted.size
  }

  /** To be called behind the last chunk, as long as it answers true. @param most flows to end in one call */
  drain(most: number): boolean {
    return this.#meter.drain(most)
  }
}

/** Packets until their turn comes; where it comes at once, none is copied. */
class PacketHolder {
  readonly #slots: (PickedPacket | undefined)[] = []
  readonly #is_copying: boolean
  #held_bytes = 0
  #last: ReadPacket | undefined

  constructor(is_copying: boolean) {
    this.#is_copying = is_copying
  }

  hold(slot: number, packet: ReadPacket): void {
    if (!this.#is_copying) {
      this.#last = packet
      return
    }
    this.#held_bytes += packet.end - packet.start
    if (this.#held_bytes > MOST_HELD_BYTES) {
      throw new AnomalyError(
        'unreadable_file',
        'The packets of this capture are too large and too far out of order to be picked out of it. Sort it first, for example with "reordercap", and import it again.',
      )
    }
    this.#slots[slot] = picked(packet, Buffer.from(packet.bytes.subarray(packet.start, packet.end)))
  }

  take(slot: number, is_wanted: boolean): PickedPacket | undefined {
    if (!this.#is_copying) {
      const packet = this.#last!
      return is_wanted ? picked(packet, packet.bytes.subarray(packet.start, packet.end)) : undefined
    }
    const packet = this.#slots[slot]!
    this.#slots[slot] = undefined
    this.#held_bytes -= packet.bytes.length
    return is_wanted ? packet : undefined
  }
}

function picked(packet: ReadPacket, bytes: Uint8Array): PickedPacket {
  const { start, original_bytes, time_us, rest_ns, link_type, content_start, content_end } = packet
  return {
    ...{ bytes, original_bytes, time_us, rest_ns, link_type },
    content_start: content_start - start,
    content_end: content_end - start,
  }
}
