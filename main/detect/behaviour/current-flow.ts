import type { Conversation } from './conversation.ts'
import type { HeldFlows } from './held-flows.ts'

const ROLE_BITS = 8

/** Places and roles of source and target in one number, as a flow waits with them. */
export const hostBits = (
  source_place: number,
  target_place: number,
  source_roles: number,
  target_roles: number,
): number => source_place + target_place * 4 + (source_roles + target_roles * ROLE_BITS) * 16

/** The flow that detectors look at. Numbers that are no small integers begin as NaN, so that they are kept as such. */
export class CurrentFlow implements Conversation {
  row = NaN
  time_us = NaN
  duration_us = NaN
  source = NaN
  target = NaN
  source_port = 0
  port = 0
  protocol = 0
  forward_packets = NaN
  forward_bytes = NaN
  backward_bytes = NaN
  is_from_home = false
  is_to_home = false
  is_answered = false
  source_roles = 0
  target_roles = 0
  source_place = 0
  target_place = 0

  /** Takes what is known of a flow that waited, all but which side is at home. */
  take(flows: HeldFlows, place: number): void {
    this.row = flows.row[place]!
    this.time_us = flows.time_us[place]!
    this.source = flows.source[place]!
    this.target = flows.target[place]!
    this.source_port = flows.source_port[place]!
    this.port = flows.port[place]!
    this.protocol = flows.protocol[place]!
    this.duration_us = flows.duration_us[place]!
    this.forward_packets = flows.forward_packets[place]!
    this.forward_bytes = flows.forward_bytes[place]!
    this.backward_bytes = flows.backward_bytes[place]!
    this.is_answered = flows.is_answered[place] === 1
    const bits = flows.hosts[place]!
    this.source_place = bits & 3
    this.target_place = (bits >> 2) & 3
    this.source_roles = (bits >> 4) & (ROLE_BITS - 1)
    this.target_roles = (bits >> 4) >> 3
  }
}
