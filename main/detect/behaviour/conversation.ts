/** A flow as detectors see it: turned the right way round, with what they all ask of it. One object is used for all flows. */
export interface Conversation {
  /** Number of the flow in its source, from 0. */
  readonly row: number
  readonly time_us: number
  readonly duration_us: number
  /** Codes of {@link Hosts}. */
  readonly source: number
  readonly target: number
  /** Of ICMP the type; NO_NUMBER where it is not told. */
  readonly source_port: number
  readonly port: number
  readonly protocol: number
  readonly forward_packets: number
  readonly forward_bytes: number
  readonly backward_bytes: number
  readonly is_from_home: boolean
  readonly is_to_home: boolean
  /** Whether the responder sent payload (TCP) or a packet (others). */
  readonly is_answered: boolean
  /** Roles of source and target, as bits of hosts.ts. */
  readonly source_roles: number
  readonly target_roles: number
}

export const TCP = 6
export const UDP = 17

export const SECOND_US = 1e6
export const MINUTE_US = 60e6
export const HOUR_US = 3600e6
export const DAY_US = 24 * HOUR_US
