import { PacketUnits } from './packet-units.ts'

/** Cuts a pcap that comes chunk by chunk into whole records. */
export class PcapCutter {
  readonly #units = new PacketUnits()
  #rest: Buffer = Buffer.alloc(0)
  #is_header_taken = false

  /** Header of each part, once the first record is whole. */
  get header(): Buffer {
    return this.#units.head
  }

  /** Whether nothing more can be read from what came. */
  get is_damaged(): boolean {
    return this.#units.is_damaged
  }

  push(chunk: Buffer): void {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
  }

  /**
   * Takes whole records of what came; no further one is begun once there are `enough_bytes` of them.
   * @returns empty when none is whole
   */
  take(enough_bytes: number): Buffer {
    if (!this.#is_header_taken) {
      // No record is begun: the header alone.
      this.#rest = this.#rest.subarray(this.#units.scan(this.#rest, 1))
      this.#is_header_taken = this.#units.head.length > 0
    }
    const records = this.#rest.subarray(0, this.#units.scan(this.#rest, enough_bytes))
    this.#rest = this.#rest.subarray(records.length)
    return records
  }
}
