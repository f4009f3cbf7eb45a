/** Flows held back to be put in order of time. A flow that comes later than this many flows behind its place is too late. */
export const HELD_FLOWS = 65_536

/** What is known of the flows that wait, in columns. */
export class HeldFlows {
  readonly time_us = new Float64Array(HELD_FLOWS)
  readonly row = new Float64Array(HELD_FLOWS)
  readonly source = new Float64Array(HELD_FLOWS)
  readonly target = new Float64Array(HELD_FLOWS)
  readonly source_port = new Int32Array(HELD_FLOWS)
  readonly port = new Int32Array(HELD_FLOWS)
  readonly protocol = new Int32Array(HELD_FLOWS)
  readonly duration_us = new Float64Array(HELD_FLOWS)
  readonly forward_packets = new Float64Array(HELD_FLOWS)
  readonly forward_bytes = new Float64Array(HELD_FLOWS)
  readonly backward_bytes = new Float64Array(HELD_FLOWS)
  readonly is_answered = new Uint8Array(HELD_FLOWS)
  /** Places and roles of source and target, as bits. */
  readonly hosts = new Int32Array(HELD_FLOWS)

  /** Order of two flows of one time, by what is in them. */
  compare(one: number, other: number): number {
    return (
      this.source[one]! - this.source[other]! ||
      this.target[one]! - this.target[other]! ||
      this.source_port[one]! - this.source_port[other]! ||
      this.port[one]! - this.port[other]! ||
      this.protocol[one]! - this.protocol[other]! ||
      this.duration_us[one]! - this.duration_us[other]! ||
      this.forward_packets[one]! - this.forward_packets[other]! ||
      this.forward_bytes[one]! - this.forward_bytes[other]! ||
      this.backward_bytes[one]! - this.backward_bytes[other]! ||
      this.is_answered[one]! - this.is_answered[other]! ||
      this.hosts[one]! - this.hosts[other]! ||
      this.row[one]! - this.row[other]!
    )
  }
}
