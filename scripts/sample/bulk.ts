/** Four packets with payload in one direction, none a second after the one before, make a bulk. */
const BULK_PACKETS = 4
const BULK_GAP_US = 1e6

/** Bulk transfers of one direction of a flow, as the corrected meter counts them. */
export class BulkCounter {
  /** Time of this direction's last packet with payload. */
  last_us = -1
  #start_us = -1
  #run_packets = 0
  #run_bytes = 0
  #bulks = 0
  #packets = 0
  #bytes = 0
  #duration_us = 0

  /** @param other_last_us last packet with payload of the other direction: it ends a run */
  add(time_us: number, payload_bytes: number, other_last_us: number): void {
    if (payload_bytes === 0) return
    const goes_on = this.#run_packets > 0 && other_last_us <= this.#start_us && time_us - this.last_us <= BULK_GAP_US
    if (!goes_on) {
      this.#start_us = time_us
      this.#run_packets = 0
      this.#run_bytes = 0
    }
    this.#run_packets += 1
    this.#run_bytes += payload_bytes
    if (this.#run_packets === BULK_PACKETS) {
      this.#bulks += 1
      this.#packets += this.#run_packets
      this.#bytes += this.#run_bytes
      this.#duration_us += time_us - this.#start_us
    } else if (this.#run_packets > BULK_PACKETS) {
      this.#packets += 1
      this.#bytes += payload_bytes
      this.#duration_us += time_us - this.last_us
    }
    this.last_us = time_us
  }

  get mean_bytes(): number {
    return this.#bulks > 0 ? Math.floor(this.#bytes / this.#bulks) : 0
  }

  get mean_packets(): number {
    return this.#bulks > 0 ? Math.floor(this.#packets / this.#bulks) : 0
  }

  /** Bytes per second while in bulk. */
  get rate(): number {
    return this.#duration_us > 0 ? Math.floor(this.#bytes / (this.#duration_us / 1e6)) : 0
  }
}
