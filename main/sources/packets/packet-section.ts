import { interfaceBlock, packetBlock, sectionBlock } from './pcapng-writer.ts'
import type { PickedPacket } from './packet-picker.ts'

const APPLICATION = 'AnomalyX'

/** A section of a pcapng file: packets of one capture, with one interface for each link type. */
export class PacketSection {
  /** Packets so far. */
  packets = 0
  #blocks: Buffer[]
  readonly #interfaces = new Map<number, number>()

  /** @param comments what the packets are and where they come from */
  constructor(comments: readonly string[]) {
    this.#blocks = [sectionBlock(APPLICATION, comments)]
  }

  add(packet: PickedPacket): void {
    let number = this.#interfaces.get(packet.link_type)
    if (number === undefined) {
      number = this.#interfaces.size
      this.#interfaces.set(packet.link_type, number)
      this.#blocks.push(interfaceBlock(packet.link_type))
    }
    this.#blocks.push(packetBlock(number, packet))
    this.packets += 1
  }

  /** The bytes that came since the last call. */
  take(): Buffer {
    const blocks = this.#blocks
    this.#blocks = []
    return Buffer.concat(blocks)
  }
}
